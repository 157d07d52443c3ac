"""The values that stand in a policy document: refused in words where they are wrong, and as the schema has them."""

import re
from datetime import time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationInfo, WithJsonSchema

from chalicelib.adapters.intake.texts import quoted
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.money import CURRENCIES, Money, plain
from chalicelib.domain.parties import DebtorKind

_AMOUNT = re.compile(r"(\d{1,9})\.(\d{2}) ([A-Z]{3})", re.ASCII)
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
YEARS_OF_DAYS = 3650
# What the published schema says of them: the same as the two above, for readers that know no Unicode digits.
AN_AMOUNT = {"type": "string", "pattern": f"^[0-9]{{1,9}}\\.[0-9]{{2}} ({'|'.join(sorted(CURRENCIES))})$"}
AN_HOUR = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
A_RUNG = {"type": "string", "enum": [str(level) for level in LADDER]}


def _said(given: Any) -> str:
    return quoted(given) if isinstance(given, str) else f"a {type(given).__name__}"


def _money(given: Any) -> Any:
    if isinstance(given, Money):
        return given
    found = _AMOUNT.fullmatch(given) if isinstance(given, str) else None
    if not found or found[3] not in CURRENCIES:
        raise ValueError(f'an amount is written in quotation marks, like "150.00 EUR"; got {_said(given)}')
    return Money(int(found[1] + found[2]), found[3])


def _hour(given: Any) -> Any:
    if isinstance(given, time):
        return given
    if not isinstance(given, str) or not _HOUR.fullmatch(given):
        raise ValueError(f'an hour is written in quotation marks, like "08:00"; got {_said(given)}')
    return time.fromisoformat(given)


def _whole(given: Any) -> Any:
    """Text is quoted, or a number that YAML would read as another one."""
    if isinstance(given, str):
        said = "must be a whole number like 10, without quotation marks and without a zero before it"
        raise ValueError(f"{said}; got {quoted(given)}")
    return given


def _each_once(given: Any) -> Any:
    if isinstance(given, list | tuple) and any(given.count(one) > 1 for one in given):
        raise ValueError("name each once")
    return given


def _reasoning(given: str) -> str:
    if not given.strip():
        raise ValueError("say what the policy is for: whoever chooses it reads this")
    return given.strip()


def _rung(level: Level) -> Level:
    if level not in LADDER:
        raise ValueError(f"{level} is no level of the ladder: the days of an instalment are instalment_reminder_days")
    return level


def _not_below(name: str) -> AfterValidator:
    """The upper of two bounds, both included, where `name` is the lower one. Refuses what no sum would meet."""

    def checked(most: Money | None, known: ValidationInfo) -> Money | None:
        least = known.data.get(name)
        if most and not most.is_positive:
            raise ValueError("nobody is chased who owes nothing: leave it out, or name a sum")
        if most and least and most.currency == least.currency and most < least:
            raise ValueError(f"{plain(most)} is below {name}, {plain(least)}: no sum is both")
        return most

    return AfterValidator(checked)


Amount = Annotated[Money, BeforeValidator(_money), PlainSerializer(plain, when_used="json"), WithJsonSchema(AN_AMOUNT)]
Hour = Annotated[
    time,
    BeforeValidator(_hour),
    PlainSerializer(lambda at: at.strftime("%H:%M"), when_used="json"),
    WithJsonSchema(AN_HOUR),
]
AtMost = Annotated[Amount | None, _not_below("at_least")]
OwedAtMost = Annotated[Amount | None, _not_below("owed_at_least")]
OfLadder = Annotated[Level, AfterValidator(_rung), WithJsonSchema(A_RUNG)]
Days = Annotated[int, Field(strict=True, ge=0, le=YEARS_OF_DAYS), BeforeValidator(_whole)]
SomeDays = Annotated[int, Field(strict=True, ge=1, le=YEARS_OF_DAYS), BeforeValidator(_whole)]
Offset = Annotated[int, Field(strict=True, ge=-YEARS_OF_DAYS, le=YEARS_OF_DAYS), BeforeValidator(_whole)]
Recalled = Annotated[int, Field(strict=True, ge=-60, le=60), BeforeValidator(_whole)]
Version = Annotated[int, Field(strict=True, ge=1, le=9999), BeforeValidator(_whole)]
# In one order, so that the same policy is the same document.
Kinds = Annotated[
    frozenset[DebtorKind],
    Field(min_length=1),
    BeforeValidator(_each_once),
    PlainSerializer(sorted, when_used="json"),
]
Reasoning = Annotated[str, Field(max_length=4000, json_schema_extra={"pattern": r"\S"}), AfterValidator(_reasoning)]
EACH_ONCE = {"uniqueItems": True}
