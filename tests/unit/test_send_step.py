"""Sends one step once: decide again, print, claim, send, record."""

from dataclasses import dataclass, replace
from datetime import time

import pytest

from chalicelib.domain.access import LINK_LASTS, hash_of
from chalicelib.domain.calendar import opening
from chalicelib.domain.case import Case
from chalicelib.domain.errors import LetterIncomplete, NotFound, NotSentForNow, Refused
from chalicelib.domain.events import PortalOpened
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.mail import MailText
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.ports import StepKey
from tests.builders import (
    CREDITOR,
    DEBTOR,
    KEY,
    MONDAY,
    MORNING,
    SITE,
    Office,
    case,
    creditor,
    days,
    debtor,
    dispute,
    invoice,
    pause,
    payment,
    row,
    step,
)
from tests.fakes import PlainPress

R1, R2 = Level.REMINDER_1, Level.REMINDER_2
LATE = invoice(due=MONDAY - days(3))


def planned(kept: Case | None = None) -> tuple[Office, StepKey]:
    """An office in which the step of the day is planned and waits in the queue."""
    office = Office()
    office.keep(kept or case(LATE))
    return office, office.planned()


def test_the_mail_goes_out_in_the_creditors_name_with_the_letter_and_is_recorded() -> None:
    office, key = planned()
    office.send(key)
    (sent,) = office.case.steps
    (mail,) = office.mailer.mails
    assert (sent.state, sent.ses_id, sent.attempt, sent.email) == (StepState.ACCEPTED, "ses-1", 1, debtor().email)
    assert (mail.sender_name, mail.to, mail.reply_to) == (creditor().name, debtor().email, creditor().email)
    (letter,) = mail.attachments
    assert (letter.name, letter.content_type) == (f"relance-1-{sent.reference}.pdf", "application/pdf")
    assert sent.letter_key is not None
    assert office.documents.get(sent.letter_key) == letter.content
    assert sent.letter_key.endswith(".pdf")


def test_the_mail_carries_the_tags_by_which_its_events_find_the_step() -> None:
    office, key = planned()
    office.send(key)
    reference = office.case.steps[0].reference.replace("-", "")
    assert office.mailer.mails[0].tags == {"creditor": CREDITOR, "debtor": DEBTOR, "step": reference, "attempt": "1"}


def test_the_link_carries_its_secret_behind_the_hash_sign_and_only_its_hash_is_kept() -> None:
    office, key = planned(case(LATE, debtor=debtor(language=Language.EN)))
    office.send(key)
    address, _, token = office.mailer.mails[0].words.text.split()[1].partition("#k=")
    assert address == f"{SITE}/en/{CREDITOR}/" == office.press.printed[0].portal_url
    (link,) = office.doors.links.values()
    assert (link.hash, link.key, link.expires_at) == (hash_of(token), KEY, MORNING + LINK_LASTS)
    assert token not in repr(office.press.printed)


def test_the_history_tells_each_move_and_the_next_look_waits_for_proof() -> None:
    office, key = planned()
    office.send(key)
    assert [e.data["state"] for e in office.cases.history(KEY)] == [
        "planned",
        "rendered",
        "claimed",
        "accepted",
    ]
    assert office.case.next_look_at is not None
    assert office.case.next_look_at.date() == MONDAY + days(3)


def test_the_step_lists_what_is_owed_now_and_not_what_was_owed_when_it_was_planned() -> None:
    office, key = planned(case(LATE, invoice("F-2", due=MONDAY - days(5))))
    office.pay(CREDITOR, LATE.id, payment(10000), "key_1")
    office.send(key)
    assert [line.number for line in office.press.printed[0].lines] == ["F-2"]
    assert len(office.case.steps[0].items) == 1


def test_an_invoice_that_came_meanwhile_is_in_the_same_message() -> None:
    office, key = planned()
    office.upload(row("F-2", due=MONDAY - days(4)))
    office.send(key)
    assert len(office.mailer.mails) == 1
    assert [line.number for line in office.press.printed[0].lines] == ["F-2", "F-1"]


def test_the_letter_claims_the_rest_when_a_part_was_paid_meanwhile() -> None:
    office, key = planned()
    office.pay(CREDITOR, LATE.id, payment(2500), "key_1")
    office.send(key)
    assert office.press.printed[0].open == Money(7500)


@pytest.mark.parametrize("state", [s for s in StepState if s not in (StepState.PLANNED, StepState.RENDERED)])
def test_nothing_is_sent_when_the_step_is_no_longer_ours_to_send(state: StepState) -> None:
    office = Office()
    kept = office.keep(case(LATE, steps=(step(R1, state),)))
    office.send(StepKey(KEY, kept.steps[0].id))
    assert office.mailer.mails == []
    assert office.case == kept


def test_a_step_is_sent_once_when_its_letter_was_printed_before() -> None:
    office = Office()
    kept = office.keep(case(LATE, steps=(step(R1, StepState.RENDERED),)))
    office.send(StepKey(KEY, kept.steps[0].id))
    office.send(StepKey(KEY, kept.steps[0].id))
    assert len(office.mailer.mails) == 1


def pays_all(office: Office) -> None:
    office.pay(CREDITOR, LATE.id, payment(10000), "key_1")


def contests(office: Office) -> None:
    office.contest(KEY, LATE.id, "not-received", "")


def owes_more_severely(office: Office) -> None:
    heard = step(R1, StepState.DELIVERED, on=MONDAY - days(30), items=())
    older = invoice("F-0", due=MONDAY - days(12))
    moved = office.case.with_invoice(older).with_step(
        replace(heard, items=(replace(office.case.steps[-1].items[0], invoice_id=older.id),))
    )
    office.cases.commit(office.case, moved, [], MORNING)


def sleeps_a_night(office: Office) -> None:
    office.clock.advance(days=1)


@pytest.mark.parametrize("meanwhile", [pays_all, contests, owes_more_severely, sleeps_a_night])
def test_the_step_is_cancelled_and_the_case_looked_at_again_when_it_is_not_wanted_any_more(meanwhile) -> None:  # type: ignore[no-untyped-def]
    office, key = planned()
    meanwhile(office)
    office.send(key)
    cancelled = office.case.step(key.step_id)
    assert (cancelled.state, cancelled.reason) == (StepState.CANCELLED, "no longer wanted")
    assert office.mailer.mails == []
    assert office.doors.links == {}
    assert office.case.next_look_at == office.clock.at
    assert office.cases.history(KEY)[-1].data["reason"] == "no longer wanted"


def test_nothing_is_sent_when_the_queue_hands_the_step_out_after_writing_hours() -> None:
    office, key = planned()
    office.wake(MONDAY, hour=21)
    office.send(key)
    assert (office.mailer.mails, office.case.steps[0].state) == ([], StepState.PLANNED)
    office.wake(MONDAY + days(1), hour=8)
    assert office.case.next_look_at == office.clock.at
    office.run()
    assert [s.state for s in office.case.steps] == [StepState.CANCELLED, StepState.ACCEPTED]


def test_the_mail_goes_to_the_new_address_when_it_changed_meanwhile() -> None:
    office, key = planned()
    office.upload(row("F-1", due=LATE.due_on, who=debtor(email="new@garage.test")))
    office.send(key)
    assert office.mailer.mails[0].to == office.case.steps[0].email == "new@garage.test"


def test_the_letter_is_left_to_a_person_once_when_there_is_no_address() -> None:
    office, key = planned(case(LATE, debtor=debtor(email=None)))
    office.send(key)
    office.send(key)
    (printed,) = office.case.steps
    assert (printed.state, printed.reason, printed.email) == (StepState.UNPOSTED, "post", None)
    assert printed.letter_key is not None
    assert b"Garage Le Goff" in office.documents.get(printed.letter_key)
    assert (office.mailer.mails, office.doors.links) == ([], {})
    assert office.cases.history(KEY)[-1].data["state"] == "unposted"
    for _ in range(7):
        office.clock.advance(days=1)
        office.assess(KEY)
        assert office.case.steps == (printed,)
    office.clock.advance(days=1)
    office.run()
    assert [s.state for s in office.case.steps] == [StepState.WITHDRAWN, StepState.UNPOSTED]
    (withdrawn,) = [e for e in office.cases.history(KEY) if e.data.get("state") == "withdrawn"]
    assert withdrawn.data["reason"] == "not posted in time"


def test_the_letter_is_printed_when_the_address_failed_after_planning() -> None:
    office, key = planned()
    office.cases.commit(
        office.case, replace(office.case, suspended_emails=frozenset({debtor().email or ""})), [], MORNING
    )
    office.send(key)
    assert office.case.steps[0].state is StepState.UNPOSTED
    assert office.mailer.mails == []


@dataclass
class PressWithAHole(PlainPress):
    """Refuses the letter, or the mail when the letter is whole."""

    letter: Refused | None = None
    mail: Refused | None = None

    def letter_pdf(self, letter: Letter) -> bytes:
        if self.letter:
            raise self.letter
        return super().letter_pdf(letter)

    def mail_words(self, letter: Letter, link: str) -> MailText:
        if self.mail:
            raise self.mail
        return super().mail_words(letter, link)


NO_SIGNATORY, NO_SUBJECT = LetterIncomplete("no word 'signatory'"), LetterIncomplete("no word 'subject'")
UNPRINTABLE = Refused("no font has U+1F600")


@pytest.mark.parametrize(
    ("press", "reason"),
    [
        pytest.param(PressWithAHole(letter=NO_SIGNATORY), "no word 'signatory'", id="a hole in the letter"),
        pytest.param(PressWithAHole(mail=NO_SUBJECT), "no word 'subject'", id="a hole in the mail"),
        pytest.param(PressWithAHole(letter=UNPRINTABLE), "no font has U+1F600", id="a letter that cannot be printed"),
    ],
)
def test_the_step_is_held_and_tried_again_later_when_its_letter_cannot_be_made(press: PlainPress, reason: str) -> None:
    office, key = planned()
    office.press = press
    office.send(key)
    held = office.case.steps[0]
    assert (held.state, held.reason, held.letter_key) == (StepState.HELD, reason, None)
    assert (office.mailer.mails, office.doors.links) == ([], {})
    assert office.case.next_look_at == opening(MONDAY + days(5), "Europe/Paris", time(8))
    assert office.cases.history(KEY)[-1].data["reason"] == reason
    office.press = PlainPress()
    office.send(key)
    assert office.mailer.mails == []


def test_a_printed_letter_is_the_same_document_when_it_is_printed_again() -> None:
    office, key = planned()
    office.cases.interfere = lambda: office.cases.commit(office.case, office.case, [PortalOpened("debtor")], MORNING)
    office.send(key)
    assert len(office.press.printed) == 2
    assert len(office.documents.files) == 1


def test_a_step_that_is_not_there_is_not_sent() -> None:
    office, _ = planned()
    with pytest.raises(NotFound, match="no such step"):
        office.send(StepKey(KEY, "other"))


def test_a_refusal_that_has_passed_leaves_no_word_on_the_step_that_went_out() -> None:
    office, key = planned()
    office.mailer.outcomes = [NotSentForNow("throttled"), None]
    office.send(key)
    assert (office.case.steps[0].state, office.case.steps[0].reason) == (StepState.PLANNED, "throttled")
    office.send(key)
    assert (office.case.steps[0].state, office.case.steps[0].reason) == (StepState.ACCEPTED, None)


def test_a_letter_knows_of_a_dispute_that_was_ended() -> None:
    office = Office()
    other = invoice("F-2", due=MONDAY - days(3))
    ended = dispute(LATE.id, since=MONDAY - days(9), until=MONDAY - days(1))
    office.keep(
        case(
            LATE,
            other,
            holds=(ended, pause(other.id, since=MONDAY - days(9), until=MONDAY - days(1))),
            next_look_at=MORNING,
        )
    )
    office.run()
    (printed,) = office.press.printed
    assert {line.number: line.was_contested for line in printed.lines} == {LATE.number: True, "F-2": False}
