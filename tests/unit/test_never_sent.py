"""What the mail service took and did not send, as the address is on its own list, is no mail that anybody has read."""

from typing import Any

import pytest

from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.outcomes import Outcomes
from chalicelib.entrypoints import events
from chalicelib.usecases.record_delivery import Delivery
from tests.builders import KEY, MONDAY, Office, case, days, invoice

LISTED = "OnAccountSuppressionList"


def sent_and_told(kind: str, part: dict[str, Any]) -> tuple[Office, Delivery]:
    """A first reminder, and what the mail service says of it."""
    office = Office()
    office.keep(case(invoice(due=MONDAY - days(3))))
    office.send(office.planned())
    (step,) = office.case.steps
    tags = {"creditor": [KEY.creditor_id], "debtor": [KEY.debtor_id], "step": [step.reference.replace("-", "")]}
    mail = {"messageId": step.ses_id, "timestamp": office.clock.at.isoformat(), "tags": tags}
    (told,) = events.deliveries({"eventType": kind, "mail": mail, **part})
    assert office.deliver(told)
    return office, told


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("Complaint", {"complaint": {"complaintSubType": LISTED}}),
        ("Bounce", {"bounce": {"bounceType": "Permanent", "bounceSubType": LISTED}}),
    ],
)
def test_nobody_has_read_it_and_its_address_takes_no_more(kind: str, part: dict[str, Any]) -> None:
    office, told = sent_and_told(kind, part)
    assert told.for_good
    assert told.never_sent
    (step,) = office.case.steps
    assert (step.state, step.heard_on) == (StepState.BOUNCED, None)
    assert step.reason == "not sent: the mail service writes to this address no more"
    assert office.case.email is None
    # The mail service does not count it for its sender either.
    assert office.outcomes.add(KEY.creditor_id, Outcomes()) == Outcomes()


def test_whoever_complains_has_read_it() -> None:
    """A formal notice that is complained of has been had: no other event need tell it."""
    office, _ = sent_and_told("Complaint", {"complaint": {"complaintFeedbackType": "abuse"}})
    (step,) = office.case.steps
    assert (step.state, step.heard_on) == (StepState.COMPLAINED, MONDAY)


def test_whoever_says_that_it_is_no_spam_has_read_it() -> None:
    office, _ = sent_and_told("Complaint", {"complaint": {"complaintFeedbackType": "not-spam"}})
    (step,) = office.case.steps
    assert (step.state, step.heard_on, step.reason) == (StepState.DELIVERED, MONDAY, None)
    assert office.case.email


def test_what_a_machine_thinks_of_its_signature_is_no_complaint_and_nothing_else() -> None:
    tags = {"creditor": [KEY.creditor_id], "debtor": [KEY.debtor_id], "step": ["7QK4R2XA"]}
    mail = {"messageId": "ses-1", "timestamp": "2026-11-23T08:00:00Z", "tags": tags}
    for feedback, count in {"auth-failure": 0, "abuse": 1}.items():
        told = {"eventType": "Complaint", "mail": mail, "complaint": {"complaintFeedbackType": feedback}}
        assert len(list(events.deliveries(told))) == count


def test_a_mail_that_a_machine_takes_for_harmful_has_not_been_read_and_nobody_complains() -> None:
    office, told = sent_and_told("Complaint", {"complaint": {"complaintFeedbackType": "virus"}})
    assert not told.for_good
    (step,) = office.case.steps
    assert (step.state, step.heard_on, step.reason) == (StepState.BOUNCED, None, "bounced (taken for harmful)")
    assert office.case.email


@pytest.mark.parametrize(
    ("kind", "sub", "is_note"),
    [("Transient", "General", True), ("Transient", "MailboxFull", False), ("Permanent", "General", False)],
)
def test_a_full_mailbox_is_no_note_of_an_absent_reader(kind: str, sub: str, *, is_note: bool) -> None:
    _, told = sent_and_told("Bounce", {"bounce": {"bounceType": kind, "bounceSubType": sub}})
    assert told.is_note is is_note
