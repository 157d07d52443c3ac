"""The debtor contests an invoice: its chase stops in the same transaction."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.errors import CaseMoved, Invalid, NotFound
from chalicelib.domain.hold import EVERYTHING, DisputeReason, Hold, HoldKind
from chalicelib.usecases.contest_invoice import LONGEST_DETAIL, NothingToContest
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, days, dispute, invoice, pause, payment

LATE, OTHER = invoice(due=MONDAY - days(3)), invoice("F-2", due=MONDAY - days(3))


def owing(**changes: object) -> Office:
    office = Office()
    office.keep(case(LATE, OTHER, **changes))
    return office


def test_the_dispute_stands_from_today_without_end_and_is_told_in_the_history() -> None:
    office = owing()
    hold = office.contest(KEY, LATE.id, "wrong-amount", "  deux fois la livraison ")
    assert hold == Hold(HoldKind.DISPUTE, LATE.id, MONDAY, "debtor", "wrong-amount", "deux fois la livraison")
    assert office.case.holds == (hold,)
    (entry,) = office.cases.history(KEY)
    assert entry.kind == "InvoiceContested"
    assert entry.data == {
        "by": "debtor",
        "invoice_id": LATE.id,
        "reason": "wrong-amount",
        "detail": "deux fois la livraison",
    }


def test_of_a_long_text_the_case_keeps_the_beginning_and_the_history_all() -> None:
    office = owing()
    hold = office.contest(KEY, LATE.id, "other", "é" * LONGEST_DETAIL)
    assert (len(hold.detail), hold.detail[-1]) == (200, "…")
    assert office.cases.history(KEY)[0].data["detail"] == "é" * LONGEST_DETAIL


def test_contesting_twice_is_once_and_the_first_words_are_kept() -> None:
    office = owing()
    first = office.contest(KEY, LATE.id, "wrong-amount", "d'abord")
    office.clock.advance(days=9)
    assert office.contest(KEY, LATE.id, "not-mine", "ensuite") == first
    assert len(office.cases.history(KEY)) == 1


@pytest.mark.parametrize("about", [LATE.id, EVERYTHING])
@pytest.mark.parametrize("until", [None, MONDAY + days(9)])
def test_the_debtors_words_are_kept_though_its_creditor_has_placed_a_dispute(about: str, until: date | None) -> None:
    """One that ends would let the chase go on over them."""
    office = owing(holds=(replace(dispute(about, until=until), by="creditor"),))
    office.contest(KEY, LATE.id, "not-mine", "")
    assert [(h.by, h.until) for h in office.case.holds] == [("creditor", until), ("debtor", None)]
    assert office.cases.history(KEY)[-1].kind == "InvoiceContested"


def test_one_dispute_is_kept_when_the_form_is_sent_twice_at_once() -> None:
    office = owing()
    office.cases.interfere = lambda: office.contest(KEY, LATE.id, "wrong-amount", "")
    assert office.contest(KEY, LATE.id, "wrong-amount", "") == office.case.holds[0]
    assert len(office.case.holds) == 1


def test_two_invoices_are_contested_one_by_one() -> None:
    office = owing()
    office.contest(KEY, LATE.id, "wrong-amount", "")
    office.contest(KEY, OTHER.id, "not-mine", "")
    assert [h.invoice_id for h in office.case.holds] == [LATE.id, OTHER.id]


def test_an_invoice_is_contested_anew_when_the_first_dispute_has_ended() -> None:
    office = owing(holds=(dispute(LATE.id, since=MONDAY - days(9), until=MONDAY - days(1)),))
    assert office.contest(KEY, LATE.id, "not-mine", "").since == MONDAY
    assert len(office.case.holds) == 2


def test_a_dispute_is_kept_when_the_creditor_had_paused_the_invoice() -> None:
    office = owing(holds=(pause(LATE.id, until=MONDAY + days(2)),))
    assert office.contest(KEY, LATE.id, "not-mine", "").kind is HoldKind.DISPUTE
    assert [h.kind for h in office.case.holds] == [HoldKind.PAUSE, HoldKind.DISPUTE]


def test_the_dispute_is_kept_when_the_case_moved_meanwhile() -> None:
    office = owing()
    office.cases.interfere = lambda: office.pay(CREDITOR, OTHER.id, payment(10000), "key_1")
    office.contest(KEY, LATE.id, "wrong-amount", "")
    assert len(office.case.holds) == 1
    assert not office.case.invoice(OTHER.id).is_open


def test_the_form_may_be_sent_again_when_the_case_never_stops_moving() -> None:
    office = owing()

    def moves() -> None:
        office.cases.commit(office.case, office.case, [], MORNING)
        office.cases.interfere = moves

    office.cases.interfere = moves
    with pytest.raises(CaseMoved, match="send the form again"):
        office.contest(KEY, LATE.id, "wrong-amount", "")
    assert office.case.holds == ()


@pytest.mark.parametrize("reason", DisputeReason)
def test_every_reason_of_the_form_is_taken(reason: DisputeReason) -> None:
    assert owing().contest(KEY, LATE.id, reason, "en détail").reason == reason


@pytest.mark.parametrize(
    ("reason", "detail", "field", "code"),
    [
        pytest.param("", "", "reason", "missing", id="no reason"),
        pytest.param("because", "", "reason", "missing", id="a reason that we do not know"),
        pytest.param("other", "", "detail", "missing", id="another reason without a word"),
        pytest.param("other", " \n", "detail", "missing", id="another reason with blanks"),
        pytest.param("not-mine", "x" * 2001, "detail", "too-long", id="a novel"),
    ],
)
def test_the_form_is_refused_with_its_fault_named(reason: str, detail: str, field: str, code: str) -> None:
    office = owing()
    with pytest.raises(Invalid) as refusal:
        office.contest(KEY, LATE.id, reason, detail)
    assert [(p.field, p.code) for p in refusal.value.problems] == [(field, code)]
    assert office.case.holds == ()


def test_both_faults_are_named_when_there_are_two() -> None:
    with pytest.raises(Invalid) as refusal:
        owing().contest(KEY, LATE.id, "", "x" * 2001)
    assert [p.field for p in refusal.value.problems] == ["reason", "detail"]


def test_an_invoice_of_another_case_cannot_be_contested() -> None:
    with pytest.raises(NotFound, match="no such invoice"):
        owing().contest(KEY, "inv_other", "not-mine", "")


@pytest.mark.parametrize("paid", [10000, 10001], ids=["to the cent", "too much"])
def test_a_settled_invoice_cannot_be_contested(paid: int) -> None:
    office = owing()
    office.pay(CREDITOR, LATE.id, payment(paid), "key_1")
    before = office.case
    with pytest.raises(NothingToContest):
        office.contest(KEY, LATE.id, "not-mine", "")
    assert office.case == before


def test_the_dispute_starts_on_the_creditors_day_and_not_on_that_of_utc() -> None:
    office = owing()
    office.clock.at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert office.contest(KEY, LATE.id, "not-mine", "").since == date(2026, 11, 24)
