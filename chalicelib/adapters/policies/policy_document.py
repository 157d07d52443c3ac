"""A policy as a YAML document, both ways. Whatever is not as it must be is an error that names the place."""

from dataclasses import fields
from datetime import time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.policies.policy_values import (
    EACH_ONCE,
    Amount,
    AtMost,
    Days,
    Hour,
    Kinds,
    Offset,
    OfLadder,
    OwedAtMost,
    Reasoning,
    Recalled,
    SomeDays,
    Version,
)
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import (
    LEAST_HOURS,
    Anchor,
    Budget,
    Channel,
    Conditions,
    ManualStep,
    ManualStepKind,
    Policy,
    Rung,
    Tone,
    waits_by_default,
)
from chalicelib.domain.segment import Segment
from chalicelib.law import strict_yaml


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LevelPart(_Part):
    """`after` is what the days count from. Without `kinds`, `at_least` and `at_most` it is there for every invoice.
    Without `approval` a formal notice and its follow-up wait for a person, and nothing else does.
    """

    level: OfLadder
    offset_days: Offset
    after: Anchor = Anchor.DUE_DATE
    channels: tuple[Channel, ...] = Field(
        default=(Channel.EMAIL, Channel.POST), min_length=1, json_schema_extra={**EACH_ONCE}
    )
    tone: Tone = Tone.PLAIN
    attach_letter: StrictBool = True
    approval: StrictBool | None = None
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
    why: Reasoning
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
    policy = kept_policy_of(given)
    if policy.budget.hours < LEAST_HOURS:
        said = "the hours of sending last two hours at least: cases are looked at once an hour, and sent after that"
        raise Invalid((Problem("contact", "wrong", said),))
    if any(day > policy.plan_grace_days for day in policy.instalment_reminder_days):
        said = f"a plan of which nothing is paid is over {policy.plan_grace_days} days after its instalment: no later"
        raise Invalid((Problem("instalment_reminder_days", "wrong", said),))
    return policy


def kept_policy_of(given: Any) -> Policy:
    """From the values of one that was kept, by the rules of its time. Raises Invalid."""
    try:
        document = PolicyDocument.model_validate(given)
    except ValidationError as error:
        raise Invalid(tuple(map(counted_from_one, problems_of(error)))) from None
    return _policy(document)


def document_of(policy: Policy) -> dict[str, Any]:
    """The values of the document that says this policy, for storing and showing; what is left out is as by default."""
    return _document(policy).model_dump(mode="json", by_alias=True, exclude_defaults=True)


def values_of(policy: Policy) -> dict[str, Any]:
    """The same with nothing left out."""
    return _document(policy, is_whole=True).model_dump(mode="json", by_alias=True)


def _document(policy: Policy, *, is_whole: bool = False) -> PolicyDocument:
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
                approval=r.needs_approval if is_whole or r.needs_approval is not waits_by_default(r.level) else None,
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
                waits_by_default(level.level) if level.approval is None else level.approval,
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
