"""A letter that goes by registered post says so, as its receipt will; a mail never does."""

from dataclasses import replace

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.reading import paragraphs_of
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import Level
from chalicelib.domain.policy import Channel
from chalicelib.domain.position import positions
from chalicelib.domain.step import StepItem
from chalicelib.law.mentions import lacking
from tests.builders import case, creditor, debtor, invoice, step
from tests.letter_samples import LINK
from tests.samples import SAMPLES

SAID = {"fr": "Lettre recommandée avec avis de réception", "en": "Registered letter with acknowledgement of receipt"}
PRESS = JinjaPress()


@pytest.mark.parametrize("language", SAID)
def test_it_stands_on_the_letter(language: str) -> None:
    registered = SAMPLES[f"registered.formal-notice.{language}"]
    assert SAID[language] in paragraphs_of(PRESS.letter_html(registered))
    for other in (Channel.EMAIL, Channel.POST):
        plain = PRESS.letter_html(replace(registered, channel=other))
        assert SAID[language] not in plain
        assert [f.rule for f in lacking(paragraphs_of(plain), registered)] == ["lacks-registered"]


@pytest.mark.parametrize("language", SAID)
def test_a_mail_is_none(language: str) -> None:
    mail = PRESS.mail_words(SAMPLES[f"registered.formal-notice.{language}"], LINK)
    assert SAID[language] not in mail.text + mail.html


@pytest.mark.parametrize("channel", Channel)
def test_it_is_that_of_its_step(channel: Channel) -> None:
    owed = invoice()
    said = replace(step(Level.REMINDER_1), items=(StepItem(owed.id, Level.REMINDER_1),), channel=channel)
    placed = positions(case(owed).facts(), said.on)
    assert compose(creditor(), debtor(), (owed,), said, "https://x.example/", placed).channel is channel
