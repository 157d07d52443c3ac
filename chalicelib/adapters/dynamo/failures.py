"""The messages that failed, in the table: longer than a queue would keep them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pynamodb.exceptions import DeleteError

from chalicelib.adapters import io
from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.models import FailedMessageRow
from chalicelib.adapters.dynamo.transactions import did_not_hold
from chalicelib.adapters.io import Site
from chalicelib.domain.case import CaseKey
from chalicelib.domain.failed_message import FailedMessage, QueueName

# A queue keeps a message for 14 days at most; what nobody has mended after this is told by the rows it was about.
KEPT = timedelta(days=90)


class DynamoFailedMessages:
    """Implements ports.FailedMessages."""

    def keep(self, message: FailedMessage) -> None:
        case = message.case
        row = FailedMessageRow(
            pk=keys.FAILED,
            sk=message.about,
            kind=FailedMessageRow.KIND,
            queue=message.queue,
            message_id=message.id,
            body=message.body,
            at=message.at.isoformat(),
            creditor_id=case.creditor_id if case else None,
            debtor_id=case.debtor_id if case else None,
            step_id=message.step_id,
            expires_at=int((message.at + KEPT).timestamp()),
        )
        io.call(Site.FAILED_KEEP, row.save)

    def all(self) -> Iterable[FailedMessage]:
        return map(_message, io.each(Site.FAILED_ALL, FailedMessageRow.query(keys.FAILED, consistent_read=True)))

    def forget(self, message: FailedMessage) -> None:
        row = FailedMessageRow(keys.FAILED, message.about)
        is_this = FailedMessageRow.message_id == message.id
        try:
            io.call(Site.FAILED_FORGET, row.delete, condition=is_this)
        except DeleteError as error:
            if not did_not_hold(error):
                raise


def _message(row: FailedMessageRow) -> FailedMessage:
    return FailedMessage(
        QueueName(row.queue),
        row.message_id,
        row.body,
        datetime.fromisoformat(row.at),
        CaseKey(row.creditor_id, row.debtor_id) if row.creditor_id else None,
        row.step_id,
    )
