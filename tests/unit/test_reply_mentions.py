"""A reply says what it replies to, and only what its data hold: what it lacks, or claims, is named."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.reading import read_letter, read_mail
from chalicelib.domain.errors import LetterIncomplete, LetterUnlawful
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import REPLIES, Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from tests import reply_samples as made
from tests.letter_samples import DEBTORS, LINK, letter
from tests.samples import SAMPLES

PRESS = JinjaPress()
TRADER = DEBTORS[DebtorKind.TRADER]
PROMISE, PLAN, RECEIPT = SAMPLES["trader.promise.fr"], SAMPLES["trader.plan.fr"], SAMPLES["two.receipt.fr"]
DISPUTE, PART, ANSWER = SAMPLES["trader.dispute.fr"], SAMPLES["part.dispute.fr"], SAMPLES["trader.dispute-answer.fr"]
PROPOSAL, ACCOUNT, THANKS = (SAMPLES[f"trader.{n}.fr"] for n in ("plan-proposal", "account", "thanks"))


@pytest.mark.parametrize(
    ("sample", "mention", "gone"),
    [
        (PROMISE, "day", "30 novembre 2026"),
        (PROMISE, "sum", "1\u202f284,50"),
        (PROMISE, "account", "FR76"),
        (DISPUTE, "contest", "9 novembre 2026"),
        (PART, "contested-part", "200,00"),
        (ANSWER, "contest", "reçue le 9 novembre 2026"),
        (ANSWER, "words", "sans réserve"),
        (ANSWER, "day", "1er décembre 2026"),
        (PROPOSAL, "answer-by", "27 novembre 2026"),
        (PROPOSAL, "instalment", "01/01/2027"),
        (PLAN, "instalment", "428,18"),
        (PLAN, "acknowledgement", "article 1376"),
        (PLAN, "invoice", "F-2026-0142"),
        (PLAN, "payment-reference", "RF08"),
        (RECEIPT, "received", "17/11/2026"),
        (RECEIPT, "received", "784,50"),
        (THANKS, "received", "784,50"),
        (ACCOUNT, "invoice", "F-2026-0144"),
    ],
    ids=str,
)
def test_a_reply_that_lacks_what_it_is_about_is_refused(sample: Letter, mention: str, gone: str) -> None:
    page = PRESS.letter_html(sample).replace("\u00a0", " ")
    assert gone in page
    with pytest.raises(LetterUnlawful, match=f"lacks-{mention}: "):
        read_letter(page.replace(gone, "–"), sample)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Vous nous devez aussi 40 € de frais de dossier.", "costs"),
        ("Nous ferons saisir vos meubles.", "seiz"),
        ("Votre dossier est transmis à notre huissier.", "huissier"),
        ("Il reste 99,99 € à payer.", "sum"),
        ("Des intérêts de 17 % courent.", "rate"),
        ("Nous préviendrons votre employeur.", "employeur"),
        ("Cette lettre interrompt la prescription.", "limitation"),
    ],
)
@pytest.mark.parametrize("kind", DebtorKind)
def test_an_answer_may_say_no_more_than_any_letter(kind: DebtorKind, words: str, rule: str) -> None:
    """The creditor's own words to a contest are read as ours are, on paper and in the mail."""
    sample = made.answer(DEBTORS[kind], is_upheld=False)
    assert sample.reply
    said = replace(sample, reply=replace(sample.reply, words=(words,)))
    for print_it in (PRESS.letter_html, lambda one: PRESS.mail_words(one, LINK)):
        with pytest.raises(LetterUnlawful, match=rule):
            print_it(said)


def test_the_sums_of_another_letter_are_none_of_a_replys() -> None:
    with pytest.raises(LetterUnlawful, match="sum: "):
        read_mail(PRESS.mail_words(PLAN, LINK), DISPUTE)


def _reply(sample: Letter, **changes: Any) -> Letter:
    assert sample.reply
    return replace(sample, reply=replace(sample.reply, **changes))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(PROMISE, reply=None), "reply: a letter of this level replies to something"),
        (replace(letter(Level.REMINDER_1), reply=PROMISE.reply), "reply: a letter of the chase replies to nothing"),
        (replace(PROMISE, pay_by=None), "pay_by"),
        (replace(PROMISE, schedule=PLAN.schedule), "schedule: the letters of a plan show it"),
        (replace(PLAN, schedule=None), "schedule: the letters of a plan show it"),
        (_reply(PROMISE, received=RECEIPT.reply.received if RECEIPT.reply else ()), "only a receipt"),
        (_reply(RECEIPT, received=()), "is not what its lines are of"),
        (_reply(RECEIPT, received=(made.PART,)), "is not what its lines are of"),
        (_reply(RECEIPT, received=(made.TWO[0], replace(made.PART, left=Money(1)))), "leaves another sum"),
        (_reply(RECEIPT, received=(made.TWO[0], replace(made.PART, amount=Money(0)))), "is above zero"),
        (_reply(RECEIPT, received=(made.TWO[0], replace(made.PART, on=date(2026, 11, 18)))), "a day after the letter"),
        (replace(RECEIPT, level=Level.THANKS), "nothing is left where all is paid"),
        (_reply(DISPUTE, on=date(2026, 11, 10)), "it was contested after the letter"),
        (_reply(DISPUTE, part=Money(1)), "what is contested of them is not what the letter says"),
        (_reply(PART, part=None), "what is contested of them is not what the letter says"),
        (replace(ANSWER, pay_by=None), "pay_by: stands where something is to be paid"),
        (
            replace(DISPUTE, lines=(*DISPUTE.lines, *PROMISE.lines[:0], *SAMPLES["three-invoices.promise.fr"].lines)),
            "one",
        ),
        (_reply(PROPOSAL, answer_by=None), "a proposal names the last day to accept it"),
        (_reply(PROPOSAL, answer_by=date(2026, 11, 16)), "a proposal names the last day to accept it"),
        (replace(PROPOSAL, open=Money(1), lines=PROMISE.lines), "do not come to what is owed"),
    ],
)
def test_a_reply_of_a_file_that_contradicts_itself_is_refused_by_its_place(wrong: Letter, said: str) -> None:
    with pytest.raises(LetterIncomplete, match=said):
        PRESS.letter_html(wrong)


def test_each_reply_has_a_sample_for_each_kind_of_debtor_and_language() -> None:
    names = {f"{kind}.{level}.{language}" for kind in DebtorKind for level in REPLIES for language in ("fr", "en")}
    assert names <= set(SAMPLES)


@pytest.mark.parametrize("level", [Level.DISPUTE, Level.RECEIPT, Level.THANKS, Level.PLAN_PROPOSAL])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_asks_for_nothing_says_no_account_and_bears_no_code_to_pay(level: Level, language: str) -> None:
    sample = SAMPLES[f"trader.{level}.{language}"]
    page, mail = PRESS.letter_html(sample), PRESS.mail_words(sample, LINK)
    for text in (page, mail.text, mail.html):
        assert sample.creditor.bank.iban[:4] not in text
        assert "Pour payer par virement" not in text
        assert "To pay by credit transfer" not in text
    assert page.count("<svg") == 1
