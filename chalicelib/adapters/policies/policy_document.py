"""A policy as a YAML document, both ways. Whatever is not as it must be is an error that names the place."""

import re
from dataclasses import fields
from datetime import time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.intake.texts import quoted
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.money import CURRENCIES, Money, plain
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import (
    LADDER,
    Anchor,
    Budget,
    Channel,
    Conditions,
    Level,
    ManualStep,
    ManualStepKind,
    Policy,
    Rung,
    Tone,
)
from chalicelib.domain.segment import Segment
from chalicelib.law import strict_yaml

_AMOUNT = re.compile(r"(\d{1,9})\.(\d{2}) ([A-Z]{3})", re.ASCII)
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
YEARS_OF_DAYS = 3650
# What the published schema says of them: the same as the two above, for readers that know no Unicode digits.
AN_AMOUNT = {"type": "string", "pattern": f"^[0-9]{{1,9}}\\.[0-9]{{2}} ({'|'.join(sorted(CURRENCIES))})$"}
AN_HOUR = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
A_RUNG = {"type": "string", "enum": [str(level) for level in LADDER]}


def _money(given: Any) -> Any:
    if isinstance(given, Money):
        return given
    found = _AMOUNT.fullmatch(given) if isinstance(given, str) else None
    if not found or found[3] not in CURRENCIES:
        raise ValueError(f'an amount is written in quotation marks, like "150.00 EUR"; got {given!r}')
    return Money(int(found[1] + found[2]), found[3])


def _hour(given: Any) -> Any:
    if isinstance(given, time):
        return given
    if not isinstance(given, str) or not _HOUR.fullmatch(given):
        raise ValueError(f'an hour is written in quotation marks, like "08:00"; got {given!r}')
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
EACH_ONCE = {"uniqueItems": True}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LevelPart(_Part):
    """`after` is what the days count from. Without `kinds`, `at_least` and `at_most` it is there for every invoice."""

    level: OfLadder
    offset_days: Offset
    after: Anchor = Anchor.DUE_DATE
    channels: tuple[Channel, ...] = Field(
        default=(Channel.EMAIL, Channel.POST), min_length=1, json_schema_extra={**EACH_ONCE}
    )
    tone: Tone = Tone.PLAIN
    attach_letter: StrictBool = True
    approval: StrictBool = False
    kinds: Kinds = frozenset(DebtorKind)
    at_least: Amount | None = None
    at_most: AtMost = None


class ManualPart(_Part):
    task: ManualStepKind
    offset_days: SomeDays
    kinds: Kinds = frozenset(DebtorKind)
    at_least: Amount | None = None
    at_most: AtMost = None


class ContactPart(_Part):
    """Hours in the creditor's time zone."""

    gap_days: SomeDays = 5
    most: SomeDays = 2
    in_days: SomeDays = 14
    opens: Hour = Field(default=time(8), json_schema_extra={"default": "08:00"})
    closes: Hour = Field(default=time(19), json_schema_extra={"default": "19:00"})


class SegmentPart(_Part):
    kinds: Kinds = frozenset()
    average_days_late_at_least: Days | None = None
    owed_at_least: Amount | None = None
    owed_at_most: OwedAtMost = None
    bought_at_least: Amount | None = None


class PolicyDocument(_Part):
    """The whole. `for` names the debtors it is taken for without being chosen for them by name."""

    policy: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    version: Version
    why: Annotated[str, AfterValidator(_reasoning)] = Field(max_length=4000, json_schema_extra={"pattern": r"\S"})
    levels: tuple[LevelPart, ...] = Field(min_length=1)
    for_: SegmentPart | None = Field(default=None, alias="for")
    contact: ContactPart = ContactPart()
    presumed_delivered_after_days: Days = 3
    tolerance: tuple[Amount, ...] = ()
    bank_data_days: Days | None = None
    approval_days: SomeDays = 30
    promise_grace_days: Days = 3
    plan_grace_days: Days = 8
    instalment_reminder_days: tuple[Recalled, ...] = Field(default=(-3, 2), json_schema_extra={**EACH_ONCE})
    manual_steps: tuple[ManualPart, ...] = ()


def read_policy(text: str) -> Policy:
    """The policy of a document. Raises Invalid, naming each fault."""
    try:
        given = strict_yaml.load(text)
    except ValueError as fault:
        raise Invalid((Problem("document", "wrong", str(fault)),)) from None
    return policy_of(given)


def policy_of(given: Any) -> Policy:
    """From the document's values. Raises Invalid."""
    try:
        document = PolicyDocument.model_validate(given)
    except ValidationError as error:
        raise Invalid(tuple(map(counted_from_one, problems_of(error)))) from None
    try:
        return _policy(document)
    except Refused as fault:
        raise Invalid((Problem("levels", "wrong", str(fault)),)) from None


def document_of(policy: Policy) -> dict[str, Any]:
    """The values of the document that says this policy, for storing and showing; what is left out is as by default."""
    return _document(policy).model_dump(mode="json", by_alias=True, exclude_defaults=True)


def values_of(policy: Policy) -> dict[str, Any]:
    """The same with nothing left out."""
    return _document(policy).model_dump(mode="json", by_alias=True)


def _document(policy: Policy) -> PolicyDocument:
    return PolicyDocument(
        policy=policy.name,
        version=policy.version,
        why=policy.why,
        levels=tuple(
            LevelPart(
                level=r.level,
                offset_days=r.offset_days,
                after=r.anchor,
                channels=r.channels,
                tone=r.tone,
                attach_letter=r.attaches_letter,
                approval=r.needs_approval,
                **_conditions_of(r.conditions),
            )
            for r in policy.rungs
        ),
        **{"for": _segment_part(policy.segment) if policy.segment else None},
        contact=ContactPart(**_fields(policy.budget)),
        presumed_delivered_after_days=policy.presumed_delivered_after_days,
        tolerance=policy.tolerance,
        bank_data_days=policy.bank_data_days,
        approval_days=policy.approval_days,
        promise_grace_days=policy.promise_grace_days,
        plan_grace_days=policy.plan_grace_days,
        instalment_reminder_days=policy.instalment_reminder_days,
        manual_steps=tuple(
            ManualPart(task=s.kind, offset_days=s.offset_days, **_conditions_of(s.conditions))
            for s in policy.manual_steps
        ),
    )


def _policy(document: PolicyDocument) -> Policy:
    return Policy(
        name=document.policy,
        version=document.version,
        why=document.why,
        rungs=tuple(
            Rung(
                level.level,
                level.offset_days,
                level.after,
                level.channels,
                level.tone,
                level.attach_letter,
                level.approval,
                _conditions(level),
            )
            for level in document.levels
        ),
        budget=Budget(**_fields(document.contact)),
        presumed_delivered_after_days=document.presumed_delivered_after_days,
        tolerance=document.tolerance,
        bank_data_days=document.bank_data_days,
        approval_days=document.approval_days,
        promise_grace_days=document.promise_grace_days,
        plan_grace_days=document.plan_grace_days,
        instalment_reminder_days=document.instalment_reminder_days,
        manual_steps=tuple(ManualStep(s.task, s.offset_days, _conditions(s)) for s in document.manual_steps),
        segment=Segment(**_fields(document.for_)) if document.for_ else None,
    )


def _segment_part(segment: Segment) -> SegmentPart:
    """Of any kind is not written: no kind at all would be nobody."""
    return SegmentPart(**{name: value for name, value in _fields(segment).items() if value != frozenset()})


def _conditions(part: LevelPart | ManualPart) -> Conditions:
    return Conditions(part.kinds, part.at_least, part.at_most)


def _conditions_of(conditions: Conditions) -> dict[str, Any]:
    return {f.name: getattr(conditions, f.name) for f in fields(conditions)}


def _fields(part: Any) -> dict[str, Any]:
    """The values of a part that has the same names on both sides."""
    if isinstance(part, BaseModel):
        return {name: getattr(part, name) for name in type(part).model_fields}
    return {f.name: getattr(part, f.name) for f in fields(part)}
