"""What happens on a day on which something else keeps everybody silent, and on which somebody must look all the same.

The invoices are due on Thursday 1 October 2026, unless a test says otherwise.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.policy import ManualStep, ManualStepKind
from chalicelib.domain.promise import PromiseState
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.upload_invoices import invoice_id
from tests.builders import CREDITOR, KEY, SITE, Office, days, debtor, row
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 10, 1)
BROKEN, KEPT, OPEN = PromiseState.BROKEN, PromiseState.KEPT, PromiseState.OPEN


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


def foresee(diary: Diary) -> Foresee:
    office = diary.office
    return Foresee(office.cases, office.judge, office.clock, SITE)


@pytest.mark.parametrize("second", [november(23), november(24), date(2026, 12, 23)], ids=["weekly", "8 days", "later"])
def test_a_default_is_told_on_its_day_also_while_the_next_reminder_must_wait(second: date) -> None:
    """Its last day is the 24th: the reminder of the next instalment, which waits for the budget of contacts until the
    27th, says nothing of that.
    """
    diary = Diary().owes("F-1", due=DUE).lives_until(november(9))
    diary.agrees_on((november(16), 5000), (second, 5000)).lives_until(november(24))
    assert diary.plan_ends == []
    diary.lives_until(november(25))
    assert diary.plan_ends == ["default"]
    assert diary.office.cases.waiting(CREDITOR, limit=9).cases == (KEY,), "what comes next is asked on that day too"


@pytest.mark.parametrize("name", sorted(shipped()))
@pytest.mark.parametrize(("first", "rhythm"), [(1, 3), (5, 7), (5, 14)])
def test_nobody_looks_in_vain_for_a_default_that_a_look_would_tell(name: str, first: int, rhythm: int) -> None:
    diary = Diary(office=under(name)).owes("F-1", due=date(2026, 7, 1), cents=40000).lives_until(november(2))
    diary.agrees_on(*((november(2) + days(first + rhythm * n), 10000) for n in range(4)))
    for day in range(1, 50):
        diary.lives_until(november(2) + days(day))
        case = diary.office.cases.load(KEY)
        assert diary.office.judge.with_ends(case, diary.today, "nobody")[1] == []
    assert diary.plan_ends == ["default"]


def test_an_instalment_whose_turn_came_too_early_for_its_letter_is_asked_for_on_no_other_day() -> None:
    """A week before the second of weekly instalments the first is not late, and its letter names that day."""
    told = []
    for touched in (False, True):
        office = Office(policies=FixedPolicies(replace(shipped()["standard-1"], instalment_reminder_days=(-7,))))
        diary = Diary(office=office).owes("F-1", due=date(2026, 10, 4)).owes("F-9", due=date(2027, 3, 1))
        diary.agrees_on(*((october(20) + days(7 * n), 2500) for n in range(4))).lives_until(october(21))
        if touched:
            diary.contests("F-9")
        diary.lives_until(november(8))
        told.append([page for page in diary.pages if "instalment" in page])
    assert told == [["13 Oct instalment F-1: delivered"]] * 2


def two_on_paper() -> Diary:
    """On the evening of 6 October: the reminder of F-1 is printed, and tomorrow an instalment is to be recalled."""
    who = debtor(email=None)
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), who=who)
    diary.owes("F-2", due=date(2026, 9, 1), who=who)
    diary.agrees_on((october(17), 5000), (date(2026, 12, 17), 5000), numbers=("F-2",)).lives_until(october(6))
    assert (diary.pages, diary.why("F-1")) == (["6 Oct reminder-1 F-1: unposted"], Why.TO_POST)
    return diary


def test_a_letter_that_will_give_way_to_an_instalment_is_foreseen_again_in_its_turn() -> None:
    diary = two_on_paper()
    name = invoice_id(CREDITOR, "F-1")
    (one,) = foresee(diary).preview(CREDITOR, diary.today, november(30)).debtors
    foretold = [(e.on, e.message.level) for e in one.messages]
    whys = {n: foresee(diary).why(CREDITOR, name, october(6) + days(n)) for n in range(1, 25)}
    letter = foresee(diary).letter(KEY, october(12))
    for n in range(1, 56):
        if n in whys:
            diary.office.wake(october(6) + days(n))
            assert diary.office.judge.decision_on(diary.office.case, diary.office.clock.at).reasons[1] == whys[n][0]
        diary.lives_until(october(6) + days(n))
        while diary.letters_to_post:
            diary.posts()
        if diary.today == october(12):
            assert replace(letter, reference="", portal_url="") == replace(
                diary.office.press.printed[-1], reference="", portal_url=""
            )
    said = [s for s in diary.office.case.steps if s.state != "withdrawn"]
    assert [(s.on, s.level) for s in said][: len(foretold)] == foretold
    assert foretold[:2] == [(october(7), "instalment"), (october(12), "reminder-1")]


def test_a_letter_that_a_look_will_withdraw_is_foreseen_again_after_what_holds_it() -> None:
    """The pause of F-1 has begun when F-2 falls due and is looked at: the letter that was not posted is withdrawn."""
    who = debtor(email=None)
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), who=who).owes("F-2", due=october(5), who=who)
    diary.lives_until(october(6)).holds(HoldKind.PAUSE, "F-1", since=october(7), until=october(9))
    (one,) = foresee(diary).preview(CREDITOR, diary.today, october(20)).debtors
    (why,) = foresee(diary).why(CREDITOR, invoice_id(CREDITOR, "F-1"), october(9))
    assert foresee(diary).why(CREDITOR, invoice_id(CREDITOR, "F-2"), october(8))[0].why is Why.PRINTS
    diary.lives_until(october(8))
    assert [s.on for s in diary.office.case.steps] == [october(6), october(8)]
    assert diary.posts().lives_until(october(9)).reason("F-1") == why
    diary.lives_until(october(13))
    diary.posts().lives_until(october(20))
    assert [s.on for s in diary.office.case.steps][1:] == [e.on for e in one.messages]


@pytest.mark.parametrize("bank_data_first", [True, False])
def test_what_pays_an_instalment_too_late_tells_the_default_however_old_bank_data_is(*, bank_data_first: bool) -> None:
    diary = Diary(office=under("standard-1", bank_data_days=10)).owes("F-1", due=october(2)).imports_bank_data()
    diary.agrees_on((october(16), 5000), (date(2026, 12, 18), 5000)).lives_until(november(20))
    assert diary.plan_ends == []
    if bank_data_first:
        diary.imports_bank_data()
    diary.pays("F-1", 5000, on=november(18))
    if not bank_data_first:
        diary.imports_bank_data()
    assert diary.lives_until(november(23)).plan_ends == ["default"]


@pytest.mark.parametrize(
    ("cents", "on"),
    [(4999, november(18)), (5000, october(26))],
    ids=["a part may have come before", "in time"],
)
def test_money_that_proves_no_default_tells_none_while_bank_data_is_old(cents: int, on: date) -> None:
    """The last day of the first instalment is 26 October: 16 October and its grace, moved to a Monday."""
    diary = Diary(office=under("standard-1", bank_data_days=10)).owes("F-1", due=october(2)).imports_bank_data()
    diary.agrees_on((october(16), 5000), (date(2026, 12, 18), 5000)).lives_until(november(20))
    assert diary.pays("F-1", cents, on=on).lives_until(november(23)).plan_ends == []


def test_of_a_file_only_what_came_too_late_tells_the_default() -> None:
    diary = Diary(office=under("standard-1", bank_data_days=10)).owes("F-1", due=october(2)).owes("F-2", due=october(2))
    diary.imports_bank_data().agrees_on((october(16), 5000), (date(2026, 12, 18), 15000), numbers=("F-1", "F-2"))
    diary.lives_until(november(20))
    in_time = replace(row("F-1", due=october(2), paid=4999), paid_on=october(20))
    late = replace(row("F-2", due=october(2), paid=1), paid_on=november(18))
    diary.office.upload(in_time, late)
    assert diary.lives_until(november(23)).plan_ends == []


# What a small change of the code would have made wrong, and nobody would have seen.


def test_the_days_of_a_status_count_from_the_day_that_it_is_where_the_creditor_lives() -> None:
    """23:30 UTC on Thursday 19 November is Friday in Paris: three working days end on Wednesday."""
    diary = Diary().owes("F-1", due=november(2)).lives_until(november(20))
    diary.is_told("F-1", StatusCode.PAYMENT_SENT, at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
    assert diary.reason("F-1").until == november(26)


def test_a_part_that_is_contested_on_the_last_day_of_its_promise_is_excused_and_the_rest_is_not() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(october(6)).promises(october(9), "F-1").lives_until(october(12))
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000)).lives_until(october(13))
    assert diary.promise_states == [BROKEN]


def test_of_two_calls_of_a_policy_the_later_is_asked_for_in_whatever_order_they_stand() -> None:
    calls = (ManualStep(ManualStepKind.CALL, 20), ManualStep(ManualStepKind.CALL, 10))
    diary = Diary(office=under("standard-1", manual_steps=calls)).owes("F-1", due=october(5)).lives_until(october(16))
    assert diary.tasks == ["call F-1"]
    diary.calls("F-1").lives_until(october(26))
    assert diary.tasks == ["call F-1"]


def kept_by_credit() -> Diary:
    """100.00 on no invoice has kept the promise of F-1."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=october(2)).lives_until(october(6))
    diary.promises(october(9), "F-1").lives_until(october(8)).credits_no_invoice(10000).lives_until(october(20))
    assert diary.promise_states == [KEPT]
    return diary


def test_credit_that_kept_a_promise_and_then_a_plan_is_free_for_another_when_the_plan_ends() -> None:
    diary = kept_by_credit().agrees_on((october(30), 10000)).lives_until(october(22)).ends_the_plan()
    diary.promises(october(26), "F-2").lives_until(november(10))
    assert diary.promise_states == [KEPT, KEPT]


def test_credit_that_kept_a_promise_keeps_the_next_of_the_same_invoice() -> None:
    diary = kept_by_credit().promises(october(26), "F-1").lives_until(november(10))
    assert diary.promise_states == [KEPT, KEPT]


def test_when_a_credit_is_taken_back_the_promise_that_was_given_first_keeps_the_other() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=october(2)).lives_until(october(6))
    diary.promises(october(9), "F-1").promises(october(10), "F-2").lives_until(october(8))
    diary.office.credited(10000, "A")
    diary.office.credited(10000, "B")
    diary.lives_until(october(20)).office.withdraw_credit("B")
    assert [[m.cents for m in p.covered] for p in diary.office.case.promises] == [[10000], []]
