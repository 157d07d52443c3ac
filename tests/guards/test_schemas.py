"""The published JSON Schemas say what the code reads and says."""

import json
import re
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.adapters.policies.policy_document import document_of, policy_of, values_of
from chalicelib.adapters.policies.shipped_policies import DOCUMENTS
from chalicelib.domain.errors import Invalid
from chalicelib.entrypoints.cli.decided import decided
from chalicelib.entrypoints.cli.facts_document import schemas
from chalicelib.law import strict_yaml
from infra.schemas import FOLDER, text_of

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", schemas())
def test_the_published_schema_is_that_of_the_code(name: str) -> None:
    """`python -m infra.schemas` writes them."""
    assert (FOLDER / name).read_text(encoding="utf-8") == text_of(schemas()[name])


def test_no_other_schema_is_published() -> None:
    assert {f.name for f in FOLDER.iterdir()} == set(schemas())


def refuses(name: str, document: Any) -> bool:
    return not Draft202012Validator(schemas()[name]).is_valid(document)


@pytest.mark.parametrize("file", sorted(DOCUMENTS.glob("*.yaml")), ids=lambda file: file.stem)
def test_each_policy_that_comes_with_relance_is_as_its_schema_says(file: Path) -> None:
    document = strict_yaml.load(file.read_text("utf-8"))
    shown = document_of(policy_of(document))
    for each in (document, shown, values_of(policy_of(document))):
        assert not refuses("policy.schema.json", each), each
        assert not refuses("facts.schema.json", {"invoices": [], "policy": each})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_files_of_facts_that_a_page_names_are_as_their_schema_says(page: Path) -> None:
    named = set(re.findall(r"relance decide (\S+\.json)", page.read_text("utf-8")))
    assert named or page != README, "the README shows how a decision is asked for"
    for name in named:
        assert not refuses("facts.schema.json", json.loads((ROOT / name).read_text("utf-8")))


LEVEL = {"level": "reminder-1", "offset_days": 3}
POLICY: dict[str, Any] = {"policy": "odd", "version": 1, "why": "x", "levels": [LEVEL]}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"tolerance": [{"cents": 500, "currency": "EUR"}]}, id="cents"),
        pytest.param({"tolerance": ["5 EUR"]}, id="an amount without cents"),
        pytest.param({"tolerance": ["5.00 XTS"]}, id="a currency that is not known"),
        pytest.param({"tolerance": ["-5.00 EUR"]}, id="an amount below zero"),
        pytest.param({"for": {"owed_at_least": 500}}, id="an amount as a number"),
        pytest.param({"levels": [{**LEVEL, "at_least": "x"}]}, id="no amount"),
        pytest.param({"levels": [{**LEVEL, "at_most": {"cents": 5}}]}, id="cents at most"),
        pytest.param({"levels": [{**LEVEL, "level": "instalment"}]}, id="an instalment as a level"),
        pytest.param({"levels": [{**LEVEL, "approval": "no"}]}, id="a word for true or false"),
        pytest.param({"levels": [{**LEVEL, "attach_letter": 0}]}, id="a number for true or false"),
        pytest.param({"levels": [{**LEVEL, "channels": []}]}, id="no channel"),
        pytest.param({"levels": [{**LEVEL, "channels": ["post", "post"]}]}, id="a channel twice"),
        pytest.param({"levels": [{**LEVEL, "kinds": []}]}, id="no kind"),
        pytest.param({"levels": [{**LEVEL, "kinds": ["trader", "trader"]}]}, id="a kind twice"),
        pytest.param({"levels": [{**LEVEL, "offset_days": 4000}]}, id="far off"),
        pytest.param({"levels": [{**LEVEL, "offset_days": "3"}]}, id="days as text"),
        pytest.param({"for": {"kinds": []}}, id="for nobody"),
        pytest.param({"version": 0}, id="version 0"),
        pytest.param({"contact": {"opens": "09:00:00"}}, id="an hour with seconds"),
        pytest.param({"contact": {"closes": "24:00"}}, id="no hour"),
        pytest.param({"contact": {"gap_days": 0}}, id="no gap"),
        pytest.param({"why": " "}, id="a reasoning of spaces"),
        pytest.param({"approval_days": 0}, id="approvals that are never good"),
        pytest.param({"instalment_reminder_days": [2, 2]}, id="a day twice"),
        pytest.param({"manual_steps": [{"task": "call", "offset_days": 0}]}, id="a call on the due date"),
    ],
)
def test_a_policy_that_is_refused_is_against_its_schema(said: dict[str, Any]) -> None:
    policy_of(POLICY)
    assert not refuses("policy.schema.json", POLICY)
    with pytest.raises(Invalid):
        policy_of({**POLICY, **said})
    assert refuses("policy.schema.json", {**POLICY, **said})
    assert refuses("facts.schema.json", {"invoices": [], "policy": {**POLICY, **said}})


OWED: dict[str, Any] = {"id": "a", "number": "F-1", "due_on": "2026-10-01", "open_cents": 5000}
PART = {"due_on": "2026-10-01", "open_cents": 5000}
WHOLE = {"id": "a", "number": "F-1", "parts": [PART]}
HOLD = {"kind": "dispute", "invoice_id": "a", "since": "2026-11-01", "by": "debtor", "amount_cents": 5}
FACTS = [
    pytest.param({"invoices": [OWED]}, True, id="an invoice"),
    pytest.param({"invoices": [{**OWED, "parts": [], "currency": "EUR"}]}, True, id="no parts"),
    pytest.param({"invoices": [WHOLE]}, True, id="parts"),
    pytest.param({"invoices": [{**WHOLE, "due_on": None, "open_cents": None}]}, True, id="parts, and no whole"),
    pytest.param({"invoices": [{**OWED, "parts": [PART]}]}, False, id="parts and a whole"),
    pytest.param({"invoices": [{**WHOLE, "open_cents": 5000}]}, False, id="parts and a sum"),
    pytest.param({"invoices": [{**OWED, "due_on": None}]}, False, id="no due date"),
    pytest.param({"invoices": [{**WHOLE, "parts": []}]}, False, id="neither"),
    pytest.param({"invoices": [{**OWED, "currency": "XTS"}]}, False, id="a currency that is not known"),
    pytest.param({"invoices": [{**OWED, "policy": "firm-9"}]}, False, id="an invoice's policy that there is not"),
    pytest.param({"invoices": [], "policy": "firm-9"}, False, id="a policy that there is not"),
    pytest.param({"invoices": [], "credits": [{"amount_cents": 5, "currency": "XTS"}]}, False, id="an odd credit"),
    pytest.param({"invoices": [OWED], "holds": [HOLD]}, True, id="a dispute about a part"),
    pytest.param({"invoices": [OWED], "holds": [{**HOLD, "invoice_id": ""}]}, False, id="about a part of all"),
    pytest.param({"invoices": [OWED], "holds": [{**HOLD, "kind": "pause"}]}, False, id="a pause of a part"),
    pytest.param(
        {"invoices": [OWED], "holds": [{**HOLD, "kind": "promise", "amount_cents": None}]}, False, id="without a day"
    ),
    pytest.param(
        {"invoices": [OWED], "holds": [{**HOLD, "kind": "promise", "amount_cents": None, "until": "2026-12-01"}]},
        True,
        id="a promise",
    ),
]


@pytest.mark.parametrize(("facts", "is_read"), FACTS)
def test_facts_are_read_or_refused_as_their_schema_says(facts: Any, is_read: bool, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), "utf-8")
    assert refuses("facts.schema.json", facts) is not is_read
    with nullcontext() if is_read else pytest.raises(Invalid):
        decided(file, date(2026, 11, 24))
