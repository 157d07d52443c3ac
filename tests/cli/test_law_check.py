"""`relance law check`, and what every command of the law says when a parameter file is not as it must be."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from chalicelib.law import rates, reader
from tests import parameters
from tests.cli.conftest import Relance
from tests.cli.statement_file import Write, claims, invoice

ECB = "eu/ecb_refinancing_rate"
FOR_FRANCE = ("interest", "--principal", "1", "--due", "2026-05-01", "--until", "2026-09-01")
LINE = 'confidence: C1, checked_on: 2027-01-02, source: "read there", link: "https://a.test/b"}'
# What is spoiled stands after all that was read up to the end of 2026.
PLACE = 1 + sum(value.since <= parameters.LAST_READ for value in reader.quantity(ECB).values)
NOTICES = "notices that would confirm a derived rate (no sum waits for one):"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The parameter files as they stood, to be spoiled."""
    for path in reader.all_paths():
        copy = tmp_path / f"{path}.yaml"
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(parameters.text_as_of_2026(path), encoding="utf-8")
    monkeypatch.setattr(reader, "FOLDER", tmp_path)
    as_they_are = parameters.as_they_are()
    next(as_they_are)
    yield tmp_path
    next(as_they_are, None)


def spoil(folder: Path, path: str, line: str) -> None:
    with (folder / f"{path}.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  - {{{line}, {LINE}\n")


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("since: 2027-01-01, known_until: 2027-06-30, value: 2.65", "value: 2.65 is not a decimal in quotation marks"),
        ('since: 2027-01-01, known_until: 2027-06-31, value: "2.65"', "known_until: '2027-06-31' is not a day"),
        ('since: 2027-01-01, known_until: 2027-06-30, value: "265"', "value: '265' is over 100 % per year"),
        (
            'since: 2027-01-01, known_until: 2027-06-30, value: "2.65123"',
            "value: '2.65123' has more than four decimals",
        ),
        ('since: 2027-01-01, known_until: 2027-12-31, value: "2.65"', "known_until 2027-12-31 is not the end of that"),
    ],
    ids=["no quotation marks", "no day", "too much", "too many decimals", "two half-years"],
)
@pytest.mark.parametrize("command", [("law", "check", "--on", "2026-12-01"), FOR_FRANCE], ids=["law check", "interest"])
def test_a_spoiled_parameter_is_named_by_file_value_and_day(
    relance: Relance, folder: Path, command: tuple[str, ...], added: str, said: str
) -> None:
    spoil(folder, ECB, added)
    ended = relance(*command, "--json")
    assert ended.code == 1
    assert ended.json["error"].startswith(f"{ECB}.yaml: value {PLACE} (since 2027-01-01): {said}")
    assert set(ended.json) == {"error"}
    assert relance(*command).err == f"relance: {ended.json['error']}\n"


def test_a_notice_that_contradicts_the_formula_is_named_by_file_value_and_day(relance: Relance, folder: Path) -> None:
    spoil(folder, "be/published_rate", 'since: 2026-07-01, known_until: 2026-12-31, value: "11.00"')
    ended = relance(*FOR_FRANCE, "--country", "BE", "--json")
    assert (ended.code, ended.json) == (
        1,
        {"error": "be/published_rate.yaml: 11.00 since 2026-07-01, but the formula gives 10.50"},
    )
    assert relance(*FOR_FRANCE, "--json").code == 0, "the other countries go on"


def test_a_statement_names_a_spoiled_parameter_once(relance: Relance, folder: Path, file: Write) -> None:
    spoil(folder, ECB, "since: 2027-01-01, known_until: 2027-06-30, value: 2.65")
    ended = relance("statement", file(claims(invoice(), invoice(number="F-2"))), "--on", "2026-11-29", "--json")
    assert ended.code == 1
    assert ended.json["error"].startswith(f"{ECB}.yaml: value {PLACE} (since 2027-01-01): value: 2.65 is not a decimal")
    assert ended.json["error"].count("2.65") == 1


def test_notices_that_end_are_listed_apart_and_change_nothing_of_the_end(relance: Relance) -> None:
    ended = relance("law", "check", "--on", "2026-07-01", "--json")
    assert (ended.code, ended.json["ending"]) == (0, [])
    assert {c["parameter"]: c["read_until"] for c in ended.json["confirmations"]} == {
        "be/published_rate": "2026-06-30",
        "es/published_rate": "2026-06-30",
        "it/published_rate": "2024-12-31",
        "lu/published_rate": "2024-12-31",
        "nl/published_rate": "2026-06-30",
    }
    assert all(c["published_by"] for c in ended.json["confirmations"])
    out = relance("law", "check", "--on", "2026-07-01").out
    assert out.startswith(f"no parameter ends within 60 days of 2026-07-01\n{NOTICES}\n")
    assert "  be/published_rate: read until 2026-06-30; next notice: the Moniteur belge" in out


def test_without_a_day_it_looks_from_today(relance: Relance) -> None:
    before, found, after = date.today(), relance("law", "check", "--json").json, date.today()  # noqa: DTZ011
    assert before - timedelta(days=1) <= date.fromisoformat(found["on"]) <= after
    assert found["ending"] == relance("law", "check", "--on", found["on"], "--json").json["ending"]


def test_a_notice_is_listed_sixty_days_before_it_ends(relance: Relance) -> None:
    def listed(on: str) -> bool:
        found = relance("law", "check", "--on", on, "--json").json["confirmations"]
        return "pt/published_rate" in [c["parameter"] for c in found]

    assert [listed(on) for on in ("2026-10-31", "2026-11-01")] == [False, True]


def test_no_notice_is_said_to_be_wanted_when_all_were_read(relance: Relance) -> None:
    assert NOTICES not in relance("law", "check", "--on", "2015-01-01").out


def test_the_help_says_what_is_listed_and_how_it_ends(relance: Relance) -> None:
    assert "would confirm a derived rate" in " ".join(relance("law", "check", "--help").out.split())


def test_a_rate_that_never_ends_is_refused_by_file_and_day(relance: Relance, folder: Path) -> None:
    for path in (ECB, "fr/legal_rate_professional_creditor"):
        file = folder / f"{path}.yaml"
        whole = file.read_text(encoding="utf-8")
        file.write_text(whole.replace("known_until: 2026-12-31", "known_until: open"), encoding="utf-8")
    place = r"value \d+ \(since 2026-07-01\)"
    said = f"{place}: known_until open is not the end of that half-year, 2026-12-31"
    assert re.fullmatch(f"{ECB}.yaml: {said}", relance(*FOR_FRANCE, "--json").json["error"])
    with pytest.raises(reader.ParameterFault, match=f"fr/legal_rate_professional_creditor.yaml: {said}"):
        rates.floors()
