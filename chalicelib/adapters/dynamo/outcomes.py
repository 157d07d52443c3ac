"""What became of the last mails of each sender: one row, counted up, and turned over when its half is full."""

from pynamodb.exceptions import UpdateError

from chalicelib.adapters import io
from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.models import OutcomesRow
from chalicelib.adapters.dynamo.transactions import did_not_hold
from chalicelib.adapters.io import Site
from chalicelib.domain.outcomes import HALF, Outcomes


class DynamoOutcomes:
    """Implements ports.SendOutcomes."""

    def add(self, sender: str, became: Outcomes) -> Outcomes:
        row, column = _row(sender), OutcomesRow
        counted = [
            column.kind.set(column.KIND),
            column.mails.add(became.mails),
            column.bounces.add(became.bounces),
            column.complaints.add(became.complaints),
        ]
        # The row has what stands in the table after it.
        io.call(Site.OUTCOMES_ADD, row.update, counted)
        now = Outcomes(int(row.mails), int(row.bounces), int(row.complaints))
        before = Outcomes(int(row.mails_before or 0), int(row.bounces_before or 0), int(row.complaints_before or 0))
        if now.mails >= HALF:
            self._turn_over(sender, now)
        return now + before

    def _turn_over(self, sender: str, full: Outcomes) -> None:
        """Unless somebody has counted meanwhile: the next one finds it full too."""
        column = OutcomesRow
        turned = [
            column.mails_before.set(full.mails),
            column.bounces_before.set(full.bounces),
            column.complaints_before.set(full.complaints),
            column.mails.set(0),
            column.bounces.set(0),
            column.complaints.set(0),
        ]
        is_this = (
            (column.mails == full.mails) & (column.bounces == full.bounces) & (column.complaints == full.complaints)
        )
        try:
            io.call(Site.OUTCOMES_TURN_OVER, _row(sender).update, turned, condition=is_this)
        except UpdateError as error:
            if not did_not_hold(error):
                raise

    def clear(self, sender: str) -> None:
        column = OutcomesRow
        nothing = [c.set(0) for c in (column.mails, column.bounces, column.complaints)]
        nothing += [c.remove() for c in (column.mails_before, column.bounces_before, column.complaints_before)]
        io.call(Site.OUTCOMES_CLEAR, _row(sender).update, [column.kind.set(column.KIND), *nothing])


def _row(sender: str) -> OutcomesRow:
    return OutcomesRow(keys.outcomes_pk(sender), keys.OUTCOMES)
