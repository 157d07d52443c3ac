"""A policy as a YAML document, both ways. Whatever is not as it must be is an error that names the place."""

import re
from dataclasses import fields
from datetime import time
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.money import CURRENCIES, Money, plain
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import (
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


Amount = Annotated[Money, BeforeValidator(_money), PlainSerializer(plain, when_used="json")]
Hour = Annotated[time, BeforeValidator(_hour), PlainSerializer(lambda at: at.strftime("%H:%M"), when_used="json")]
Days = Annotated[int, Field(strict=True, ge=0, le=YEARS_OF_DAYS)]
# In one order, so that the same policy is the same document.
Kinds = Annotated[frozenset[DebtorKind], PlainSerializer(sorted, when_used="json")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LevelPart(_Part):
    """`after` is what the days count from; `when` the conditions under which the level is there at all."""

    level: Level
    offset_days: int = Field(strict=True, ge=-YEARS_OF_DAYS, le=YEARS_OF_DAYS)
    after: Anchor = Anchor.DUE_DATE
    channels: tuple[Channel, ...] = (Channel.EMAIL, Channel.POST)
    tone: Tone = Tone.PLAIN
    attach_letter: bool = True
    approval: bool = False
    kinds: Kinds = frozenset(DebtorKind)
    at_least: Amount | None = None
    at_most: Amount | None = None


class ManualPart(_Part):
    task: ManualStepKind
    offset_days: Days
    kinds: Kinds = frozenset(DebtorKind)
    at_least: Amount | None = None
    at_most: Amount | None = None


class ContactPart(_Part):
    """Hours in the creditor's time zone."""

    gap_days: Days = 5
    most: Days = 2
    in_days: Days = 14
    opens: Hour = time(8)
    closes: Hour = time(19)


class SegmentPart(_Part):
    kinds: Kinds = frozenset()
    average_days_late_at_least: Days | None = None
    owed_at_least: Amount | None = None
    owed_at_most: Amount | None = None
    bought_at_least: Amount | None = None


class PolicyDocument(_Part):
    """The whole. `for` names the debtors it is taken for without being chosen for them by name."""

    policy: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    version: int = Field(strict=True, ge=1, le=9999)
    why: str = Field(min_length=1, max_length=4000)
    levels: tuple[LevelPart, ...] = Field(min_length=1)
    for_: SegmentPart | None = Field(default=None, alias="for")
    contact: ContactPart = ContactPart()
    presumed_delivered_after_days: Days = 3
    tolerance: tuple[Amount, ...] = ()
    bank_data_days: Days | None = None
    approval_days: Days = 30
    promise_grace_days: Days = 3
    plan_grace_days: Days = 8
    instalment_reminder_days: tuple[Annotated[int, Field(strict=True, ge=-60, le=60)], ...] = (-3, 2)
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
        **{"for": SegmentPart(**_fields(policy.segment)) if policy.segment else None},
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
        why=document.why.strip(),
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


def _conditions(part: LevelPart | ManualPart) -> Conditions:
    return Conditions(part.kinds, part.at_least, part.at_most)


def _conditions_of(conditions: Conditions) -> dict[str, Any]:
    return {f.name: getattr(conditions, f.name) for f in fields(conditions)}


def _fields(part: Any) -> dict[str, Any]:
    """The values of a part that has the same names on both sides."""
    if isinstance(part, BaseModel):
        return {name: getattr(part, name) for name in type(part).model_fields}
    return {f.name: getattr(part, f.name) for f in fields(part)}
