"""What two policies say differently, setting by setting: also what no message that is foreseen shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.policies.policy_document import values_of
from chalicelib.domain.policy import Policy

# Which policy it is, and its reasoning: they change nothing for a debtor.
NAMES = frozenset({"policy", "version", "why"})


@dataclass(frozen=True, slots=True)
class Changed:
    """`setting` is the place in the document, as `contact.gap_days`, levels by their name; the values are those of the
    document, None where it has none.
    """

    setting: str
    before: Any
    after: Any


def changes(before: Policy, after: Policy) -> tuple[Changed, ...]:
    """In the order of the document.

    >>> from chalicelib.domain.level import Level
    >>> from chalicelib.domain.policy import Rung
    >>> mine = Policy("mine", 1, (Rung(Level.REMINDER_1, 3),), "patient")
    >>> changes(mine, Policy("mine", 2, (Rung(Level.REMINDER_1, 5),), "more so"))
    (Changed(setting='levels.reminder-1.offset_days', before=3, after=5),)
    """
    return tuple(_differences("", _settings(before), _settings(after)))


def _settings(policy: Policy) -> dict[str, Any]:
    values = {name: value for name, value in values_of(policy).items() if name not in NAMES}
    return {**values, "levels": {level.pop("level"): level for level in values["levels"]}}


def _differences(place: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Changed]:
    """What is there on one side alone, such as a level, is one difference."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences(f"{place}{name}.", old, new)
        elif old != new:
            yield Changed(f"{place}{name}", old, new)
