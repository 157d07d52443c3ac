"""A printed letter is withdrawn, and the plan that it is about stands as it would have: by the days that it gave. The
debtor has no e-mail; its plan about two invoices is of 20 November and 20 December 2026.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.errors import NotSent
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.domain.step import ANOTHER_WAS_POSTED, NOT_POSTED
from chalicelib.usecases.foresee import Foresee
from tests.builders import CREDITOR, SITE, days, debtor
from tests.scenarios.diary import Diary, ids

pytestmark = pytest.mark.usefixtures("every_rate_known")
WHO, DUE = debtor(email=None), date(2026, 11, 2)


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def planned(**changes: object) -> Diary:
    diary = Diary(**changes)  # type: ignore[arg-type]
    for number in ("F-1", "F-2"):
        diary.owes(number, due=DUE, who=WHO)
    diary.lives_until(november(3))
    return diary.agrees_on((november(20), 10000), (december(20), 10000), numbers=["F-1", "F-2"])


def reminded_late() -> Diary:
    """Its second reminder waits from the end of a closure on, and names 10 December; the grace is over since long."""
    diary = planned().lives_until(november(17)).posts().lives_until(november(20))
    diary.closes((november(23), november(26))).lives_until(december(3))
    assert diary.letters_to_post[-1].pay_until == december(10)
    return diary


@pytest.mark.parametrize("code", [None, StatusCode.REFUSED, StatusCode.SUSPENDED, StatusCode.REJECTED])
def test_nobody_posts_the_reminder_of_a_plan_of_which_an_invoice_is_contested_or_stopped(
    code: StatusCode | None,
) -> None:
    diary = planned().owes("F-3", due=november(7), who=WHO).lives_until(november(11))
    assert [(s.level, s.on) for s in diary.letters_to_post] == [(Level.INSTALMENT, november(10))]
    diary = diary.is_told("F-2", code) if code else diary.contests("F-2")
    assert diary.letters_to_post == []
    assert "post-letter F-1 F-2" not in diary.tasks
    # The other invoice is not kept silent by a letter that nobody may post.
    diary.lives_until(november(12))
    assert [s.invoice_ids for s in diary.letters_to_post] == [tuple(ids(["F-3"]))]


def test_nobody_mends_the_reminder_of_a_plan_of_which_an_invoice_is_contested() -> None:
    diary = Diary()
    for number in ("F-1", "F-2"):
        diary.owes(number, due=DUE)
    diary.lives_until(november(3)).agrees_on((november(20), 10000), (december(20), 10000), numbers=["F-1", "F-2"])
    diary.lives_until(november(16))
    diary.office.mailer.outcomes = [NotSent("content refused")]
    assert diary.lives_until(november(17)).tasks == ["mend-letter F-1 F-2"]
    assert diary.contests("F-2").tasks == ["answer-dispute F-2"]


def pays_a_part(diary: Diary) -> None:
    diary.pays("F-1", 1000)


def corrects_its_name(diary: Diary) -> None:
    diary.is_stated(replace(WHO, name="Garage Le Goff SARL"))


@pytest.mark.parametrize("act", [pays_a_part, corrects_its_name])
def test_a_reminder_that_is_printed_anew_keeps_its_plan(act: Callable[[Diary], None]) -> None:
    diary = reminded_late()
    (before,) = diary.letters_to_post
    act(diary)
    assert (diary.letters_to_post, diary.plan_ends) == ([], [])
    diary.lives_until(december(4))
    (after,) = diary.letters_to_post
    assert (after.level, before.on < after.on, diary.plan_ends) == (Level.INSTALMENT, True, [])
    assert after.pay_until == december(17)
    assert diary.posts().lives_until(december(17)).plan_ends == []
    assert diary.lives_until(december(18)).plan_ends == ["default"]


@pytest.mark.parametrize(
    ("kind", "more"), [(HoldKind.DISPUTE, {"amount": Money(1000)}), (HoldKind.PAUSE, {"until": december(4)})]
)
def test_what_withdraws_a_reminder_and_holds_its_invoice_lets_the_plan_rest(
    kind: HoldKind, more: dict[str, object]
) -> None:
    diary = reminded_late().holds(kind, "F-1", **more)
    for hour in (9, 10, 15):
        diary.office.wake(december(4), hour)
        diary.office.run()
        assert (diary.plan_ends, diary.why("F-2"), diary.letters_to_post) == ([], Why.IN_PLAN, [])


def test_a_reminder_that_nobody_posts_in_its_week_gives_no_day() -> None:
    diary = reminded_late()
    told = Foresee(diary.office.cases, diary.office.judge, diary.office.clock, SITE)
    (foreseen,) = told.preview(CREDITOR, december(4), december(9)).debtors
    assert [(m.on, m.message.level) for m in foreseen.messages] == [(december(7), Level.REMINDER_1)]
    diary.lives_until(december(5))
    assert (diary.plan_ends, diary.pages[-1]) == (["default"], "27 Nov instalment F-1 F-2: withdrawn")
    assert diary.lives_until(december(7)).pages[-1] == "7 Dec reminder-1 F-1 F-2: unposted"


@pytest.mark.parametrize(
    ("why", "stands"),
    [("what it says is no longer true", True), (None, True), (NOT_POSTED, False), (ANOTHER_WAS_POSTED, False)],
)
def test_of_a_reminder_that_is_withdrawn_the_day_counts_unless_it_is_known_that_nobody_posted_it(
    why: str | None, *, stands: bool
) -> None:
    (letter,) = (diary := reminded_late()).letters_to_post
    gone = replace(letter, state=StepState.WITHDRAWN, reason=why)
    facts = diary.office.case.with_step(gone).facts()
    assert bool(standing_plans(facts, december(4))) is stands


def test_no_promise_is_mended_by_what_was_told_too_late_and_pays_nothing() -> None:
    """A payment announced on the 9th, told on the 14th, when the promise had been told broken: posting a letter about
    another invoice, or a payment of that, does not open it again.
    """
    diary = Diary().owes("F-1", due=date(2026, 10, 20), who=WHO).owes("F-2", due=november(6), who=WHO)
    diary.lives_until(date(2026, 10, 26)).posts().promises(november(10), "F-1").lives_until(november(14))
    diary.is_told("F-1", StatusCode.PAYMENT_SENT, at=datetime(2026, 11, 9, 10, tzinfo=UTC))
    assert diary.promise_states == [PromiseState.BROKEN]
    diary.posts().pays("F-2", 1000)
    assert diary.promise_states == [PromiseState.BROKEN]
    assert "PromiseResumed" not in diary.history


def test_no_promise_is_mended_by_a_payment_that_was_taken_back_on_the_day_it_was_told_broken() -> None:
    """Nobody was asked for the sum until then, and what was missed was missed beside it."""
    diary = Diary().owes("F-1", due=date(2026, 10, 20), who=WHO).owes("F-2", due=november(6), who=WHO)
    diary.lives_until(november(5)).pays("F-1", 1000, "VIR-1").promises(november(10), "F-1").lives_until(november(14))
    assert diary.promise_states == [PromiseState.BROKEN]
    diary.takes_back("F-1", "VIR-1").pays("F-2", 1000)
    assert diary.promise_states == [PromiseState.BROKEN]


def test_why_asked_in_the_morning_is_what_was_said_the_evening_before() -> None:
    """The contest of a part ends on the 9th: the letter that leaves it out is withdrawn on the 10th, and said anew."""
    diary = Diary().owes("F-1", due=DUE, who=WHO).lives_until(november(4))
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000), until=november(9)).lives_until(november(9))
    told = Foresee(diary.office.cases, diary.office.judge, diary.office.clock, SITE)
    (name,) = ids(["F-1"])
    assert [r.why for r in told.why(CREDITOR, name, november(10))] == [Why.PRINTS]
    diary.office.wake(november(10), 7)
    assert [r.why for r in told.why(CREDITOR, name, november(10))] == [Why.PRINTS]
    (foreseen,) = told.preview(CREDITOR, november(10), november(10)).debtors
    assert [r.why for r in foreseen.reasons] == [Why.PRINTS]
    diary.office.wake(november(10), 21)
    assert [r.why for r in told.why(CREDITOR, name, november(10))] == [Why.TO_POST], "nobody looks before tomorrow"
    diary.lives_until(november(10))
    assert diary.letters_to_post[-1].on == november(10)
    assert [r.why for r in told.why(CREDITOR, name, november(10))] == [Why.TO_POST]
    assert november(10) + days(7) == diary.letters_to_post[-1].post_by


def test_a_reminder_that_is_printed_anew_once_more_gives_no_more_days() -> None:
    """That of the 4th, in the place of the one of the 3rd, gave until the 17th."""
    diary = reminded_late().pays("F-1", 1000, "VIR-1").lives_until(december(7)).pays("F-1", 1000, "VIR-2")
    (letter,) = diary.lives_until(december(8)).letters_to_post
    assert (letter.on, letter.pay_until) == (december(8), december(17))
    assert diary.posts().lives_until(december(18)).plan_ends == ["default"]
