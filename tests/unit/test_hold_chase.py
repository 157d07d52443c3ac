"""The creditor holds the chase, and lets it go on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from tests.builders import KEY, MONDAY, MORNING, Office, case, days, invoice, payment

LATE, OTHER = invoice(due=MONDAY - days(3)), invoice("F-2", due=MONDAY - days(3), cents=5000)
TOMORROW = MONDAY + days(1)


def hold(kind: HoldKind = HoldKind.PAUSE, about: str = LATE.id, **changes: Any) -> Hold:
    return replace(Hold(kind, about, MONDAY, "creditor", "a word with the director"), **changes)


def held(*holds: Hold) -> Office:
    office = Office()
    office.keep(case(LATE, OTHER))
    for each in holds:
        HoldChase(office.change)(KEY, each)
    return office


def said(office: Office) -> list[str]:
    """The numbers of the invoices in the message of a planner's run."""
    office.run()
    numbers = {i.id: i.number for i in office.case.invoices}
    return [numbers[item.invoice_id] for s in office.case.steps for item in s.items]


def test_a_pause_of_an_invoice_leaves_the_others() -> None:
    assert said(held(hold(until=TOMORROW))) == ["F-2"]


@pytest.mark.parametrize("kind", [HoldKind.PAUSE, HoldKind.INSOLVENCY, HoldKind.UNMATCHED_MONEY])
def test_a_hold_of_the_debtor_leaves_nothing(kind: HoldKind) -> None:
    assert said(held(hold(kind, EVERYTHING))) == []


def test_a_contest_of_a_part_leaves_the_rest_to_be_claimed() -> None:
    office = held(hold(HoldKind.DISPUTE, amount=Money(4000)))
    assert said(office) == ["F-1", "F-2"]
    assert office.mailer.mails[0].words.text.startswith("11000 ")


def test_the_history_says_who_and_why_and_until_when() -> None:
    office = held(hold(until=TOMORROW, detail="holiday"))
    (entry,) = office.cases.history(KEY)
    assert (entry.kind, entry.data) == (
        "HoldPlaced",
        {
            "by": "creditor",
            "hold": "pause",
            "invoice_id": LATE.id,
            "reason": "a word with the director",
            "detail": "holiday",
            "until": "2026-11-24",
            "amount": None,
            "act_by": None,
            "lines": [],
            "since": "2026-11-23",
        },
    )


def test_a_contest_of_some_lines_is_one_of_what_they_come_to_and_names_them() -> None:
    office = held(hold(HoldKind.DISPUTE, amount=Money(4000), lines=("Pose", "Transport")))
    assert office.case.holds[0].lines == ("Pose", "Transport")
    assert office.cases.history(KEY)[0].data["lines"] == ["Pose", "Transport"]
    assert said(office) == ["F-1", "F-2"]
    assert office.mailer.mails[0].words.text.startswith("11000 ")


def test_a_pause_that_is_to_begin_later_may_be_ended_before_it_does() -> None:
    office = held(hold(since=MONDAY + days(9), until=MONDAY + days(20)))
    EndHold(office.change)(KEY, HoldKind.PAUSE, LATE.id, "", "creditor")
    assert not any(h.stands(MONDAY + days(n)) for h in office.case.holds for n in range(30))


def test_a_pause_from_today_is_placed_beside_one_with_the_same_end_that_is_to_begin_later() -> None:
    until = MONDAY + days(20)
    office = held(hold(since=MONDAY + days(9), until=until), hold(until=until))
    assert said(office) == ["F-2"]


@pytest.mark.parametrize("begins", [MONDAY + days(9), MONDAY + days(12)])
def test_a_pause_that_is_to_begin_later_is_one_however_often_it_is_placed(begins: date) -> None:
    until = MONDAY + days(20)
    office = held(hold(since=MONDAY + days(9), until=until), *(hold(since=begins, until=until) for _ in range(2)))
    assert len(office.case.holds) == len(office.cases.history(KEY)) == 1


def test_a_pause_without_an_end_that_is_to_begin_later_is_one_of_its_day() -> None:
    office = held(*(hold(since=MONDAY + days(n)) for n in (9, 9, 12)))
    assert [h.since for h in office.case.holds] == [MONDAY + days(9), MONDAY + days(12)]


def test_a_pause_that_was_ended_before_it_began_is_placed_anew() -> None:
    later = hold(since=MONDAY + days(9), until=MONDAY + days(20))
    office = held(later)
    EndHold(office.change)(KEY, HoldKind.PAUSE, LATE.id, "", "creditor")
    HoldChase(office.change)(KEY, later)
    assert [h.until for h in office.case.holds] == [MONDAY - days(1), MONDAY + days(20)]


def test_the_same_hold_twice_is_one() -> None:
    office = held(hold(until=TOMORROW), hold(until=TOMORROW))
    assert len(office.case.holds) == len(office.cases.history(KEY)) == 1


def test_a_pause_without_an_end_that_is_placed_on_another_day_says_that_it_is_wanted_still() -> None:
    office = held(hold(), hold())
    assert len(office.case.holds) == 1
    office.wake(TOMORROW)
    HoldChase(office.change)(KEY, hold(since=TOMORROW))
    assert ([h.since for h in office.case.holds], len(office.cases.history(KEY))) == ([MONDAY, TOMORROW], 2)
    EndHold(office.change)(KEY, HoldKind.PAUSE, LATE.id, "", "creditor")
    assert not any(h.stands(TOMORROW) for h in office.case.holds)


def test_a_step_that_was_planned_does_not_go_out_once_it_is_held() -> None:
    office = Office()
    office.keep(case(LATE))
    key = office.planned()
    HoldChase(office.change)(KEY, hold())
    office.send(key)
    assert (office.mailer.mails, office.case.steps[0].state) == ([], "cancelled")


@pytest.mark.parametrize(
    ("published", "declare_by"),
    [
        pytest.param(date(2026, 11, 20), date(2027, 1, 20), id="the same day two months later"),
        pytest.param(date(2025, 12, 31), date(2026, 2, 28), id="a shorter month"),
        pytest.param(date(2023, 12, 30), date(2024, 2, 29), id="a leap year"),
    ],
)
def test_an_insolvency_opens_the_task_to_declare_the_claim_with_its_last_day(published: date, declare_by: date) -> None:
    office = held(hold(HoldKind.INSOLVENCY, EVERYTHING, since=published))
    (task,) = office.judge.decision_on(office.case, MORNING).tasks
    assert (task.kind, task.by, office.case.waits_since) == ("declare-claim", declare_by, published)


def test_an_insolvency_holds_also_the_invoice_that_comes_later() -> None:
    office = held(hold(HoldKind.INSOLVENCY, EVERYTHING))
    office.cases.commit(office.case, office.case.with_invoice(invoice("F-3", due=MONDAY - days(3))), [], MORNING)
    assert said(office) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param(hold(HoldKind.PROMISE), "kind", id="a promise has a verb of its own"),
        pytest.param(hold(HoldKind.PLAN), "kind", id="so has a plan"),
        pytest.param(hold(HoldKind.REJECTED), "kind", id="the status of an e-invoice comes from the platform"),
        pytest.param(hold(reason=" "), "reason", id="no reason"),
        pytest.param(hold(until=MONDAY - days(1)), "until", id="over already"),
        pytest.param(hold(HoldKind.INSOLVENCY), "invoice_id", id="the insolvency of an invoice"),
        pytest.param(hold(HoldKind.UNMATCHED_MONEY), "invoice_id", id="money may be anybody's"),
        pytest.param(hold(HoldKind.INSOLVENCY, EVERYTHING, until=TOMORROW), "until", id="an insolvency with an end"),
        pytest.param(hold(HoldKind.INSOLVENCY, EVERYTHING, since=TOMORROW), "since", id="published tomorrow"),
        pytest.param(hold(HoldKind.INSOLVENCY, EVERYTHING, since=date(2000, 1, 1)), "since", id="published long ago"),
        pytest.param(hold(amount=Money(100)), "amount_cents", id="a pause of a part"),
        pytest.param(hold(HoldKind.DISPUTE, EVERYTHING, amount=Money(100)), "amount_cents", id="a part of everything"),
        pytest.param(hold(HoldKind.DISPUTE, amount=Money(10001)), "amount_cents", id="more than is owed"),
        pytest.param(hold(HoldKind.DISPUTE, amount=Money(0)), "amount_cents", id="nothing"),
        pytest.param(
            hold(HoldKind.DISPUTE, lines=("Pose",)), "amount_cents", id="lines of which nobody says what they come to"
        ),
        pytest.param(hold(HoldKind.DIRECT_DEBIT), "until", id="a direct debit without an end"),
        pytest.param(hold(since=MONDAY + days(9), until=TOMORROW), "until", id="over before it begins"),
        pytest.param(hold(HoldKind.DISPUTE, since=TOMORROW), "since", id="a dispute to come"),
        pytest.param(hold(since=MONDAY + days(367)), "since", id="to begin in more than a year"),
        pytest.param(hold(until=MONDAY + days(367)), "until", id="for more than a year"),
    ],
)
def test_a_hold_that_cannot_be_is_refused_and_nothing_is_stored(wrong: Hold, field: str) -> None:
    office = held()
    with pytest.raises(Invalid) as refused:
        HoldChase(office.change)(KEY, wrong)
    assert refused.value.problems[0].field == field
    assert (office.case.holds, office.cases.history(KEY)) == ((), ())


def test_an_invoice_that_is_not_there_is_refused_at_its_place() -> None:
    for kind in (HoldKind.PAUSE, HoldKind.DISPUTE):
        with pytest.raises(Invalid, match="invoice_id: this debtor has no such invoice"):
            held(hold(kind, about="inv_none", amount=Money(100) if kind is HoldKind.DISPUTE else None))


def test_the_history_says_from_when_it_holds() -> None:
    """A pause that is to come, and the publication of an insolvency, from which the law counts."""
    office = held(hold(since=TOMORROW, until=TOMORROW))
    assert office.cases.history(KEY)[-1].data["since"] == TOMORROW.isoformat()
    for published in (date(2026, 11, 10), date(2026, 11, 12)):
        insolvency = hold(HoldKind.INSOLVENCY, about=EVERYTHING, since=published)
        HoldChase(office.change)(KEY, insolvency)
        assert office.cases.history(KEY)[-1].data["since"] == published.isoformat()


@pytest.mark.parametrize("kind", [HoldKind.PAUSE, HoldKind.DISPUTE])
def test_the_chase_goes_on_the_same_day_when_the_hold_is_ended(kind: HoldKind) -> None:
    office = held(hold(kind))
    EndHold(office.change)(KEY, kind, LATE.id, "settled", "creditor")
    assert office.case.next_look_at == MORNING
    assert said(office) == ["F-1", "F-2"]
    expected = "DisputeEnded" if kind is HoldKind.DISPUTE else "HoldEnded"
    assert expected in [e.kind for e in office.cases.history(KEY)]


def test_a_hold_of_a_platform_whose_clock_is_ahead_is_ended_by_a_person_all_the_same() -> None:
    ahead = EInvoiceStatus(StatusCode.SUSPENDED, MORNING + timedelta(minutes=40), MONDAY)
    office = Office()
    office.keep(case(replace(LATE, statuses=(ahead,)), OTHER, next_look_at=MORNING))
    EndHold(office.change)(KEY, HoldKind.SUSPENDED, LATE.id, "papers given by hand", "Claire")
    assert said(office) == ["F-1", "F-2"]
    with pytest.raises(NotFound):
        EndHold(office.change)(KEY, HoldKind.SUSPENDED, LATE.id, "again", "Claire")


def test_only_what_stands_is_ended() -> None:
    office = held(hold(until=TOMORROW))
    for kind, about in ((HoldKind.DISPUTE, LATE.id), (HoldKind.PAUSE, OTHER.id), (HoldKind.PAUSE, EVERYTHING)):
        with pytest.raises(NotFound):
            EndHold(office.change)(KEY, kind, about, "", "creditor")
    EndHold(office.change)(KEY, HoldKind.PAUSE, LATE.id, "", "creditor")
    with pytest.raises(NotFound):
        EndHold(office.change)(KEY, HoldKind.PAUSE, LATE.id, "", "creditor")


def test_another_change_that_comes_in_between_loses_neither() -> None:
    office = held()
    office.cases.interfere = lambda: office.pay(KEY.creditor_id, OTHER.id, payment(100), "key_1")
    HoldChase(office.change)(KEY, hold())
    assert (office.case.invoice(OTHER.id).open, len(office.case.holds)) == (Money(4900), 1)


def test_the_level_goes_on_where_it_stood() -> None:
    office = held(hold(until=MONDAY + days(30)))
    office.wake(MONDAY + days(31))
    office.run()
    levels = {s.level for s in office.case.steps if any(i.invoice_id == LATE.id for i in s.items)}
    assert levels == {Level.REMINDER_1}


def test_what_holds_a_paid_invoice_may_be_ended() -> None:
    office = Office()
    office.keep(case(LATE, invoice("F-2", due=MONDAY)))
    HoldChase(office.change)(KEY, hold(HoldKind.DISPUTE))
    office.pay(KEY.creditor_id, LATE.id, payment(), "key_1")
    EndHold(office.change)(KEY, HoldKind.DISPUTE, LATE.id, "settled", "creditor")
    assert not office.case.holds[0].stands(MONDAY)


def test_of_a_long_text_the_case_keeps_the_beginning_and_the_history_all() -> None:
    office = held(
        hold(HoldKind.DISPUTE, reason="r" * 201, detail="d" * 2000),
        hold(HoldKind.DISPUTE, reason="r" * 201, detail="d" * 2000),
    )
    (kept,) = office.case.holds
    assert (len(kept.reason), len(kept.detail), kept.detail[-1]) == (200, 200, "…")
    (told,) = office.cases.history(KEY)
    assert (told.data["reason"], told.data["detail"]) == ("r" * 201, "d" * 2000)
