"""The debtor contests an invoice: the chase of that invoice stops in the same transaction that records it."""

from dataclasses import dataclass, replace

from chalicelib.domain.calendar import day_in
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import CaseMoved, Invalid, Problem, Refused
from chalicelib.domain.events import InvoiceContested
from chalicelib.domain.hold import DisputeReason, Hold, HoldKind, in_short
from chalicelib.domain.level import Level
from chalicelib.domain.reply import ReplyTo
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.replying import Wanted, contest_key, with_reply

TRIES = 5
LONGEST_DETAIL = 2000
DEBTOR = "debtor"


class NothingToContest(Refused):
    """The invoice was settled, perhaps while its form stood open: no dispute is opened of it."""


@dataclass(frozen=True, slots=True)
class ContestInvoice:
    cases: Cases
    judge: Judge
    clock: Clock

    def __call__(self, key: CaseKey, invoice_id: str, reason: str, detail: str) -> Hold:
        """The hold that stands; the debtor's earlier one of the same invoice is kept as it is: contesting twice is
        once. A dispute that its creditor has placed, which may end on a day, says nothing of the debtor's own words.

        Raises Invalid for a reason we do not know or words missing; NothingToContest; NotFound; CaseMoved.
        """
        _check(reason, detail)
        zone = self.judge.creditors.get(key.creditor_id).time_zone
        for _ in range(TRIES):
            now = self.clock.now()
            case = self.cases.load(key, closed_invoice=invoice_id)
            if not case.invoice(invoice_id).is_open:
                raise NothingToContest(f"nothing is owed on {invoice_id}")
            if standing := _own_dispute(case, invoice_id):
                return standing
            said = detail.strip()
            hold = Hold(HoldKind.DISPUTE, invoice_id, day_in(zone, now), DEBTOR, reason, in_short(said))
            if self._keeps(case, hold, said):
                return hold
        raise CaseMoved("the case kept moving: send the form again")

    def _keeps(self, case: Case, hold: Hold, said: str) -> bool:
        now = self.clock.now()
        event = InvoiceContested(DEBTOR, hold.invoice_id, hold.reason, said)
        contested = replace(case, holds=(*case.holds, hold))
        name = hold.invoice_id
        wanted = Wanted(Level.DISPUTE, contest_key(contested, name), (name,), ReplyTo(name))
        contested, replied = with_reply(self.judge, contested, wanted, hold.since, DEBTOR)
        after, withdrawn = self.judge.without_wrong_letters(case, contested, DEBTOR, now, hold.since)
        # What its creditor has to do about it stands in the worklist at once.
        after = replace(self.judge.with_next_look(after, now), next_look_at=now)
        try:
            self.cases.commit(case, after, [event, *replied, *withdrawn], now)
        except CaseMoved:
            return False
        return True


def _own_dispute(case: Case, invoice_id: str) -> Hold | None:
    return next(
        (
            h
            for h in case.holds
            if (h.kind, h.invoice_id, h.by) == (HoldKind.DISPUTE, invoice_id, DEBTOR)
            and h.until is None
            and not h.is_partial
        ),
        None,
    )


def _check(reason: str, detail: str) -> None:
    problems = []
    if reason not in set(DisputeReason):
        problems.append(Problem("reason", "missing", "choose a reason"))
    if reason == DisputeReason.OTHER and not detail.strip():
        problems.append(Problem("detail", "missing", "say what is wrong"))
    if len(detail) > LONGEST_DETAIL:
        problems.append(Problem("detail", "too-long", f"{len(detail)} characters: at most {LONGEST_DETAIL}"))
    if problems:
        raise Invalid(tuple(problems))
