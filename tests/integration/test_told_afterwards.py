"""What a person has done is told by a command: afterwards, and by the creditor's own day."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from chalicelib.world import world
from tests.integration.conftest import Desk
from tests.integration.town import Town, an_invoice, case_of, day, working_morning


@pytest.fixture
def on_paper(town: Town) -> Town:
    """With one invoice, whose debtor has no e-mail address."""
    town.upload(an_invoice("F/1 é", late=30, debtor={**an_invoice()["debtor"], "email": None}))
    return town


def moved_away(town: Town) -> date:
    """The creditor's day, from now on not that of UTC: east of it from ten o'clock on, west of it before."""
    zone = "Pacific/Kiritimati" if datetime.now(UTC).hour >= 10 else "Pacific/Pago_Pago"
    world().creditors.put(replace(town.creditor, time_zone=zone))
    today = datetime.now(ZoneInfo(zone)).date()
    assert today != datetime.now(UTC).date()
    return today


def letters(town: Town) -> list[tuple[str, str]]:
    return [(one["reference"], one["state"]) for one in town.shown("F/1 é")["letters"]]


def test_a_letter_that_was_made_anew_meanwhile_is_told_to_be_posted_by_its_invoice(on_paper: Town, desk: Desk) -> None:
    printed = working_morning(ago=20)
    on_paper.run(printed)
    ((letter, _),) = letters(on_paper)
    on_paper.run(working_morning(ago=9))
    assert letter not in dict(letters(on_paper)), "it was withdrawn"
    said = ("posted", letter, "--proof", "1A 234", "--on", printed.date().isoformat())
    unknown = desk(*said)
    assert (unknown.code, "name its invoice by --invoice NUMBER" in unknown.err) == (1, True)
    assert desk(*said, "--invoice", "F/1 é").out == (
        f"reminder-1 {letter} (Garage Le Goff): posted on {printed.date().isoformat()}\n"
    )
    assert letters(on_paper) == [(letter, "posted")]
    again = desk(*said, "--invoice", "F/1 é", "--json").json
    assert (again["level"], again["posted_on"]) == ("reminder-1", printed.date().isoformat())


def test_a_letter_that_is_no_task_beside_old_bank_data_is_told_by_its_invoice(
    on_paper: Town, desk: Desk, tmp_path: Path
) -> None:
    file, printed = tmp_path / "wary.yaml", working_morning(ago=5)
    on_paper.run(printed)
    ((letter, _),) = letters(on_paper)
    levels = [{"level": "reminder-1", "offset_days": 10}]
    wary = {"policy": "standard", "version": 2, "why": "wary", "levels": levels, "bank_data_days": 0}
    file.write_text(yaml.safe_dump(wary), "utf-8")
    assert desk("policy", "apply", file).code == 0
    known = json.dumps({"on": printed.date().isoformat()})
    assert on_paper.call("PUT", "/v1/chase/bank-data", known, content_type="application/json").status_code == 200
    assert [t["kind"] for t in on_paper.get("/v1/worklist")["tasks"]] == ["import-bank-data"]
    assert desk("posted", letter, "--proof", "1A 234").code == 1
    assert desk("posted", letter, "--proof", "1A 234", "--invoice", "F/1 é").code == 0
    assert letters(on_paper) == [(letter, "posted")]


def test_an_invoice_or_a_letter_that_is_not_there_is_said(on_paper: Town, desk: Desk) -> None:
    none = desk("posted", "AAAA-AAAA", "--proof", "1A 234", "--invoice", "F-9")
    assert (none.code, "no invoice 'F-9'" in none.err) == (1, True)
    odd = desk("posted", "AAAA-AAAA", "--proof", "1A 234", "--invoice", "F/1 é")
    assert (odd.code, "refused it (404)" in odd.err) == (1, True)


def test_a_letter_is_posted_on_the_day_of_its_creditor_unless_another_is_said(on_paper: Town, desk: Desk) -> None:
    on_paper.run(working_morning(ago=4))
    ((letter, _),) = letters(on_paper)
    today = moved_away(on_paper)
    told = desk("posted", letter, "--proof", "1A 234", "--json").json
    assert told == {
        "letter": letter,
        "debtor": "Garage Le Goff",
        "level": "reminder-1",
        "posted_on": today.isoformat(),
    }
    posted = on_paper.get(f"/v1/debtors/{case_of(on_paper, 'F/1 é').debtor_id}/history")["entries"][-1]
    assert posted["data"]["on"] == today.isoformat()


def test_a_claim_is_declared_on_the_day_of_its_creditor_unless_another_is_said(town: Town, desk: Desk) -> None:
    today = moved_away(town)
    town.upload(an_invoice())
    debtor = f"/v1/debtors/{case_of(town).debtor_id}"
    town.post(f"{debtor}/holds", {"kind": "insolvency", "reason": "BODACC", "since": day(-9)})
    told = desk("declared", "F-1", "--proof", "1A 234", "--json").json
    assert told["declared_on"] == today.isoformat()
    assert town.get(debtor)["holds"][0]["declared_on"] == today.isoformat()
