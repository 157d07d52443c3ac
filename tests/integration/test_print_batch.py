"""The letters on paper, from the worklist to the post, against the real handlers behind a port of the loopback."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.parties import Address
from chalicelib.domain.policy import Channel
from chalicelib.entrypoints.cli.printing import Waiting, written
from tests.integration.conftest import Desk
from tests.integration.town import Town, an_invoice, working_morning
from tests.samples import SAMPLES


def on_paper(number: str, name: str, **address: Any) -> dict[str, Any]:
    """An invoice of a debtor without an e-mail address."""
    who = an_invoice()["debtor"]
    return an_invoice(number, late=30, debtor={**who, "name": name, "email": None, "reference": name, **address})


@pytest.fixture
def waiting(town: Town) -> Town:
    """Two letters that wait for the post."""
    town.upload(on_paper("F-1", "Garage Le Goff"), on_paper("F-2", "=Brunet & Fils"))
    town.run(working_morning(ago=3))
    return town


def rows_of(folder: Path) -> list[dict[str, str]]:
    text = (folder / "manifest.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.usefixtures("waiting")
def test_all_that_waits_is_one_pdf_with_its_manifest(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    printed = desk("print", folder, "--json")
    assert (printed.code, printed.json["left_out"]) == (0, [])
    pages = PdfReader(folder / "letters.pdf").pages
    batch = json.loads((folder / "manifest.json").read_text("utf-8"))["letters"]
    assert batch == printed.json["letters"]
    assert [one["first_page"] for one in batch] == [1, 2]
    assert len(pages) == sum(one["pages"] for one in batch) == 2
    for one in batch:
        text = pages[one["first_page"] - 1].extract_text()
        assert one["letter"] in text
        assert one["recipient"] in text
        assert all(line in text for line in one["address"]["lines"])
    with zipfile.ZipFile(folder / "letters.zip") as archive:
        assert archive.namelist() == [one["file"] for one in batch]
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


@pytest.mark.usefixtures("waiting")
def test_a_spreadsheet_takes_no_name_for_a_formula(desk: Desk, tmp_path: Path) -> None:
    desk("print", tmp_path / "batch", "--colour")
    rows = {row["recipient"]: row for row in rows_of(tmp_path / "batch")}
    assert set(rows) == {"Garage Le Goff", "'=Brunet & Fils"}
    assert {row["colour"] for row in rows.values()} == {"yes"}
    assert {(row["two_sided"], row["registered"]) for row in rows.values()} == {("no", "no")}


@pytest.mark.usefixtures("waiting")
def test_on_two_sides_each_begins_on_a_sheet_of_its_own(desk: Desk, tmp_path: Path) -> None:
    batch = desk("print", tmp_path / "batch", "--two-sided", "--json").json["letters"]
    assert [(one["first_page"], one["pages"]) for one in batch] == [(1, 1), (3, 1)]
    assert [bool(p.extract_text()) for p in PdfReader(tmp_path / "batch" / "letters.pdf").pages] == [1, 0, 1, 0]


@pytest.mark.usefixtures("waiting")
def test_to_print_again_prints_the_same(desk: Desk, tmp_path: Path) -> None:
    for name in ("one", "other"):
        desk("print", tmp_path / name)
    for file in ("letters.pdf", "letters.zip", "manifest.csv", "manifest.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()


def test_a_letter_to_an_address_of_before_waits_no_more(waiting: Town, desk: Desk, tmp_path: Path) -> None:
    moved = {"lines": ["9 rue Neuve"], "postcode": "29200", "city": "Brest"}
    who = on_paper("F-1", "Garage Le Goff", address=moved)["debtor"]
    waiting.call("PUT", "/v1/debtors", json.dumps(who), content_type="application/json")
    printed = desk("print", tmp_path / "batch", "--json")
    assert [one["recipient"] for one in printed.json["letters"]] == ["=Brunet & Fils"]


@pytest.mark.parametrize("channel", [Channel.POST, Channel.REGISTERED_POST])
def test_what_goes_registered_is_told(tmp_path: Path, channel: Channel) -> None:
    sample = SAMPLES["registered.formal-notice.fr"]
    task = {
        "letter": sample.reference,
        "level": sample.level,
        "debtor_id": sample.debtor.id,
        "debtor": sample.debtor.name,
        "channel": channel,
    }
    one = Waiting(task, JinjaPress().letter_pdf(sample), sample.debtor.address)
    (printed,) = written(tmp_path, [one], two_sided=False, colour=False)
    assert printed.is_registered is (channel is Channel.REGISTERED_POST)
    assert rows_of(tmp_path)[0]["registered"] == ("yes" if printed.is_registered else "no")


PRINTED = SAMPLES["trader.formal-notice.fr"]
LIVES = Address(("ZA des Peupliers", "7 allée des Ébénistes"), "38500", "Voiron")


@pytest.mark.parametrize(
    ("debtor", "address", "fault"),
    [
        (PRINTED.debtor.name, LIVES, None),
        (PRINTED.debtor.name, None, "has no address any more: state one"),
        (PRINTED.debtor.name, replace(LIVES, city="Grenoble"), "has another address today than the letter"),
        (PRINTED.debtor.name, replace(LIVES, lines=("ZA des Peupliers", "9 allée")), "has another address today"),
        ("Menuiserie Brun", LIVES, "has another address today"),
        (PRINTED.debtor.name, replace(LIVES, lines=("ZA des Peupliers",)), "has another address today"),
        (PRINTED.debtor.name, replace(LIVES, lines=("A des Peupliers", *LIVES.lines[1:])), "has another address today"),
        (PRINTED.debtor.name, replace(LIVES, lines=(*LIVES.lines, "Bâtiment B")), "has another address today"),
        (PRINTED.creditor.name, PRINTED.creditor.address, "has another address today"),
        ("Brunet Frères", LIVES, "has another address today"),
    ],
)
def test_one_that_changed_between_two_questions_is_left_out(
    debtor: str, address: Address | None, fault: str | None
) -> None:
    """A provider would post it to the one, and a window show the other."""
    task = {"letter": PRINTED.reference, "debtor": debtor}
    found = Waiting(task, JinjaPress().letter_pdf(PRINTED), address).fault()
    assert (found is None) is (fault is None)
    assert fault is None or f"{PRINTED.reference}: {debtor} {fault}" in str(found)


def test_where_nothing_waits_nothing_is_written(town: Town, desk: Desk, tmp_path: Path) -> None:
    town.upload(an_invoice())
    printed = desk("print", tmp_path / "batch")
    assert (printed.code, printed.out) == (0, "no letter waits for the post\n")
    assert not (tmp_path / "batch").exists()


@pytest.mark.usefixtures("waiting")
def test_a_folder_that_holds_something_is_left_as_it_is(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refused = desk("print", tmp_path)
    assert (refused.code, "a batch has one of its own" in refused.err) == (2, True)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_batch_is_told_to_be_posted_once(waiting: Town, desk: Desk, tmp_path: Path) -> None:
    folder, on = tmp_path / "batch", working_morning(ago=3).date().isoformat()
    letters = [one["letter"] for one in desk("print", folder, "--json").json["letters"]]
    told = desk("posted-batch", folder, "--proof", "LR 7", "--on", on, "--json")
    assert (told.code, told.json) == (0, {"posted": letters, "refused": {}})
    assert [waiting.shown(number)["letters"][0]["state"] for number in ("F-1", "F-2")] == ["posted"] * 2
    again = desk("posted-batch", folder, "--proof", "LR 7", "--on", on, "--json")
    assert (again.code, again.json["posted"], list(again.json["refused"])) == (3, [], letters)
    assert all(f"{letter}: waits for the post no more" in again.err for letter in letters)


def test_one_that_is_refused_keeps_no_other_from_being_told(waiting: Town, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    letters = [one["letter"] for one in desk("print", folder, "--json").json["letters"]]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["letters"][0]["debtor_id"] = "dbt_nobody"
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    told = desk("posted-batch", folder, "--proof", "LR 7", "--on", working_morning(ago=3).date().isoformat(), "--json")
    assert (told.code, told.json["posted"], list(told.json["refused"])) == (3, letters[1:], letters[:1])
    assert f"{letters[0]}: " in told.err
    assert sorted(waiting.shown(n)["letters"][0]["state"] for n in ("F-1", "F-2")) == ["posted", "unposted"]


@pytest.mark.parametrize("content", [None, "{", "{}", '{"letters": [{}]}', "[]", '{"letters": [1]}'])
def test_what_is_no_batch_is_not_posted(town: Town, desk: Desk, tmp_path: Path, content: str | None) -> None:
    town.upload(an_invoice())
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    refused = desk("posted-batch", tmp_path, "--proof", "LR 7")
    assert refused.code == 2
    assert str(tmp_path / "manifest.json") in refused.err
