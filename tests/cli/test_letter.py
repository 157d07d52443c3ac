"""`relance letter`: a PDF from data, or words on what is wrong with the data."""

import json
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.cli.conftest import SAMPLES, Relance

Write = Callable[..., Path]
DATA = json.loads((SAMPLES / "lettre.json").read_text(encoding="utf-8"))


def test_prints_the_sample_as_a_pdf(relance: Relance, tmp_path: Path) -> None:
    ended = relance("letter", SAMPLES / "lettre.json", "--out", tmp_path / "lettre.pdf", "--json")
    content = (tmp_path / "lettre.pdf").read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "lettre.pdf").pages)
    assert (ended.code, ended.err) == (0, "")
    assert ended.json == {"file": str(tmp_path / "lettre.pdf"), "bytes": len(content)}
    assert "Mise en demeure de payer" in text
    assert "1\u202f784,50\u00a0€" in text


def test_same_data_gives_the_same_bytes(relance: Relance, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        assert relance("letter", SAMPLES / "lettre.json", "--out", tmp_path / name).code == 0
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def changed(**changes: Any) -> dict[str, Any]:
    return {**DATA, **changes}


def line_with(**changes: Any) -> dict[str, Any]:
    return changed(lines=[{**DATA["lines"][0], **changes}, *DATA["lines"][1:]])


COVERED = changed(lines=[{**line, "covered": line["open"]} for line in DATA["lines"]])
MENTIONED = changed(lines=[{**line, "level": "reminder-1"} for line in DATA["lines"]])

PLAN: dict[str, Any] = {
    "agreed_on": "2026-11-04",
    "is_late": False,
    "lines": [
        {"place": 1, "on": "2026-12-01", "amount": {"cents": 78450}, "left": {"cents": 78450}, "is_asked": True},
        {"place": 2, "on": "2027-01-05", "amount": {"cents": 50000}, "left": {"cents": 50000}, "is_asked": False},
    ],
}


def recall(which: int, **changes: Any) -> dict[str, Any]:
    """The reminder of an instalment, one of whose lines is changed."""
    lines = [dict(line) for line in PLAN["lines"]]
    lines[which] |= changes
    items = [{**line, "level": "instalment"} for line in DATA["lines"]]
    return changed(level="instalment", lines=items, schedule={**PLAN, "lines": lines})


def follow_up(on: str | None) -> dict[str, Any]:
    """Recalls a formal notice of that day."""
    lines = [{**line, "level": "follow-up", "formal_notice_on": on} for line in DATA["lines"]]
    return changed(level="follow-up", lines=lines)


BAD = [
    pytest.param("nope", "is not JSON", id="not JSON"),
    pytest.param(changed(lines=[]), "lines: a letter speaks of one invoice at least", id="no line"),
    pytest.param(changed(open={"cents": 1}), "open: is not the sum of the lines", id="wrong sum"),
    pytest.param(
        changed(lines=[{**DATA["lines"][0], "paid": {"cents": 5}}]),
        "lines.1.open: is not total less paid",
        id="line that does not add up",
    ),
    pytest.param(
        changed(
            open={"cents": 0}, lines=[{**DATA["lines"][0], "paid": DATA["lines"][0]["total"], "open": {"cents": 0}}]
        ),
        "lines.1.open: nothing is owed on it",
        id="nothing owed",
    ),
    pytest.param(line_with(covered={"cents": 128451}), "lines.1.covered: is a part of what is open", id="more covered"),
    pytest.param(line_with(covered={"cents": -1}), "lines.1.covered: is a part of what is open", id="less covered"),
    pytest.param(COVERED, "lines: what was overpaid covers all", id="nothing to ask for"),
    pytest.param(
        line_with(entries=[{"kind": "payment", "on": "2026-10-01", "amount": {"cents": 5}, "reference": "V"}]),
        "lines.1.entries: do not add up",
        id="entries beside what is paid",
    ),
    pytest.param(
        line_with(total={"cents": -5}, paid={"cents": -128455}),
        "lines.1.total: an invoice is above zero",
        id="a total below zero",
    ),
    pytest.param(line_with(days_late=3), "lines.1.days_late: is 3, but", id="days that are no difference"),
    pytest.param(
        line_with(due_on="2026-01-01"), "lines.1.due_on: 2026-01-01 is before issued_on", id="due before issue"
    ),
    pytest.param(MENTIONED, "lines: none is at the level of the letter", id="asks for nothing"),
    pytest.param(changed(pay_by=DATA["on"]), f"pay_by: {DATA['on']} is not after", id="no time to pay"),
    pytest.param(changed(pay_by=None), "pay_by: a letter of this level names", id="no day to pay"),
    pytest.param(changed(level="notice"), "pay_by: a notice names none", id="a notice with a day to pay"),
    pytest.param(changed(schedule=PLAN), "schedule: only the reminder of an instalment", id="a plan in a reminder"),
    pytest.param(changed(level="instalment"), "schedule: the reminder of an instalment shows", id="no plan"),
    *(
        pytest.param(recall(n, **changes), f"schedule.lines{said}", id=f"instalment {n} {next(iter(changes))}")
        for n, changes, said in (
            (0, {"place": 2}, ": their places count from 1"),
            (1, {"on": "2026-12-01"}, ": each is due on a later day"),
            (1, {"left": {"cents": 50001}}, ".2.left: is a part of the amount"),
            (1, {"amount": {"cents": 0}, "left": {"cents": 0}}, ".2.left: is a part of the amount"),
            (0, {"left": {"cents": 0}}, ".1.is_asked: nothing is left"),
        )
    ),
    pytest.param({**recall(0), "pay_by": "2026-11-01"}, "pay_by: 2026-11-01 is not after", id="a plan that is over"),
    pytest.param(
        line_with(discount={"rate": {"millionths": 20000}, "until": DATA["on"], "settles": {"cents": 1}}),
        "lines.1.discount: only a notice speaks of a discount",
        id="a discount in a formal notice",
    ),
    pytest.param(follow_up(None), "lines.1.formal_notice_on: is missing", id="a follow-up of no notice"),
    pytest.param(follow_up("2027-03-01"), "lines.1.formal_notice_on: is later than", id="a notice to come"),
    pytest.param(follow_up("2026-01-01"), "lines.1.formal_notice_on: is not after the due", id="a notice too early"),
    pytest.param(follow_up("soon"), "lines.1.formal_notice_on: ", id="a notice of no day"),
    pytest.param(line_with(formal_notice_on="2026-11-12"), "a follow-up asks for alone", id="a notice recalls none"),
    pytest.param(changed(pay_bye="2026-12-15"), "pay_bye: a letter has no such field", id="unknown field"),
    pytest.param(
        changed(debtor={**DATA["debtor"], "mail": "x"}), "debtor.mail: a letter has no such field", id="unknown inside"
    ),
    pytest.param(changed(level="shout"), "level: must be 'notice'", id="unknown level"),
    pytest.param({k: v for k, v in DATA.items() if k != "debtor"}, "debtor: is missing", id="no debtor"),
]


def test_a_follow_up_is_printed_with_the_day_of_the_notice_that_it_recalls(
    relance: Relance, file: Write, tmp_path: Path
) -> None:
    known = follow_up(DATA["on"])
    ended = relance("letter", file(known), "--out", tmp_path / "out.pdf", "--json")
    assert ended.code == 0
    assert (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(("given", "said"), BAD)
def test_refuses_bad_data_and_writes_nothing(
    relance: Relance, file: Write, tmp_path: Path, given: Any, said: str
) -> None:
    ended = relance("letter", file(given), "--out", tmp_path / "out.pdf", "--json")
    assert ended.code == 1
    assert said in ended.json["error"]
    assert not (tmp_path / "out.pdf").exists()


def test_an_output_that_cannot_be_written_is_named(relance: Relance, tmp_path: Path) -> None:
    ended = relance("letter", SAMPLES / "lettre.json", "--out", tmp_path / "no" / "such" / "folder.pdf")
    assert ended.code == 1
    assert "cannot be written: No such file or directory" in ended.err


def test_missing_data_is_a_usage_error(relance: Relance, tmp_path: Path) -> None:
    assert relance("letter", tmp_path / "none.json", "--out", tmp_path / "out.pdf").code == 2


class WithoutPango(MetaPathFinder):
    def find_spec(self, name: str, *_: Any) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'\nand many more lines")


@pytest.mark.parametrize("command", ["letter", "demo", "up"])
def test_without_pango_the_one_command_to_type_is_named(
    relance: Relance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    given = {"letter": ("letter", SAMPLES / "lettre.json", "--out", tmp_path / "x.pdf")}
    ended = relance(*given.get(command, (command, "--state", tmp_path / "state")))
    assert ended.code == 1
    assert "infra/local/system-packages letters" in ended.err
    assert not (tmp_path / "state").exists()
