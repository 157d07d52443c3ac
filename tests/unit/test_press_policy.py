"""What a policy says of a letter shows in it: its tone, whether the mail carries it, what is contested."""

from dataclasses import replace

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.policy import Tone
from tests.letter_samples import LINK, THREE, letter
from tests.letter_text import text_of

PRESS = JinjaPress()
R1, R2, FINAL, FORMAL = Level.REMINDER_1, Level.REMINDER_2, Level.FINAL_REMINDER, Level.FORMAL_NOTICE
SOFT, FIRM = Tone.GENTLE, Tone.FIRM


def in_english(said: Letter) -> Letter:
    return replace(said, language=Language.EN)


@pytest.mark.parametrize(
    ("level", "tone", "words", "there"),
    [
        (R1, Tone.PLAIN, ("simple oubli", "overlooked"), True),
        (R1, FIRM, ("simple oubli", "overlooked"), False),
        (R2, SOFT, ("dites-nous simplement où il en est", "simply tell us where it stands"), True),
        (R2, Tone.PLAIN, ("dites-nous simplement", "simply tell us"), False),
        (R2, FIRM, ("traiter ce règlement en priorité", "treat this payment as a priority"), True),
        (R2, SOFT, ("en priorité", "as a priority"), False),
        (FINAL, SOFT, ("Nous préférerions l’éviter", "We would rather avoid it"), True),
        (FINAL, FIRM, ("Nous préférerions l’éviter", "We would rather avoid it"), False),
    ],
)
def test_the_tone_is_heard_in_letter_and_mail_in_both_languages(
    level: Level, tone: Tone, words: tuple[str, str], there: bool
) -> None:
    french = replace(letter(level), tone=tone)
    for said, expected in zip((french, in_english(french)), words, strict=True):
        assert (expected in text_of(PRESS.letter_html(said))) is there
        mail = PRESS.mail_words(said, LINK)
        assert (expected in mail.text) is there
        assert (expected in text_of(mail.html)) is there


@pytest.mark.parametrize("level", LADDER)
def test_no_tone_changes_a_sum_or_a_day(level: Level) -> None:
    said = letter(level, invoices=THREE)
    for tone in Tone:
        text = text_of(PRESS.letter_html(replace(said, tone=tone)))
        assert text.count("€") == text_of(PRESS.letter_html(said)).count("€")
        assert text.count("2026") == text_of(PRESS.letter_html(said)).count("2026")


def test_a_mail_that_carries_no_letter_says_nothing_of_one() -> None:
    for said in (letter(R1), in_english(letter(R1))):
        for attached in (True, False):
            mail = PRESS.mail_words(replace(said, is_attached=attached), LINK)
            for body in (mail.text, text_of(mail.html)):
                assert ("PDF" in body) is attached


def test_what_is_contested_is_deducted_with_its_own_line_in_letter_and_mail() -> None:
    plain = letter(R1)
    contested = replace(plain, lines=(replace(plain.lines[0], contested=Money(20000)),))
    assert contested.to_pay == plain.to_pay - Money(20000)
    for said, label in ((contested, "Part contestée, non réclamée ici"), (in_english(contested), "Contested part")):
        mail = PRESS.mail_words(said, LINK)
        for text in (text_of(PRESS.letter_html(said)), mail.text, text_of(mail.html)):
            assert label in text
            assert "200" in text.split(label)[1][:30]
    assert "contest" not in text_of(PRESS.letter_html(plain)).split("Reste à payer")[0]
