"""The core passes values around, and whoever holds one may trust that it stays as it is."""

import dataclasses
import importlib
import pkgutil

import pytest

import chalicelib.domain
import chalicelib.law

MODULES = [
    importlib.import_module(module.name)
    for package in (chalicelib.domain, chalicelib.law)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]
VALUES = [
    pytest.param(value, id=f"{module.__name__}.{value.__name__}")
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("value", VALUES)
def test_no_value_changes_once_it_is_made_and_none_takes_a_field_that_it_does_not_state(value: type) -> None:
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(value)
