"""The suppression lists in the table: a row for each address, with its creditor.

Its key is a hash: no address stands in a cursor, and none in the words of a refusal.
"""

from datetime import date

from pynamodb.exceptions import DeleteError
from pynamodb.expressions.update import Action

from chalicelib.adapters import io
from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.models import SuppressionRow
from chalicelib.adapters.dynamo.transactions import did_not_hold
from chalicelib.adapters.io import Site
from chalicelib.domain.listing import Suppressed
from chalicelib.domain.suppression import SuppressedFor, Suppression


class DynamoSuppressions:
    """Implements ports.Suppressions."""

    def list(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Suppressed:
        among = SuppressionRow.sk.between(*keys.suppressed_after(cursor or ""))
        pk = keys.creditor_pk(creditor_id)
        rows = list(
            io.each(Site.SUPPRESSIONS_LIST, SuppressionRow.query(pk, among, limit=limit + 1, consistent_read=True))
        )
        more = keys.suppressed_cursor(rows[limit - 1].sk) if len(rows) > limit else None
        return Suppressed(tuple(_suppression(creditor_id, row) for row in rows[:limit]), more)

    def lift(self, creditor_id: str, email: str) -> None:
        row = SuppressionRow(keys.creditor_pk(creditor_id), keys.suppressed_sk(email))
        try:
            io.call(Site.SUPPRESSIONS_LIFT, row.delete, condition=SuppressionRow.complained_on.does_not_exist())
        except DeleteError as error:
            if not did_not_hold(error):
                raise


def row_of(creditor_id: str, email: str) -> SuppressionRow:
    return SuppressionRow(keys.creditor_pk(creditor_id), keys.suppressed_sk(email))


def marks(suppression: Suppression) -> list[Action]:
    """Each reason has its day to itself: a bounce that is told late takes no complaint away."""
    day = suppression.since.isoformat()
    of_its_day = {
        SuppressedFor.BOUNCE: SuppressionRow.bounced_on,
        SuppressedFor.COMPLAINT: SuppressionRow.complained_on,
    }[suppression.reason]
    return [
        SuppressionRow.kind.set(SuppressionRow.KIND),
        SuppressionRow.email.set(suppression.email),
        of_its_day.set(day),
    ]


def _suppression(creditor_id: str, row: SuppressionRow) -> Suppression:
    reason = SuppressedFor.COMPLAINT if row.complained_on else SuppressedFor.BOUNCE
    return Suppression(creditor_id, row.email, reason, date.fromisoformat(row.complained_on or row.bounced_on))
