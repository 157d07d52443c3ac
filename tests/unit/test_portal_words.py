"""The words of the portal: both languages, the same holes to fill, every reason and level named."""

import re
import tomllib

import pytest
from jinja2 import UndefinedError

from chalicelib.adapters.portal.jinja_templates import environment, folder
from chalicelib.adapters.portal.words import Words, table
from chalicelib.domain.hold import DisputeReason
from chalicelib.domain.level import Level
from chalicelib.domain.parties import Language
from chalicelib.domain.wrong_recipient import WrongRecipient

WORDS = tomllib.loads((folder() / "words.toml").read_text(encoding="utf-8"))
PAIRS = [(f"{section}.{key}", pair) for section, pairs in WORDS.items() for key, pair in pairs.items()]
# Jinja would find the method of a dict before the word.
METHODS = set(dir({}))


@pytest.mark.parametrize(("key", "pair"), PAIRS, ids=[key for key, _ in PAIRS])
def test_a_word_is_there_in_both_languages_with_the_same_holes(key: str, pair: dict[str, str]) -> None:
    assert set(pair) == {"fr", "en"}
    assert all(pair.values())
    assert set(re.findall(r"\{\w+\}", pair["fr"])) == set(re.findall(r"\{\w+\}", pair["en"]))
    assert key.split(".")[1] not in METHODS


def test_every_reason_and_level_has_words() -> None:
    assert set(WORDS["reason"]) == set(DisputeReason)
    assert set(WORDS["level"]) == set(Level)
    assert set(WORDS["reason_hint"]) <= set(DisputeReason)
    assert set(WORDS["wrong_answer"]) == set(WORDS["wrong_hint"]) == set(WrongRecipient)


def test_every_word_is_used() -> None:
    sources = " ".join(p.read_text(encoding="utf-8") for p in folder().glob("*.html"))
    by_rule = (
        "level reason reason_hint wrong_answer wrong_hint fault help "
        "gone refused too_large unavailable unsure neutral missing outage not-me wrong-address".split()
    )
    named = [key for key, _ in PAIRS if key.split(".")[0] not in by_rule]
    assert [
        key for key in named if f'"{re.sub("_(one|many)$", "", key)}"' not in sources and f'"{key}"' not in sources
    ] == []


def test_french_spaces_are_made_unbreakable_and_english_is_left_alone() -> None:
    words = {"a": {"b": {"fr": "« 2 000 » : oui ? 5 %", "en": "a : b"}}}
    assert Words(Language.FR, words)("a.b") == "«\u00a02\u202f000\u00a0»\u00a0: oui\u00a0? 5\u00a0%"
    assert Words(Language.EN, words)("a.b") == "a : b"


@pytest.mark.parametrize(
    ("name", "shown"), [("Atelier Morel", "d’Atelier Morel qu’Atelier Morel"), ("Morel", "de Morel que Morel")]
)
def test_a_french_word_is_elided_before_the_name_that_is_filled_in(name: str, shown: str) -> None:
    words = {"a": {"b": {"fr": "de {creditor} que {creditor} code {creditor}", "en": "de {creditor}"}}}
    assert Words(Language.FR, words)("a.b", creditor=name) == f"{shown} code {name}"
    assert Words(Language.EN, words)("a.b", creditor=name) == f"de {name}"


@pytest.mark.parametrize("name", ["{creditor}", "Ali {0} de {creditor}", "de {x}"])
def test_a_name_is_never_read_as_a_place_to_fill(name: str) -> None:
    assert name in Words(Language.FR, {"a": {"b": {"fr": "de {creditor}", "en": "x"}}})("a.b", creditor=name)


def test_a_fault_without_words_of_its_own_gets_the_general_ones() -> None:
    assert Words(Language.EN, table(folder())).fault("detail", "new-code") == "There is a problem"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("hole", ["{{ nothing }}", "{{ view.nothing }}", "{% if nothing %}{% endif %}"])
def test_no_word_that_is_not_there_is_printed_as_nothing(language: Language, hole: str) -> None:
    with pytest.raises(UndefinedError):
        environment(language).from_string(hole).render(view=object())
