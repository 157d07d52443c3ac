"""The examples in docstrings are true: a rule's contract is read there first."""

import doctest
import importlib
import pkgutil

import pytest

import chalicelib

MODULES = [
    module.name
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib.")
    if not module.name.startswith("chalicelib.entrypoints")
]
RULES = [name for name in MODULES if name.startswith(("chalicelib.domain.", "chalicelib.law."))]
# Where an example in a docstring would be absurd, and why.
WITHOUT = {
    "words or fields alone: nothing is computed": {
        "domain.access",
        "domain.creditor_state",
        "domain.decision",
        "domain.errors",
        "domain.events",
        "domain.facts",
        "domain.listing",
        "domain.mail",
        "domain.parties",
        "domain.reply",
        "domain.step_events",
        "domain.task",
        "law.trade",
    },
    "sentences of two languages: tests/unit/test_wording.py and test_mentions.py have them": {
        "law.mentions",
        "law.unlawful_courts",
        "law.unlawful_threats",
    },
    "a case, its steps and its history would have to be built first: tests/builders.py does": {
        "domain.backtest",
        "domain.booking",
        "domain.case",
        "domain.case_past",
        "domain.case_view",
        "domain.climb",
        "domain.contact",
        "domain.history",
        "domain.invoice",
        "domain.ladder",
        "domain.letter_of_step",
        "domain.reasons",
        "domain.replies",
        "domain.step",
        "domain.worklist",
        "law.stated",
    },
}
LEFT_OUT = {f"chalicelib.{name}" for names in WITHOUT.values() for name in names}


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_is_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", RULES)
def test_every_module_of_rules_has_an_example_unless_it_is_left_out(name: str) -> None:
    has_one = doctest.testmod(importlib.import_module(name)).attempted > 0
    assert has_one is (name not in LEFT_OUT), f"{name}: give it an example, or say here why it has none"


def test_nothing_is_left_out_that_is_not_there() -> None:
    assert set(RULES) >= LEFT_OUT
