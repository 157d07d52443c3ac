"""What happens on a day on which something else keeps everybody silent, and on which somebody must look all the same.

The invoices are due on Thursday 1 October 2026, unless a test says otherwise.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.decision import Why
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.invoice import Part
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Anchor, Conditions, Rung
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


def kept_to_the_day() -> Diary:
    """Paid in time, by a bank of which nothing was told since 5 October."""
    diary = Diary(office=under("standard-1", bank_data_days=10)).owes("F-1", due=october(2)).imports_bank_data()
    return diary.agrees_on((october(16), 3000), (november(16), 3000), (date(2026, 12, 16), 4000))


def test_a_plan_that_was_kept_is_not_in_default_for_a_file_that_says_all_that_is_paid_so_far() -> None:
    """Its only day is that of the last payment, a month after the first instalment."""
    diary = kept_to_the_day().lives_until(november(17))
    diary.office.upload(replace(row("F-1", due=october(2), paid=6000), paid_on=november(16)))
    assert diary.imports_bank_data().lives_until(november(26)).plan_ends == []


def test_nor_for_an_instalment_that_is_booked_before_the_one_before_it() -> None:
    diary = kept_to_the_day().lives_until(november(17)).pays("F-1", 3000, "SECOND", on=november(16))
    diary.pays("F-1", 3000, "FIRST", on=october(16)).imports_bank_data().lives_until(november(26))
    assert diary.plan_ends == []


@pytest.mark.parametrize("mends", ["takes it out", "gives another"])
def test_an_address_that_takes_no_mail_is_no_task_once_it_is_out(mends: str) -> None:
    who = debtor(email="old@garage.test")
    diary = Diary(mailbox=StepMove.BOUNCE).owes("F-1", due=november(2), who=who).lives_until(october(20))
    assert [task for task in diary.tasks if "give-address" in task]
    diary.mailbox = StepMove.DELIVER
    diary.is_stated(replace(who, email=None if mends == "takes it out" else "new@garage.test"))
    assert not [task for task in diary.tasks if "give-address" in task]
    diary.lives_until(date(2027, 3, 1))
    assert not [task for task in diary.tasks if "give-address" in task]


def test_a_letter_that_a_late_bounce_makes_void_is_withdrawn_and_what_is_to_be_said_is_printed() -> None:
    """The second waits for the post when the first comes back after all: it is the first that is to be said."""
    diary = Diary(office=under("standard-1")).owes("F-1", due=november(2)).lives_until(november(11))
    diary.mailbox = StepMove.BOUNCE
    diary.lives_until(november(13))
    assert diary.pages[-1] == "13 Nov reminder-2 F-1: unposted"
    diary.lives_until(november(16))
    first = next(s for s in diary.office.case.steps if s.level == "reminder-1")
    assert diary.office.told(first, StepMove.BOUNCE)
    (one,) = foresee(diary).preview(CREDITOR, diary.today, november(30)).debtors
    whys = [foresee(diary).why(CREDITOR, invoice_id(CREDITOR, "F-1"), november(n))[0] for n in range(17, 24)]
    assert diary.office.case.next_look_at == diary.office.clock.at, "at once: nobody is to post that letter any more"
    diary.office.run()
    assert diary.pages[-2:] == ["13 Nov reminder-2 F-1: withdrawn", "16 Nov reminder-1 F-1: unposted"]
    assert (one.messages[0].on, one.messages[0].message.level) == (november(16), "reminder-1")
    diary.posts()
    for n, why in zip(range(17, 24), whys, strict=True):
        diary.lives_until(november(n))
        assert diary.reason("F-1") == why


@pytest.mark.parametrize("hour", [9, 20])
def test_a_letter_that_a_pause_makes_void_keeps_nobody_else_back(hour: int) -> None:
    who = debtor(email=None)
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), who=who).owes("F-2", due=october(5), who=who)
    diary.lives_until(october(7)).holds(HoldKind.PAUSE, "F-1", since=october(9), until=october(20))
    diary.office.wake(october(7), hour)
    (one,) = foresee(diary).preview(CREDITOR, october(7), october(20)).debtors
    (why,) = foresee(diary).why(CREDITOR, invoice_id(CREDITOR, "F-2"), october(9))
    assert why.why is Why.PRINTS
    diary.lives_until(october(9))
    assert diary.pages == ["6 Oct reminder-1 F-1: withdrawn", "9 Oct reminder-1 F-2: unposted"]
    assert one.messages[0].on == october(9)


def test_the_first_look_is_in_time_for_the_first_level_that_is_there_for_the_invoice() -> None:
    dear = Rung(Level.REMINDER_1, 15, conditions=Conditions(at_least=Money(50000)))
    rungs = (dear, Rung(Level.REMINDER_2, 3, Anchor.PREVIOUS_LEVEL))
    diary = Diary(office=under("standard-1", rungs=rungs)).owes("F-1", due=october(5)).lives_until(october(20))
    assert diary.pages == ["8 Oct reminder-2 F-1: delivered"]


def test_what_a_word_about_all_debtors_lets_go_is_foreseen_for_the_morning_after() -> None:
    """Nobody looks at every debtor of a creditor at once."""
    diary = Diary(office=under("standard-1", bank_data_days=3)).owes("F-1", due=october(5)).lives_until(october(12))
    assert diary.why("F-1") is Why.BANK_DATA_OLD
    diary.office.wake(october(12), 15)
    diary.imports_bank_data()
    (one,) = foresee(diary).preview(CREDITOR, october(12), october(20)).debtors
    (why,) = foresee(diary).why(CREDITOR, invoice_id(CREDITOR, "F-1"), october(14))
    diary.office.run()
    assert diary.pages == []
    diary.imports_bank_data().lives_until(october(14))
    assert diary.pages == ["13 Oct reminder-1 F-1: delivered"]
    assert (one.messages[0].on, why.why) == (october(13), diary.why("F-1"))


def promised_in_part() -> Diary:
    """The first of two parts, for 16 October; the bank data is of the 5th, and stays so."""
    diary = Diary(office=under("standard-1", bank_data_days=10)).imports_bank_data()
    diary.owes_in_parts("F-1", (october(2), 3000), (november(16), 3000))
    return diary.promises(october(16), "F-1").lives_until(november(17))


def test_a_promise_of_a_part_is_not_broken_for_what_pays_the_next() -> None:
    diary = promised_in_part()
    assert diary.promise_states == [OPEN]
    parts = (Part(october(2), Money(3000)), Part(november(16), Money(3000)))
    diary.office.upload(replace(row("F-1", due=october(2), cents=6000, paid=6000, parts=parts), paid_on=november(16)))
    assert diary.imports_bank_data().lives_until(november(20)).promise_states == [KEPT]
    diary = promised_in_part().pays("F-1", 3000, "SECOND", on=november(16))
    assert diary.promise_states == [OPEN]
    assert diary.pays("F-1", 3000, "FIRST", on=october(16)).lives_until(november(20)).promise_states == [KEPT]


def test_a_promise_that_was_paid_is_told_kept_whatever_the_mail_service_says_before_anybody_looks() -> None:
    diary = Diary(mailbox=None).owes("F-1", due=DUE).lives_until(october(6)).promises(october(20), "F-1")
    diary.lives_until(october(8)).pays("F-1", 10000)
    (reminder,) = (s for s in diary.office.case.steps if s.level == "reminder-1")
    assert diary.office.told(reminder, StepMove.DELIVER)
    diary.office.run()
    assert diary.promise_states == [KEPT]


def test_a_plan_that_was_paid_is_told_so_however_old_the_bank_data_is() -> None:
    diary = Diary(office=under("standard-1", bank_data_days=10)).owes("F-1", due=october(2)).imports_bank_data()
    diary.agrees_on((october(16), 5000), (november(18), 5000)).lives_until(november(17))
    assert diary.pays("F-1", 10000, on=october(16)).lives_until(november(18)).plan_ends == ["paid"]
