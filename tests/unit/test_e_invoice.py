"""What the platform says of an e-invoice steers its chase, in whatever order it comes."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode, platform_holds
from chalicelib.domain.errors import NotFound
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.hold_chase import EndHold
from chalicelib.usecases.record_e_invoice_status import RecordEInvoiceStatus
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, days, invoice

FRIDAY = date(2026, 11, 20)
LATE = invoice(due=MONDAY - days(3))


def said(*codes: str, reason: str = "") -> list[EInvoiceStatus]:
    """One after the other, an hour apart, on Friday."""
    return [
        EInvoiceStatus(StatusCode(code), datetime(2026, 11, 20, 8 + n, tzinfo=UTC), FRIDAY, reason)
        for n, code in enumerate(codes)
    ]


def hold_after(statuses: list[EInvoiceStatus]) -> Hold | None:
    """What stands on the day after."""
    standing = [h for h in platform_holds("a", statuses, frozenset()) if h.stands(FRIDAY + days(1))]
    return standing[0] if standing else None


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ("207", HoldKind.DISPUTE),
        ("206", HoldKind.DISPUTE),
        ("208", HoldKind.SUSPENDED),
        ("210", HoldKind.REFUSED),
        ("211", HoldKind.PAYMENT_SENT),
        ("213", HoldKind.REJECTED),
        ("200 201 202 203 204 205", None),
        ("212", HoldKind.UNMATCHED_MONEY),
        ("212 205", HoldKind.UNMATCHED_MONEY),
        ("207 212", HoldKind.UNMATCHED_MONEY),
        ("208 212", HoldKind.UNMATCHED_MONEY),
        ("211 205", HoldKind.PAYMENT_SENT),
        ("211 204", HoldKind.PAYMENT_SENT),
        ("211 212", HoldKind.UNMATCHED_MONEY),
        ("208 209", None),
        ("207 205", None),
        ("208 211", HoldKind.SUSPENDED),
        ("207 203", HoldKind.DISPUTE),
        ("207 211", HoldKind.DISPUTE),
        ("206 211", HoldKind.DISPUTE),
        ("207 211 212", HoldKind.UNMATCHED_MONEY),
        ("207 204", HoldKind.DISPUTE),
        ("207 208", HoldKind.DISPUTE),
        ("207 208 209", HoldKind.DISPUTE),
        ("206 209", HoldKind.DISPUTE),
        ("207 206", HoldKind.DISPUTE),
        ("207 210", HoldKind.REFUSED),
        ("207 213", HoldKind.REJECTED),
        ("210 211", HoldKind.REFUSED),
        ("213 211", HoldKind.REJECTED),
        ("208 211 209", HoldKind.PAYMENT_SENT),
        ("213 200", None),
        ("213 211 200", HoldKind.PAYMENT_SENT),
        ("210 200", HoldKind.REFUSED),
    ],
)
def test_the_last_status_that_says_anything_of_the_chase_decides(codes: str, kind: HoldKind | None) -> None:
    hold = hold_after(said(*codes.split()))
    assert (hold.kind if hold else None) is kind


def test_whoever_contests_and_pays_is_answered_by_a_person() -> None:
    """The payment that was announced has its days, the dispute has none; a person ends each alone."""
    told = Office()
    told.keep(case(LATE))
    tell = RecordEInvoiceStatus(told.change)
    for code in (StatusCode.IN_DISPUTE, StatusCode.PAYMENT_SENT):
        told.clock.advance(hours=1)
        tell(CREDITOR, LATE.id, code, told.clock.at, "")
    kinds = [HoldKind.DISPUTE, HoldKind.PAYMENT_SENT]

    def standing() -> list[HoldKind]:
        return [h.kind for h in told.case.facts().holds if h.stands(told.today)]

    assert standing() == kinds
    for place, kind in enumerate(kinds, 1):
        told.clock.advance(hours=1)
        EndHold(told.change)(KEY, kind, LATE.id, "", "Claire")
        assert standing() == kinds[place:]


def test_the_order_in_which_they_come_does_not_matter() -> None:
    for order in itertools.permutations(said("200", "207", "203", "205", "208")):
        hold = hold_after(list(order))
        assert hold is not None
        assert (hold.kind, hold.reason) == (HoldKind.SUSPENDED, "208")


def test_a_rejection_as_a_duplicate_is_about_the_copy() -> None:
    assert hold_after(said("213", reason="DOUBLON")) is None
    assert hold_after([*said("208"), *said("213", reason="DOUBLON")]) is not None


def test_the_word_of_a_person_ends_a_rejection_also_where_it_repeats_that_of_a_copy() -> None:
    ended = replace(said("200", "213", reason="DOUBLON")[1], ended_by="Claire")
    assert hold_after([*said("213"), ended]) is None


def test_a_payment_that_was_announced_has_three_working_days_to_arrive() -> None:
    (hold,) = platform_holds("a", said("211"), {date(2026, 11, 24)})
    assert hold is not None
    assert hold.until == date(2026, 11, 26)  # Monday, Wednesday, Thursday: the Tuesday is a holiday


def test_what_a_status_kept_back_until_the_next_one_stays_known() -> None:
    told = [EInvoiceStatus(StatusCode.SUSPENDED, MORNING, MONDAY)]
    told.append(EInvoiceStatus(StatusCode.COMPLETED, MORNING + days(5), MONDAY + days(5)))
    told.append(EInvoiceStatus(StatusCode.PAYMENT_SENT, MORNING + days(6), MONDAY + days(6)))
    told.append(EInvoiceStatus(StatusCode.IN_DISPUTE, MORNING + days(7), MONDAY + days(7)))
    assert [(h.kind, h.since, h.until) for h in platform_holds("a", told, frozenset())] == [
        (HoldKind.SUSPENDED, MONDAY, MONDAY + days(4)),
        (HoldKind.PAYMENT_SENT, MONDAY + days(6), MONDAY + days(9)),
        (HoldKind.DISPUTE, MONDAY + days(7), None),
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (StatusCode.IN_DISPUTE, HoldKind.DISPUTE),
        (StatusCode.SUSPENDED, HoldKind.SUSPENDED),
        (StatusCode.REFUSED, HoldKind.REFUSED),
        (StatusCode.REJECTED, HoldKind.REJECTED),
    ],
)
def test_a_person_may_end_what_a_status_keeps_back_until_the_next_one(code: StatusCode, kind: HoldKind) -> None:
    told = office()
    tell = RecordEInvoiceStatus(told.change)
    tell(CREDITOR, LATE.id, code, MORNING - days(1), "")
    with pytest.raises(NotFound):
        EndHold(told.change)(KEY, HoldKind.PAYMENT_SENT, LATE.id, "", "Claire")
    EndHold(told.change)(KEY, kind, LATE.id, "papers given by hand", "Claire")
    assert told.judge.decision_on(told.case, MORNING).message is not None
    assert told.cases.history(KEY)[-1].data["by"] == "Claire"
    with pytest.raises(NotFound):
        EndHold(told.change)(KEY, kind, LATE.id, "again", "Claire")
    told.wake(MONDAY + days(1))
    tell(CREDITOR, LATE.id, code, MORNING + days(1), "")
    assert told.judge.decision_on(told.case, MORNING + days(1)).message is None


def office() -> Office:
    made = Office()
    made.keep(case(LATE, next_look_at=MORNING))
    return made


def tell(of: Office, code: str, at: datetime = MORNING) -> None:
    RecordEInvoiceStatus(of.change)(CREDITOR, LATE.id, StatusCode(code), at)


@pytest.mark.parametrize(
    ("code", "why", "task"),
    [
        ("207", Why.CONTESTED, TaskKind.ANSWER_DISPUTE),
        ("208", Why.E_INVOICE_SUSPENDED, TaskKind.GIVE_PAPERS),
        ("210", Why.E_INVOICE_REFUSED, TaskKind.CORRECT_INVOICE),
        ("213", Why.E_INVOICE_REJECTED, TaskKind.SEND_INVOICE_AGAIN),
        ("211", Why.PAYMENT_SENT, None),
    ],
)
def test_a_status_stops_the_chase_and_asks_for_what_is_needed(code: str, why: Why, task: TaskKind | None) -> None:
    told = office()
    tell(told, code)
    told.run()
    decision = told.judge.decision_on(told.case, MORNING)
    assert (told.mailer.mails, decision.reasons[0].why) == ([], why)
    assert [t.kind for t in decision.tasks] == ([task] if task else [])


def test_the_chase_goes_on_when_the_payment_announced_has_not_come() -> None:
    told = office()
    tell(told, "211")
    for day, sent in ((MONDAY + days(3), 0), (MONDAY + days(4), 1)):
        told.wake(day)
        told.run()
        assert len(told.mailer.mails) == sent


def test_the_same_status_twice_is_told_once() -> None:
    told = office()
    tell(told, "208")
    tell(told, "208")
    assert [e.kind for e in told.cases.history(KEY)] == ["EInvoiceStatusGiven"]


def test_a_status_of_an_invoice_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        RecordEInvoiceStatus(office().change)(CREDITOR, "inv_none", StatusCode.REFUSED, MORNING)


def test_uploading_the_invoice_again_keeps_its_statuses() -> None:
    told = office()
    tell(told, "208")
    assert told.case.invoice(LATE.id).claims_the_same(LATE)
