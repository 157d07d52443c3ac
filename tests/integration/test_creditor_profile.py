"""A creditor's profile from its file, as `relance up` and `relance key create` take it."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.entrypoints.cli.creditors import creditor_from

SAMPLE = Path(__file__).parents[2] / "infra" / "local" / "demo" / "creditor.json"


def profile(tmp_path: Path, **changes: Any) -> Path:
    file = tmp_path / "creditor.json"
    file.write_text(json.dumps({**json.loads(SAMPLE.read_text(encoding="utf-8")), **changes}), encoding="utf-8")
    return file


def test_the_sample_is_taken(tmp_path: Path) -> None:
    assert creditor_from(profile(tmp_path)).bank.iban == "FR7630004008230001098765491"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bank": {"holder": "X", "iban": "FR7630004008230001098765492"}}, "bank.iban"),
        ({"bank": {"holder": "X", "iban": ""}}, "bank.iban"),
        ({"bank": {"holder": "X", "iban": "FR7630004008230001098765491", "bic": "NOPE"}}, "bank.bic"),
        ({"siren": "732829321"}, "siren"),
        ({"email": "nobody"}, "email"),
        ({"name": "=?utf-8?q?x=0d=0aBcc:a@b.c?="}, "name"),
        ({"name": "Atelier\u202e"}, "name"),
        ({"id": "../etc"}, "id"),
        ({"address": None}, "address"),
        ({"address": {"lines": ["x"], "postcode": "75001", "city": "Paris", "country": "SP"}}, "address.country"),
        ({"country": "UK"}, "country"),
    ],
    ids=[
        "IBAN",
        "no IBAN",
        "BIC",
        "SIREN",
        "e-mail",
        "encoded word",
        "override",
        "id",
        "no address",
        "its country",
        "its law",
    ],
)
def test_a_bad_profile_is_refused_by_its_field(tmp_path: Path, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        creditor_from(profile(tmp_path, **changes))
    assert [p.field for p in raised.value.problems] == [field]
