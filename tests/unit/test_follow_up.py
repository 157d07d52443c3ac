"""The follow-up: it recalls a formal notice that was heard, and is decided, doubted and printed as one is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.reading import read_letter
from chalicelib.adapters.letters.sheet import sheet_of
from chalicelib.adapters.policies.policy_document import document_of, policy_of
from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.doubt import needs_person
from chalicelib.domain.errors import LetterIncomplete, LetterUnlawful, Refused
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts
from chalicelib.domain.ladder import decide
from chalicelib.domain.letter import Letter
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.own_words import said_by_its_creditor
from chalicelib.domain.parties import DebtorKind, Language, OwnWords
from chalicelib.domain.policy import Anchor, Channel, Conditions, Policy, Rung, Tone, waits_by_default
from chalicelib.domain.position import positions
from chalicelib.domain.said import formal_notices
from chalicelib.domain.step import Step, StepItem
from chalicelib.law.mentions import lacking
from tests.builders import MONDAY, SITE, UNATTENDED, creditor, days, debtor, fact, invoice, step
from tests.letter_samples import LINK, NOTICE_ON, THREE, TOLD, letter
from tests.letter_text import text_of
from tests.samples import SAMPLES

FINAL, FORMAL, FOLLOW_UP = Level.FINAL_REMINDER, Level.FORMAL_NOTICE, Level.FOLLOW_UP
DELIVERED, ACCEPTED, POSTED = StepState.DELIVERED, StepState.ACCEPTED, StepState.POSTED
RUNG = Rung(FOLLOW_UP, 60)
OURS = replace(UNATTENDED, rungs=(*UNATTENDED.rungs, RUNG))
PRESS = JinjaPress()


def said(level: Level, ago: int, state: StepState = DELIVERED, *names: str, **changes: Any) -> Step:
    items = tuple(StepItem(name, level) for name in names or ("a",))
    return step(level, state, on=MONDAY - days(ago), items=items, **changes)


def look(*steps: Step, of: Policy = OURS, owed: tuple[InvoiceFacts, ...] = (fact(late=70),), **facts: Any) -> Decision:
    return decide(Facts(owed, steps, **facts), of, MONDAY)


def test_it_comes_after_the_formal_notice_once_its_time_is_over() -> None:
    decision = look(said(FORMAL, 16))
    assert decision.message is not None
    assert (decision.message.level, decision.message.items) == (FOLLOW_UP, (StepItem("a", FOLLOW_UP),))
    assert look(said(FORMAL, 15)).reasons == (Reason("a", Why.GIVEN_TIME, FOLLOW_UP, MONDAY + days(1)),)
    on_paper = said(FORMAL, 22, POSTED, channel=Channel.POST, heard_on=MONDAY - days(22))
    assert look(on_paper).reasons[0].until == MONDAY + days(1)


@pytest.mark.parametrize("reached", [None, Level.NOTICE, Level.REMINDER_1, FINAL], ids=str)
def test_where_no_formal_notice_was_heard_there_is_none(reached: Level | None) -> None:
    """The sum is too small for the formal notice: what follows would recall nothing."""
    dear = replace(OURS.rungs[-2], conditions=Conditions(at_least=Money(20000)))
    of = replace(OURS, rungs=(*OURS.rungs[3:4], dear, RUNG))
    before = (said(FINAL, 30), *((said(reached, 40),) if reached else ()))
    assert look(*before, of=of).reasons[0].why is Why.LADDER_ENDED


@pytest.mark.parametrize("state", [StepState.BOUNCED, StepState.DISOWNED, StepState.HELD, StepState.CANCELLED], ids=str)
def test_a_formal_notice_that_did_not_reach_the_debtor_is_said_again_and_not_recalled(state: StepState) -> None:
    decision = look(said(FINAL, 40), said(FORMAL, 20, state))
    assert decision.message is not None
    assert decision.message.level is FORMAL


def test_once_it_is_heard_the_ladder_has_ended() -> None:
    assert look(said(FORMAL, 40), said(FOLLOW_UP, 20)).reasons[0].why is Why.LADDER_ENDED


def test_after_a_formal_notice_without_proof_it_waits_for_a_person() -> None:
    presumed = said(FORMAL, 20, ACCEPTED)
    assert look(presumed).reasons[0].why is Why.WAITS_FOR_PERSON
    approved = look(presumed, approvals=(Approval("a", FOLLOW_UP, MONDAY, "Claire"),))
    assert approved.message is not None
    assert approved.message.level is FOLLOW_UP


def test_it_does_not_wait_for_a_rate_as_it_states_no_interest() -> None:
    assert look(said(FINAL, 40), rate_unknown=frozenset({"a"})).reasons[0].why is Why.RATE_UNKNOWN
    assert look(said(FORMAL, 20), rate_unknown=frozenset({"a"})).message is not None


def test_it_asks_for_what_reached_its_level_alone_and_says_no_formal_notice_by_the_way() -> None:
    owed = (fact("a", late=70), fact("b", late=50), fact("c", late=9))
    decision = look(said(FORMAL, 20), said(FINAL, 20, DELIVERED, "b"), owed=owed)
    assert decision.message is not None
    assert {i.invoice_id: i.level for i in decision.message.items} == {
        "a": FOLLOW_UP,
        "b": FORMAL,
        "c": Level.REMINDER_1,
    }
    heard = Step("s", FOLLOW_UP, MONDAY - days(6), decision.message.items, DELIVERED)
    after = look(said(FORMAL, 26), said(FINAL, 26, DELIVERED, "b"), heard, owed=owed)
    assert after.message is not None
    assert [(i.invoice_id, i.level) for i in after.message.items] == [("b", FORMAL), ("c", Level.REMINDER_1)]


def test_nobody_has_it_twice_while_it_is_not_known_whether_it_went_out() -> None:
    unknown = said(FOLLOW_UP, 5, StepState.UNKNOWN)
    assert needs_person(unknown, [unknown])


def test_it_waits_for_a_person_unless_its_policy_says_otherwise_in_so_many_words() -> None:
    levels = [{"level": "formal-notice", "offset_days": 30}, {"level": "follow-up", "offset_days": 60}]
    given: dict[str, Any] = {"policy": "own", "version": 1, "why": "x", "levels": levels}
    assert policy_of(given).rungs[-1].needs_approval
    assert waits_by_default(FOLLOW_UP)
    levels[1]["approval"] = False
    alone = policy_of(given)
    assert not alone.rungs[-1].needs_approval
    assert policy_of(document_of(alone)) == alone


@pytest.mark.parametrize(
    ("rungs", "why"),
    [
        ((Rung(FINAL, 20), RUNG), "there is none before it"),
        ((RUNG, Rung(FORMAL, 90)), "levels and offsets must rise together"),
        ((Rung(FORMAL, 30), replace(RUNG, attaches_letter=False)), "a follow-up is the letter: it is always attached"),
    ],
)
def test_a_policy_has_it_after_a_formal_notice_and_with_its_letter(rungs: tuple[Rung, ...], why: str) -> None:
    with pytest.raises(Refused, match=why):
        Policy("odd", 1, rungs)
    counted = replace(RUNG, anchor=Anchor.PREVIOUS_LEVEL, offset_days=30)
    assert Policy("own", 1, (Rung(FORMAL, 30), counted)).rungs[-1] is counted


def test_the_day_that_it_recalls_is_that_of_the_last_letter_that_was_heard_and_asked_for_it() -> None:
    listed = replace(said(FORMAL, 18), items=(StepItem("a", FORMAL), StepItem("b", FINAL)))
    steps = (
        said(FORMAL, 40, StepState.BOUNCED),
        said(FORMAL, 30, POSTED, heard_on=MONDAY - days(27)),
        listed,
        said(FORMAL, 3, StepState.UNPOSTED),
        said(FINAL, 2),
        said(FORMAL, 12, ACCEPTED, "c"),
        said(FORMAL, 9, StepState.COMPLAINED, "early"),
        said(FORMAL, -1, DELIVERED, "d"),
    )
    owed = (*(fact(name, late=50) for name in "abcd"), fact("early", late=9))
    assert formal_notices(Facts(owed, steps), MONDAY) == {"a": MONDAY - days(18), "c": MONDAY - days(12)}


def follow_up(**changes: Any) -> Letter:
    return letter(FOLLOW_UP, **changes)


def test_a_step_of_what_no_formal_notice_has_asked_for_makes_no_letter() -> None:
    owed, late = invoice("F-1", due=MONDAY - days(70)), invoice("F-2", due=MONDAY - days(70))
    known = Facts(tuple(InvoiceFacts(i.id, i.number, i.due_on, i.open) for i in (owed, late)))
    made = step(FOLLOW_UP, items=(StepItem(owed.id, FOLLOW_UP), StepItem(late.id, FOLLOW_UP)))
    heard = {owed.id: MONDAY - days(20)}
    with pytest.raises(LetterIncomplete, match="no formal notice was heard of F-2"):
        compose(creditor(), debtor(), (owed, late), made, SITE, positions(known, MONDAY), notices=heard)
    alone = replace(made, items=(StepItem(owed.id, FOLLOW_UP), StepItem(late.id, FORMAL)))
    found = compose(creditor(), debtor(), (owed, late), alone, SITE, positions(known, MONDAY), notices=heard)
    assert [(line.number, line.formal_notice_on) for line in found.claimed] == [("F-1", MONDAY - days(20))]


def test_where_no_formal_notice_is_known_there_is_no_letter() -> None:
    known = follow_up(invoices=THREE)
    assert known.formal_notices == (NOTICE_ON,)
    holed = replace(known, lines=(replace(known.lines[0], formal_notice_on=None), *known.lines[1:]))
    with pytest.raises(LetterIncomplete, match=r"lines\[0\].formal_notice_on is missing"):
        sheet_of(holed)
    found = [f for f in lacking([], holed) if f.rule == "no-formal-notice"]
    assert [f.sentence for f in found] == [known.lines[0].number]
    assert not [f for f in lacking([], known) if f.rule == "no-formal-notice"]


@pytest.mark.parametrize(
    ("level", "on", "fault"),
    [
        (FOLLOW_UP, date(2026, 12, 30), "is later than the letter, 2026-12-30"),
        (FOLLOW_UP, date(2026, 10, 30), "is not after the due date, 2026-10-30"),
        (FORMAL, date(2026, 11, 12), "is for what a follow-up asks for alone"),
    ],
)
def test_the_day_in_a_file_is_held_against_the_letter(level: Level, on: date, fault: str) -> None:
    known = letter(level)
    with pytest.raises(LetterIncomplete, match=fault):
        sheet_of(replace(known, lines=(replace(known.lines[0], formal_notice_on=on),)))
    assert sheet_of(follow_up(notices={"F-2026-0142": date(2026, 10, 31)})).letter.formal_notices


def test_it_needs_to_say_to_whom_it_speaks() -> None:
    known = follow_up()
    with pytest.raises(LetterIncomplete, match=r"debtor\.address\.lines"):
        sheet_of(replace(known, debtor=replace(known.debtor, address=None)))


def test_the_statement_of_claim_stays_with_the_formal_notice() -> None:
    known = follow_up(creditor=TOLD)
    assert known.statement is None
    notice = letter(FORMAL, creditor=TOLD)
    assert notice.statement is not None
    with pytest.raises(LetterIncomplete, match="the letter is no formal notice"):
        sheet_of(replace(known, on=notice.on, statement=notice.statement))


MENTIONS = [
    ("formal-notice", "mise en demeure du 29 novembre 2026"),
    ("right-to-contest", "Si vous contestez"),
    ("consequence", "nous nous réservons la possibilité de saisir"),
    ("sum", "1\u202f284,50"),
    ("day", "6 janvier 2027"),
    ("debtor", "Menuiserie Brunet"),
    ("account", "FR76"),
    ("data-notice", "responsable du traitement"),
]


@pytest.mark.parametrize(("mention", "gone"), MENTIONS, ids=str)
def test_a_follow_up_that_lacks_a_mention_is_refused_and_says_which(mention: str, gone: str) -> None:
    page = PRESS.letter_html(follow_up()).replace("\u00a0", " ")
    assert gone in page
    with pytest.raises(LetterUnlawful, match=f"lacks-{mention}: "):
        read_letter(page.replace(gone, "–"), follow_up())


def test_of_several_notices_each_invoice_says_its_own_and_the_words_the_last() -> None:
    for language, last, each in (
        (Language.FR, "dont la dernière est du 29 novembre 2026", "Mise en demeure du 12/11/2026"),
        (Language.EN, "the last of which is dated 29 November 2026", "Formal notice of 12 Nov 2026"),
    ):
        several = SAMPLES[f"two-notices.follow-up.{language}"]
        text = text_of(PRESS.letter_html(several)).replace("\u00a0", " ")
        assert last in text
        assert text.count(each) == 1
        without = [text.replace(each, "–")]
        assert "lacks-formal-notice" in {f.rule for f in lacking(without, several)}


SAID = {
    Language.FR: ("notre mise en demeure du 29 novembre 2026", "nous nous réservons la possibilité de saisir"),
    Language.EN: ("our formal notice of 29 November 2026", "we reserve the right to bring"),
}


@pytest.mark.parametrize("kind", DebtorKind, ids=str)
@pytest.mark.parametrize("language", Language, ids=str)
def test_it_recalls_asks_and_keeps_a_court_in_the_conditional(kind: DebtorKind, language: Language) -> None:
    known = follow_up(kind=kind, language=language)
    mail = PRESS.mail_words(known, LINK)
    recalls, reserve = SAID[language]
    for text in (text_of(PRESS.letter_html(known)), mail.text):
        assert recalls in text.replace("\u00a0", " ")
        assert reserve in text
        assert ("injonction" in text) is (kind is not DebtorKind.PUBLIC_BODY)
        assert "mettons en demeure" not in text
        assert "1344" not in text
        # The legitimate interest of its words on data is none that is owed.
        claims = [word for word in ("40", "L441", "énalit", "ndemnit", "enalt", "fixed sum", "ntérêts") if word in text]
        assert kind is not DebtorKind.CONSUMER or not claims


def test_what_was_paid_in_part_is_not_told_as_unpaid() -> None:
    text = text_of(PRESS.letter_html(SAMPLES["part-paid.follow-up.fr"]))
    assert "elle n’est pas entièrement réglée" in text
    assert "reste impayée" not in text


def test_a_creditors_own_words_leave_the_notice_and_the_law_where_they_are() -> None:
    words = OwnWords(FOLLOW_UP, Language.FR, "notre facture", ("Voici ce que vous nous devez.",), ("Merci.",))
    one = said_by_its_creditor(replace(follow_up(), creditor=replace(TOLD, words=(words,))))
    for text in (text_of(PRESS.letter_html(one)), PRESS.mail_words(one, LINK).text):
        assert text.index("Voici ce que") < text.index("Par notre mise en demeure du 29")
        assert text.index("Par notre mise en demeure du 29") < text.index("Merci.") < text.index("Si vous contestez")
        assert "nous nous réservons la possibilité de saisir" in text
    late = OwnWords(FOLLOW_UP, Language.FR, opening=("Notre mise en demeure du 28 novembre 2026 est sans effet.",))
    with pytest.raises(LetterUnlawful, match="notice-told"):
        PRESS.letter_html(said_by_its_creditor(replace(follow_up(), creditor=replace(TOLD, words=(late,)))))


def test_no_tone_makes_it_another_letter() -> None:
    assert {PRESS.letter_html(replace(follow_up(), tone=tone)) for tone in Tone} == {PRESS.letter_html(follow_up())}
