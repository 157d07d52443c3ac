"""A formal notice waits for a person, who lets it go or says why not; a letter on paper waits to be posted."""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import ManualStepKind
from chalicelib.domain.step import StepItem
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.record_posting import RecordPosting
from chalicelib.usecases.take_manual_step import TakeManualStep
from tests.builders import KEY, MONDAY, MORNING, STANDARD, Office, case, days, debtor, invoice, row, step
from tests.fakes import FixedPolicies

TUESDAY = MONDAY + days(1)
FINAL, FORMAL = Level.FINAL_REMINDER, Level.FORMAL_NOTICE
LATE = invoice(due=MONDAY - days(40))
PROVED = step(FINAL, StepState.DELIVERED, on=MONDAY - days(10), items=(StepItem(LATE.id, FINAL),))


def office() -> Office:
    made = Office(policies=FixedPolicies(STANDARD))
    made.keep(case(LATE, steps=(PROVED,), next_look_at=MORNING))
    made.run()
    return made


def say(
    of: Office,
    *,
    level: Level = FORMAL,
    is_given: bool = True,
    reason: str = "",
    names: tuple[str, ...] = (LATE.id,),
) -> None:
    ApproveLevel(of.change)(KEY, level, names, is_given=is_given, reason=reason, by="Claire")


def test_the_formal_notice_leaves_once_a_person_has_approved_it() -> None:
    told = office()
    assert (told.mailer.mails, told.case.waits_since) == ([], MONDAY - days(1))
    say(told)
    assert told.case.waits_since is None
    told.run()
    assert [m.tags["step"] for m in told.mailer.mails] == [told.case.steps[-1].reference.replace("-", "")]
    assert told.case.steps[-1].level is FORMAL


def test_what_a_person_refuses_does_not_leave_and_the_history_says_why() -> None:
    told = office()
    say(told, is_given=False, reason="a good customer")
    told.run()
    assert told.mailer.mails == []
    assert told.judge.decision_on(told.case, told.clock.at).reasons[0].why is Why.NOT_APPROVED
    assert told.cases.history(KEY)[-1].data == {
        "by": "Claire",
        "level": "formal-notice",
        "invoice_ids": [LATE.id],
        "reason": "a good customer",
    }


def test_what_was_refused_may_be_approved_later_and_only_the_last_word_is_kept() -> None:
    told = office()
    say(told, is_given=False, reason="wait")
    say(told)
    assert [a.is_given for a in told.case.approvals] == [True]
    told.run()
    assert len(told.mailer.mails) == 1


def test_saying_the_same_twice_is_once() -> None:
    told = office()
    say(told)
    say(told)
    assert [e.kind for e in told.cases.history(KEY)] == ["LevelApproved"]


def test_saying_the_same_again_is_once_although_a_word_of_another_level_came_between() -> None:
    told = office()
    say(told)
    say(told, level=Level.REMINDER_2)
    say(told)
    say(told, level=Level.REMINDER_2)
    assert [(e.kind, e.data["level"]) for e in told.cases.history(KEY)] == [
        ("LevelApproved", FORMAL),
        ("LevelApproved", Level.REMINDER_2),
    ]


def test_an_approval_of_two_counts_for_the_one_that_was_not_approved_yet() -> None:
    told, other = office(), invoice("F-2", due=MONDAY - days(40))
    told.upload(row("F-2", due=other.due_on))
    say(told)
    say(told, names=(LATE.id, other.id))
    assert {a.claim_id for a in told.case.approvals} == {LATE.id, other.id}


def test_an_invoice_that_is_named_twice_is_approved_once() -> None:
    told = office()
    say(told, names=(LATE.id, LATE.id))
    assert [a.claim_id for a in told.case.approvals] == [LATE.id]


def test_a_refusal_without_a_reason_and_an_invoice_that_is_not_there_are_refused() -> None:
    told = office()
    with pytest.raises(Invalid, match="say why"):
        say(told, is_given=False, reason=" ")
    with pytest.raises(Invalid, match="name the invoices"):
        say(told, names=())
    with pytest.raises(Invalid, match=r"claim_ids: nothing is owed here on inv_none$"):
        say(told, names=(LATE.id, "inv_none"))
    assert told.case.approvals == ()


def test_a_reminder_of_an_instalment_is_nothing_to_approve() -> None:
    told = office()
    with pytest.raises(Invalid, match="no level of the ladder"):
        ApproveLevel(told.change)(KEY, Level.INSTALMENT, (LATE.id,), is_given=True, reason="", by="creditor")
    assert told.case.approvals == ()


def printed() -> Office:
    made = Office()
    made.keep(case(invoice(due=MONDAY - days(3)), debtor=debtor(email=None), next_look_at=MORNING))
    made.run()
    assert made.case.steps[0].state is StepState.UNPOSTED
    made.wake(MONDAY + days(2))
    return made


def post(of: Office, on: date = TUESDAY, proof: str = "1A 234 567 8901 2", reference: str = "") -> None:
    RecordPosting(of.change)(KEY, reference or of.case.steps[0].reference, on, proof, "creditor")


def test_a_letter_that_was_posted_is_heard_and_the_next_level_follows_in_its_time() -> None:
    told = printed()
    post(told)
    sent = told.case.steps[0]
    assert (sent.state, sent.heard_on, sent.proof) == (StepState.POSTED, MONDAY + days(1), "1A 234 567 8901 2")
    reason = told.judge.decision_on(told.case, told.clock.at).reasons[0]
    # Six days to pay, and the week that a letter has to be posted.
    assert (reason.why, reason.level, reason.until) == (Why.GIVEN_TIME, Level.REMINDER_2, MONDAY + days(14))
    assert told.cases.history(KEY)[-1].kind == "LetterPosted"


def test_telling_of_a_posting_twice_is_once_and_another_day_or_receipt_is_refused() -> None:
    told = printed()
    post(told)
    post(told)
    assert [e.kind for e in told.cases.history(KEY)].count("LetterPosted") == 1
    with pytest.raises(Invalid, match=r"proof: it was told to be posted on 2026-.*: what is told first stands"):
        post(told, on=MONDAY + days(2))
    with pytest.raises(Invalid, match=r"under 1A 234 567 8901 2: what is told first stands"):
        post(told, proof="1A 234 567 8902 9")
    assert told.case.steps[0].proof == "1A 234 567 8901 2"


def test_a_letter_that_was_posted_although_it_was_withdrawn_is_heard_and_its_successor_is_withdrawn() -> None:
    told = printed()
    told.wake(MONDAY + days(8))
    told.run()
    old, new = told.case.steps
    assert (old.state, new.state) == (StepState.WITHDRAWN, StepState.UNPOSTED)
    post(told, on=MONDAY + days(4), reference=old.reference)
    was_posted, no_more = told.case.steps
    assert (was_posted.state, was_posted.heard_on, was_posted.reason) == (StepState.POSTED, MONDAY + days(4), None)
    assert (no_more.state, no_more.reason) == (StepState.WITHDRAWN, "another one was posted")
    assert [e.kind for e in told.cases.history(KEY)[-2:]] == ["LetterPosted", "StepMoved"]
    assert told.judge.decision_on(told.case, told.clock.at).reasons[0].why is Why.GIVEN_TIME


@pytest.mark.parametrize("on", [MONDAY - days(1), MONDAY + days(3)], ids=["before the letter", "tomorrow"])
def test_no_letter_is_posted_before_it_was_made_or_tomorrow(on: date) -> None:
    told = printed()
    with pytest.raises(Invalid, match="not from the day of the letter"):
        post(told, on=on)
    assert told.case.steps[0].state is StepState.UNPOSTED


def test_a_posting_without_proof_and_one_of_no_letter_are_refused() -> None:
    told = printed()
    with pytest.raises(Invalid, match="number on the receipt"):
        post(told, proof=" ")
    with pytest.raises(NotFound):
        post(told, reference="AAAA-AAAA")


def call(of: Office, on: date = MONDAY, outcome: str = "no answer", names: tuple[str, ...] = (LATE.id,)) -> None:
    TakeManualStep(of.change)(KEY, ManualStepKind.CALL, names, on, outcome, "Claire")


def test_a_call_stands_in_the_history_with_what_came_of_it() -> None:
    told = office()
    call(told)
    call(told)
    assert [(d.offset_days, d.outcome) for d in told.case.done] == [(40, "no answer")]
    assert told.cases.history(KEY)[-1].data["outcome"] == "no answer"
    assert [e.kind for e in told.cases.history(KEY)] == ["ManualStepTaken"]


def test_a_call_about_one_invoice_more_is_another() -> None:
    told, other = Office(policies=FixedPolicies(STANDARD)), invoice("F-2", due=MONDAY - days(35))
    told.keep(case(LATE, other))
    call(told)
    call(told, names=(LATE.id, other.id))
    assert {d.claim_id for d in told.case.done} == {LATE.id, other.id}
    assert [e.data["invoice_ids"] for e in told.cases.history(KEY)][1] == [LATE.id, other.id]


def test_a_call_without_an_outcome_or_of_tomorrow_or_about_nothing_is_refused() -> None:
    told = office()
    with pytest.raises(Invalid, match="what came of it"):
        call(told, outcome="")
    with pytest.raises(Invalid, match="yet to come"):
        call(told, on=MONDAY + days(1))
    for names, said in (
        ((), "name the invoices"),
        ((LATE.id, "inv_none"), "claim_ids: nothing is owed here on inv_none$"),
    ):
        with pytest.raises(Invalid, match=said):
            call(told, names=names)


def test_a_call_of_a_day_before_the_invoice_was_issued_is_refused() -> None:
    told = office()
    before = LATE.issued_on - days(1)
    with pytest.raises(Invalid, match=f"{before} is before F-1 was issued, {LATE.issued_on}"):
        call(told, on=before)
    call(told, on=LATE.issued_on)
    assert told.case.done[0].on == LATE.issued_on


def test_a_word_about_one_level_leaves_that_about_another() -> None:
    told, early = Office(policies=FixedPolicies(STANDARD)), invoice("F-2", due=MONDAY - days(4))
    told.keep(case(LATE, early, steps=(PROVED,)))
    approve = ApproveLevel(told.change)
    approve(KEY, Level.REMINDER_1, (early.id,), is_given=False, reason="a good customer", by="Claire")
    approve(KEY, FORMAL, (early.id,), is_given=True, reason="", by="Claire")
    reason = next(r for r in told.judge.decision_on(told.case, told.clock.at).reasons if r.invoice_id == early.id)
    assert reason.why is Why.NOT_APPROVED
    assert [(a.level, a.is_given) for a in told.case.approvals] == [(Level.REMINDER_1, False), (FORMAL, True)]
