"""YAML as the parameters need it: plain values; a key that stands twice is a fault, a day that is none stays a text.

So does a number that is not written as one is counted: YAML 1.1 reads 010 as 8, and 1:30 as 90.

>>> load("since: 2027-06-30")
{'since': datetime.date(2027, 6, 30)}
>>> load("since: 2027-06-31")
{'since': '2027-06-31'}
>>> load("[10, -3, 010, 1:30, 0x10, 1_000]")
[10, -3, '010', '1:30', '0x10', '1_000']
"""

import re
from collections.abc import Hashable
from typing import Any

import yaml

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")


class DoubleKey(ValueError):
    """A key stands twice in one mapping: one of its values would go unseen."""


class NoKey(ValueError):
    """A list or a mapping stands where a key must: what is meant as a text, and begins as one of these does."""


class WrongTag(ValueError):
    """A value is not what its tag says."""


class Alias(ValueError):
    """A value stands for another one: a few lines of these can say a thousand million values."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (AttributeError, KeyError, TypeError):
            raise WrongTag(f"{_place(node)}: is not what its tag says, {node.tag}") from None


def _place(node: Any) -> str:
    return f"line {node.start_mark.line + 1}, column {node.start_mark.column + 1}"


def _once(loader: Any, node: Any) -> dict[Any, Any]:
    read = dict[Any, Any]()
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            said = "a list or a mapping cannot be a key; a text that begins with [ or { stands in quotation marks"
            raise NoKey(f"{_place(key_node)}: {said}")
        if key in read:
            raise DoubleKey(f"line {key_node.start_mark.line + 1}: {key!r} stands twice")
        read[key] = loader.construct_object(value_node, deep=True)
    return read


def _day(loader: Any, node: Any) -> Any:
    """What only looks like a day is left to the reader, which knows the value that it stands in."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


def _whole(loader: Any, node: Any) -> Any:
    """Left to the reader, which names the place and asks for a number, where it would be another than is written."""
    return loader.construct_yaml_int(node) if _WHOLE.fullmatch(node.value) else node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _once)


def load(text: str) -> Any:
    """The document. Raises ValueError when it is no YAML, names a key twice or by no plain value, tags wrongly, or has
    aliases.
    """
    try:
        for event in yaml.parse(text, _Loader) if "*" in text else ():
            if isinstance(event, yaml.AliasEvent):
                raise Alias(f"{_place(event)}: *{event.anchor} stands for another value: write that out")
        return yaml.load(text, _Loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"is not YAML: {error}") from None
