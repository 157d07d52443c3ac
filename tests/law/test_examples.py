"""Worked examples that a lawyer can read and extend: each file of this folder, each example in it."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.domain.statement import Statement
from chalicelib.entrypoints.cli.interest import stated

FOLDER = Path(__file__).parent
EXAMPLES = [
    pytest.param(example, id=f"{file.stem}: {example['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for example in yaml.safe_load(file.read_text(encoding="utf-8"))
]
OPTIONS: dict[str, Any] = {
    "debtor": "trader",
    "country": "FR",
    "issued": None,
    "rate": None,
    "legal_rate_of": "each-half-year",
    "floor_binds": "clauses",
    "formal_notice": None,
    "imputation": "statute",
    "indemnity_rank": "after-principal",
    "paid_late": "claim",
    "reason": "",
    "accept_unconfirmed": False,
    "payments": [],
    "credit_notes": [],
}
KEYS = {"name", "source", "given", "expect"}


def cents(euros: str) -> int:
    return int(Decimal(euros) * 100)


def statement_of(given: dict[str, Any]) -> Statement:
    texts = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    return stated(texts.pop("principal"), texts.pop("due"), texts.pop("until"), **{**OPTIONS, **texts})


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_comes_out_to_the_cent(example: dict[str, Any]) -> None:
    assert set(example) >= KEYS
    assert set(example) <= KEYS | {"published", "wrong", "note"}
    expected = dict(example["expect"])
    (line,) = statement_of(example["given"]).lines
    if "segments" in expected:
        read = [(s[0], s[1], s[2], cents(s[3]), s[4], cents(s[5])) for s in expected.pop("segments")]
        assert [(s.since, s.until, s.days, s.base_cents, str(s.rate), s.interest_cents) for s in line.segments] == read
    assert sorted({c.concern.value for c in line.caveats}) == sorted(expected.pop("concerns", []))
    found = {name: getattr(line, f"{name}_cents") for name in expected}
    assert found == {name: cents(euros) for name, euros in expected.items()}


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_published_figure_is_met_or_the_difference_is_explained(example: dict[str, Any]) -> None:
    """Whoever prints another figure than ours does so for a reason that stands in the example."""
    (line,) = statement_of(example["given"]).lines
    for name, euros in example.get("published", {}).items():
        assert getattr(line, f"{name}_cents") == cents(euros) or example.get("note")


def test_no_figure_that_was_published_by_mistake_comes_out() -> None:
    examples = [example for (example,) in (each.values for each in EXAMPLES) if isinstance(example, dict)]
    wrong = [(example, *pair) for example in examples for pair in example.get("wrong", {}).items()]
    assert len(wrong) >= 3
    for example, name, euros in wrong:
        (line,) = statement_of(example["given"]).lines
        assert getattr(line, f"{name}_cents") != cents(euros)
        assert example["note"]
