"""An approval rests on what was heard before its level: where that was not heard after all, a person is asked anew."""

from dataclasses import replace

import pytest

from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.standing_plan import SAID
from chalicelib.domain.step import Step, StepItem
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.record_delivery import Delivery
from tests.builders import KEY, MONDAY, Office, case, days, invoice
from tests.unit.test_disown_address import LATE, NOT_ME, mail, says

R1, R2, FINAL, FORMAL = Level.REMINDER_1, Level.REMINDER_2, Level.FINAL_REMINDER, Level.FORMAL_NOTICE
OTHER = invoice("F-2", due=MONDAY - days(30))
ELSEWHERE = "neu@garage.test"


def approved(*steps: Step, levels: tuple[Level, ...] = (FORMAL,)) -> Office:
    told = Office()
    told.keep(case(LATE, OTHER, steps=steps))
    for level in levels:
        ApproveLevel(told.change)(KEY, level, (LATE.id,), is_given=True, reason="", by="Claire")
    return told


def left(told: Office) -> list[Level]:
    return [a.level for a in told.case.approvals]


def happens(told: Office, number: int, move: StepMove) -> None:
    step = told.case.steps[number].reference.replace("-", "")
    told.deliver(Delivery(KEY, step, move, told.clock.at, "ses-1"))


def test_all_that_one_stranger_has_had_opens_nothing() -> None:
    """Neither its other mails speak for it, nor the very letter that was approved."""
    levels = (R1, R2, FINAL, FORMAL)
    told = approved(*(mail(level, 40 - 8 * n) for n, level in enumerate(levels)), levels=levels)
    says(told, NOT_ME)
    assert {s.state for s in told.case.steps} == {StepState.DISOWNED}
    assert left(told) == [R1]
    taken_back = [e.data["level"] for e in told.cases.history(KEY) if e.kind == "ApprovalTakenBack"]
    assert taken_back == [R2, FINAL, FORMAL]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_whatever_order_two_mails_come_back(order: tuple[int, int]) -> None:
    told = approved(mail(FINAL, 12), mail(FORMAL, 2, StepState.ACCEPTED))
    for number in order:
        happens(told, number, StepMove.BOUNCE)
    assert left(told) == []
    (entry,) = [e.data for e in told.cases.history(KEY) if e.kind == "ApprovalTakenBack"]
    assert (entry["by"], entry["level"], entry["invoice_ids"]) == ("mail service", FORMAL, [LATE.id])
    assert entry["reason"] == "the mail before it came back, or was refused after all"


@pytest.mark.parametrize(
    ("move", "stands"), [(StepMove.BOUNCE, False), (StepMove.COMPLAIN, True), (StepMove.DELIVER, True)], ids=str
)
def test_whoever_complains_has_had_it(move: StepMove, *, stands: bool) -> None:
    told = approved(mail(FINAL, 8, StepState.ACCEPTED))
    happens(told, 0, move)
    assert bool(left(told)) is stands


def test_what_the_mail_service_refused_after_all_was_heard_by_nobody() -> None:
    told = approved(mail(FINAL, 8, StepState.ACCEPTED))
    happens(told, 0, StepMove.HOLD)
    assert left(told) == []


@pytest.mark.parametrize("level", LADDER, ids=str)
def test_what_the_debtor_has_had_elsewhere_speaks_for_it_where_it_says_as_much(level: Level) -> None:
    told = approved(mail(R2, 20), mail(level, 8, to=ELSEWHERE))
    says(told, NOT_ME)
    assert bool(left(told)) is (level in (R2, FINAL))


@pytest.mark.parametrize("state", [StepState.BOUNCED, StepState.UNKNOWN, StepState.DISOWNED], ids=str)
def test_what_was_not_heard_when_it_was_approved_was_no_reason_for_it(state: StepState) -> None:
    """Nor does it speak for another."""
    told = approved(mail(R1, 20, to=ELSEWHERE), mail(R2, 8, state), levels=(FINAL,))
    says(told, NOT_ME)
    assert left(told) == [FINAL]
    told = approved(mail(R1, 20, to=ELSEWHERE), mail(R2, 8, state), levels=(FINAL,))
    happens(told, 0, StepMove.BOUNCE)
    assert left(told) == []


@pytest.mark.parametrize("level", [Level.NOTICE, Level.INSTALMENT], ids=str)
def test_a_notice_and_the_reminder_of_a_plan_open_nothing(level: Level) -> None:
    told = approved(mail(level, 8), levels=(R1, FORMAL))
    happens(told, 0, StepMove.BOUNCE)
    assert left(told) == [R1, FORMAL]


def test_each_of_a_strangers_mails_counts() -> None:
    told = approved(mail(R1, 40), mail(R2, 20, to=ELSEWHERE), mail(FINAL, 8))
    says(told, NOT_ME)
    assert left(told) == []


def test_a_formal_notice_that_only_lists_an_invoice_says_nothing_of_it() -> None:
    listed = replace(mail(FORMAL, 15, to=ELSEWHERE), items=(StepItem(OTHER.id, FORMAL), StepItem(LATE.id, FINAL)))
    told = approved(listed, mail(FINAL, 8))
    says(told, NOT_ME)
    assert left(told) == []


def test_a_letter_asks_for_each_late_invoice_on_it_at_its_own_level() -> None:
    """A final reminder of another invoice has asked for this one too: it is past due, and two reminders behind."""
    along = replace(mail(FINAL, 8), items=(StepItem(OTHER.id, FINAL), StepItem(LATE.id, R2)))
    told = approved(mail(R1, 20, to=ELSEWHERE), along, levels=(FINAL,))
    says(told, NOT_ME)
    assert left(told) == []
    told = approved(replace(along, email=ELSEWHERE), mail(R2, 4), levels=(FINAL,))
    says(told, NOT_ME)
    assert left(told) == [FINAL]


@pytest.mark.parametrize("state", sorted(SAID), ids=str)
def test_whatever_may_be_in_the_debtors_hands_speaks_for_the_approval(state: StepState) -> None:
    told = approved(mail(FINAL, 15, state, to=ELSEWHERE), mail(FINAL, 8))
    says(told, NOT_ME)
    assert left(told) == [FORMAL]


def test_another_invoice_is_another_matter() -> None:
    of_other = replace(mail(FINAL, 8, to=ELSEWHERE), items=(StepItem(OTHER.id, FINAL),))
    told = approved(mail(FINAL, 20), of_other)
    says(told, NOT_ME)
    assert left(told) == []
    told = approved(mail(FINAL, 20, to=ELSEWHERE), replace(of_other, email=mail(R1, 0).email))
    says(told, NOT_ME)
    assert left(told) == [FORMAL]
