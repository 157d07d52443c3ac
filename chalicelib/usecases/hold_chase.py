"""The creditor holds the chase of an invoice, of a part of one, or of all that is owed; and lets it go on again."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode, platform_holds
from chalicelib.domain.errors import Invalid, NothingThere, Problem
from chalicelib.domain.events import DisputeEnded, Event, HoldEnded, HoldPlaced
from chalicelib.domain.hold import ENDED_BY_A_PERSON, EVERYTHING, Hold, HoldKind, in_short, is_endless_pause
from chalicelib.domain.step import invoice_of
from chalicelib.law.insolvency import declare_by
from chalicelib.law.quantity import NotKnown
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.deciding import Judge

# A plan, a promise and the status of an e-invoice have verbs of their own.
PLACED_BY_HAND = frozenset(
    {HoldKind.PAUSE, HoldKind.DISPUTE, HoldKind.INSOLVENCY, HoldKind.UNMATCHED_MONEY, HoldKind.DIRECT_DEBIT}
)
# These stop the chase of all that the debtor owes, whatever else is said.
OF_THE_DEBTOR = frozenset({HoldKind.INSOLVENCY, HoldKind.UNMATCHED_MONEY})
OF_WORDS = {
    HoldKind.PROMISE: "a promise ends by its day, by its money, or by what is said in its place: a promise, a plan",
    HoldKind.PLAN: "a plan is ended by its own name: POST …/plans/{plan}/end",
}
# A day further ahead is a slip of the hand; what is to last longer has no end, and is asked about again.
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class HoldChase:
    change: ChangeCase

    def __call__(self, key: CaseKey, hold: Hold) -> Case:
        """The case with it. Placing the same hold again changes nothing; a pause without an end, on another day, says
        that it is still wanted.

        `hold.since` of an insolvency is the day of its publication: another day corrects the one that stands. Raises
        Invalid, NotFound, CaseMoved.
        """

        def place(case: Case, today: date) -> tuple[Case, list[Event]]:
            told = _checked(case, hold, today)
            wanted = replace(told, reason=in_short(told.reason), detail=in_short(told.detail), told_on=today)
            # One that is to begin later stands by the day on which the wanted one would.
            from_day = max(wanted.since, today)
            same = [h for h in case.holds if _is_the_same(wanted, h) and h.stands(from_day)]
            is_other_day = wanted.kind is HoldKind.INSOLVENCY and all(h.since != wanted.since for h in same)
            if same and not is_other_day:
                return case, []
            placed = HoldPlaced(
                wanted.by,
                wanted.kind,
                wanted.invoice_id,
                told.reason,
                told.detail,
                wanted.until,
                wanted.amount,
                wanted.act_by,
                wanted.lines,
                wanted.since,
            )
            if same:
                corrected = (_published(h, wanted) if h in same else h for h in case.holds)
                return replace(case, holds=tuple(corrected)), [placed]
            return replace(case, holds=(*case.holds, wanted)), [placed]

        return self.change(key, hold.by, place, closed_invoice=hold.invoice_id or None)


@dataclass(frozen=True, slots=True)
class EndHold:
    change: ChangeCase

    def __call__(self, key: CaseKey, kind: HoldKind, invoice_id: str, note: str, by: str) -> Case:
        """Every hold of that kind on the invoice, or on everything when that is EVERYTHING, has ended yesterday, also
        one that was to begin later, and one that comes from its platform: the next status decides anew.

        Raises NotFound where none stands, Invalid for what is no hold of its own, CaseMoved.
        """
        at = self.change.clock.now()
        if kind in OF_WORDS:
            raise Invalid((Problem("kind", "wrong", OF_WORDS[kind]),))

        def end(case: Case, today: date) -> tuple[Case, list[Event]]:
            return ended(self.change.judge, case, kind, invoice_id, note, by, today, at)

        return self.change(key, by, end, closed_invoice=invoice_id or None)


def ended(
    judge: Judge, case: Case, kind: HoldKind, invoice_id: str, note: str, by: str, today: date, at: datetime
) -> tuple[Case, list[Event]]:
    """The case in which every hold of that kind on the invoice has ended. Raises NothingThere."""
    on_it = (h for h in case.holds if (h.kind, h.invoice_id) == (kind, invoice_id))
    found = [h for h in on_it if h.stands(today) or h.since > today]
    days_off = judge.days_off(case, today - timedelta(days=31), today)
    standing = _of_platform(case, kind, invoice_id, days_off, today)
    after = case
    if standing:
        last = max((s.at for s in case.invoice(invoice_id).statuses), default=at)
        word = EInvoiceStatus(StatusCode(standing[-1].reason), max(at, last), today, ended_by=by)
        after = _told(case, invoice_id, word)
    if not found and after == case:
        elsewhere = _elsewhere(case, kind, invoice_id, days_off, today)
        raise NothingThere(f"no hold of kind {kind} stands there{elsewhere}")
    holds = tuple(replace(h, until=today - timedelta(days=1)) if h in found else h for h in case.holds)
    event: Event = HoldEnded(by, kind, invoice_id, note)
    if kind is HoldKind.DISPUTE:
        event = DisputeEnded(by, invoice_id, note)
    return replace(after, holds=holds), [event]


def _elsewhere(case: Case, kind: HoldKind, invoice_id: str, days_off: frozenset[date], on: date) -> str:
    """Where one of that kind stands."""
    names = {EVERYTHING: "all that is owed"} | {i.id: i.number for i in case.invoices}
    of_platforms = (h for i in case.invoices for h in platform_holds(i.id, i.statuses, days_off))
    holds = (*case.holds, *of_platforms)
    there = [h.invoice_id for h in holds if h.kind is kind and h.stands(on) and h.invoice_id != invoice_id]
    said = ", ".join(dict.fromkeys(names[name] for name in there if name in names))
    return f"; one stands on {said}" if said else ""


def _of_platform(case: Case, kind: HoldKind, invoice_id: str, days_off: frozenset[date], on: date) -> list[Hold]:
    """What stands of that kind by what its platform said of the invoice."""
    invoice = next((i for i in case.invoices if i.id == invoice_id), None)
    found = platform_holds(invoice.id, invoice.statuses, days_off) if invoice else ()
    return [h for h in found if h.kind is kind and h.stands(on)]


def _told(case: Case, invoice_id: str, status: EInvoiceStatus) -> Case:
    invoice = case.invoice(invoice_id)
    return case.with_invoice(replace(invoice, statuses=(*invoice.statuses, status)))


def _checked(case: Case, hold: Hold, today: date) -> Hold:
    """The hold as it will stand. Raises Invalid."""
    if hold.kind not in PLACED_BY_HAND:
        raise Invalid((Problem("kind", "wrong", f"one of {', '.join(sorted(PLACED_BY_HAND))}"),))
    if hold.kind in OF_THE_DEBTOR and hold.invoice_id != EVERYTHING:
        raise Invalid((Problem("invoice_id", "wrong", f"{hold.kind} holds all that the debtor owes"),))
    if not hold.reason.strip():
        raise Invalid((Problem("reason", "missing", "say why, for the history"),))
    if hold.until is not None and hold.until < today:
        raise Invalid((Problem("until", "wrong", f"{hold.until} is over: today is {today}"),))
    for field, day in (("since", hold.since), ("until", hold.until)):
        if day and day > today + FURTHEST:
            raise Invalid((Problem(field, "wrong", f"{day} is more than a year ahead"),))
    if hold.kind in ENDED_BY_A_PERSON and hold.since > today:
        raise Invalid((Problem("since", "wrong", f"{hold.since} is yet to come: say so on that day"),))
    if hold.kind is HoldKind.DIRECT_DEBIT and hold.until is None:
        raise Invalid((Problem("until", "missing", "the day by which the money is there, and cannot be sent back"),))
    if hold.until is not None and hold.until < hold.since:
        raise Invalid((Problem("until", "wrong", f"{hold.until} is before it begins, {hold.since}"),))
    if hold.kind in (HoldKind.INSOLVENCY, HoldKind.UNMATCHED_MONEY) and hold.until is not None:
        raise Invalid((Problem("until", "wrong", f"{hold.kind} ends when a person says so, and on no day"),))
    if hold.kind is HoldKind.INSOLVENCY:
        return replace(hold, act_by=_declare_by(hold.since))
    if hold.invoice_id != EVERYTHING and all(i.id != hold.invoice_id for i in case.invoices):
        whole = invoice_of(hold.invoice_id)
        is_part = whole != hold.invoice_id and any(i.id == whole for i in case.invoices)
        said = f"a hold is on a whole invoice: name {whole}" if is_part else "this debtor has no such invoice"
        raise Invalid((Problem("invoice_id", "unknown", said),))
    if hold.lines and hold.amount is None:
        raise Invalid((Problem("amount_cents", "missing", "say what the lines come to: the rest goes on"),))
    if hold.amount is not None:
        _check_amount(case, hold)
    return hold


def _declare_by(published_on: date) -> date:
    """Raises Invalid for a publication that the law's parameters do not reach."""
    try:
        return declare_by(published_on)
    except NotKnown:
        said = f"{published_on}: until when a claim is declared that was published then is not known here: check the"
        raise Invalid((Problem("since", "wrong", f"{said} year; if it is right, place a pause"),)) from None


def _check_amount(case: Case, hold: Hold) -> None:
    """Raises Invalid."""
    amount = hold.amount
    if hold.kind is not HoldKind.DISPUTE or hold.invoice_id == EVERYTHING:
        raise Invalid((Problem("amount_cents", "wrong", "only a dispute about one invoice is about an amount"),))
    owed = case.invoice(hold.invoice_id).open
    if amount is None or amount.currency != owed.currency or not amount.is_positive or owed < amount:
        said = f"from 0.01 to what is owed, {owed.cents // 100}.{owed.cents % 100:02d} {owed.currency}"
        raise Invalid((Problem("amount_cents", "wrong", said),))


def _published(standing: Hold, wanted: Hold) -> Hold:
    """An insolvency with another day of publication: it is the same one, and what was declared is declared."""
    return replace(standing, since=wanted.since, act_by=wanted.act_by)


def _is_the_same(wanted: Hold, standing: Hold) -> bool:
    """Whoever placed it, and when; of a pause without an end, on the same day. An insolvency may have another day."""
    since = standing.since if is_endless_pause(wanted) else wanted.since
    placed = replace(standing, declared_on=None, proof="", declared=None)
    return replace(placed, by=wanted.by, since=since, act_by=wanted.act_by) == wanted
