"""A creditor's profile as a file: every fault of it is named by its field."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.portal.site import OWN_FOLDERS, build_site
from chalicelib.domain.clause import LatePaymentTerms, TimesLegal
from chalicelib.domain.errors import Invalid
from chalicelib.domain.parties import BankAccount
from chalicelib.domain.rate import Rate
from chalicelib.entrypoints.cli.creditors import creditor_from
from chalicelib.entrypoints.cli.output import CommandFailed, Exit
from tests.cli.conftest import SAMPLES

Write = Callable[..., Path]
GOOD = json.loads((SAMPLES / "creditor.json").read_text(encoding="utf-8"))


def with_bank(**changes: Any) -> dict[str, Any]:
    return {**GOOD, "bank": {**GOOD["bank"], **changes}}


def test_reads_the_sample() -> None:
    creditor = creditor_from(SAMPLES / "creditor.json")
    assert creditor.bank == BankAccount("SARL ATELIER MOREL", "FR7630004008230001098765491", "BNPAFRPPXXX")
    assert creditor.address.city == "Nantes"


def test_reads_what_windows_saves(file: Write) -> None:
    assert creditor_from(file(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())).id == GOOD["id"]


def test_no_page_of_the_site_is_in_the_folder_of_a_creditor() -> None:
    folders = {path.split("/")[1] for path in build_site(creditor_from(SAMPLES / "creditor.json")) if "/" in path}
    assert folders - {GOOD["id"]} == OWN_FOLDERS


def test_spaces_in_numbers_are_only_for_the_eye(file: Write) -> None:
    spaced = {**with_bank(iban="FR76 3000 4008 2300 0109 8765 491", bic="BNPAFRPP"), "siren": "732 829 320"}
    creditor = creditor_from(file(spaced))
    assert (creditor.siren, creditor.bank.iban) == ("732829320", "FR7630004008230001098765491")


@pytest.mark.parametrize(
    ("said", "terms"),
    [
        ("law", LatePaymentTerms()),
        ("9,5", LatePaymentTerms(Rate.percent("9.5"))),
        ("legal*3", LatePaymentTerms(TimesLegal(Decimal(3)))),
        (None, None),
    ],
)
def test_its_terms_of_sale(file: Write, said: str | None, terms: LatePaymentTerms | None) -> None:
    assert creditor_from(file({**GOOD, "late_payment": said})).late_payment == terms


FAULTS = [
    pytest.param({**GOOD, "late_payment": "a lot"}, "late_payment", id="terms that are no rate"),
    pytest.param({**GOOD, "late_payment": "-1"}, "late_payment", id="terms below zero"),
    pytest.param({**GOOD, "late_payment": 9.5}, "late_payment", id="terms as a number, which may not be exact"),
    pytest.param(with_bank(iban="FR7630004008230001098765492"), "bank.iban", id="IBAN with a wrong digit"),
    pytest.param(with_bank(iban=""), "bank.iban", id="no IBAN"),
    pytest.param(with_bank(bic="BNP"), "bank.bic", id="BIC too short"),
    pytest.param({**GOOD, "siren": "732829321"}, "siren", id="SIREN with a wrong digit"),
    pytest.param({**GOOD, "siren": "12"}, "siren", id="SIREN too short"),
    pytest.param({**GOOD, "email": "comptabilite@"}, "email", id="e-mail without domain"),
    pytest.param({**GOOD, "email": "a@b.fr\nBcc: x@y.fr"}, "email", id="e-mail with a header in it"),
    pytest.param({**GOOD, "id": "Atelier Morel"}, "id", id="id with a space"),
    pytest.param({**GOOD, "id": "help"}, "id", id="id of a page of the site"),
    pytest.param({**GOOD, "time_zone": "Europe/Pariss"}, "time_zone", id="unknown time zone"),
    pytest.param({**GOOD, "country": "XX"}, "country", id="unknown country"),
    pytest.param({**GOOD, "motto": "red"}, "motto", id="unknown field"),
    pytest.param({**GOOD, "colour": "red"}, "colour", id="no colour"),
    pytest.param({**GOOD, "colour": "#FFCC00"}, "colour", id="a colour that cannot be read"),
    pytest.param({k: v for k, v in GOOD.items() if k != "address"}, "address", id="no address"),
    pytest.param("nope", "body", id="not JSON"),
]


@pytest.mark.parametrize(("given", "field"), FAULTS)
def test_names_the_field_of_a_fault(file: Write, given: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        creditor_from(file(given))
    assert [p.field for p in refused.value.problems] == [field]


def test_names_every_fault_at_once(file: Write) -> None:
    with pytest.raises(Invalid) as refused:
        creditor_from(file({**with_bank(iban="FR00"), "siren": "1", "email": "x"}))
    assert {p.field for p in refused.value.problems} == {"bank.iban", "siren", "email"}


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed) as failed:
        creditor_from(tmp_path / "none.json")
    assert failed.value.code is Exit.USAGE
