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
# Those that state a rule of law have an example of it.
RULES = ["calendar", "credit", "discount", "indemnity", "interest", "limitation", "money", "rate"]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_is_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", RULES)
def test_every_module_of_rules_has_an_example(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"chalicelib.domain.{name}")).attempted > 0
