"""The commands by which a creditor follows its chase, against the real handlers behind a port of the loopback."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.bootstrap import use_cases
from chalicelib.domain.case import CaseKey
from chalicelib.domain.level import Level
from chalicelib.entrypoints.cli.main import app
from tests.builders import days, step
from tests.cli.conftest import Ended
from tests.integration.conftest import Desk
from tests.integration.town import Town, an_invoice, case_of, day, working_morning


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    file = tmp_path / "later.yaml"
    levels = [{"level": "reminder-1", "offset_days": 10}]
    file.write_text(yaml.safe_dump({"policy": "standard", "version": 2, "why": "later", "levels": levels}), "utf-8")
    return file


def test_why_answers_by_number_for_any_day(town: Town, desk: Desk) -> None:
    town.upload(an_invoice("F/1 é"))
    told = desk("why", "F/1 é", "--on", day(-30))
    assert told.code == 0
    assert told.out.startswith(f"F/1 é, {day(-30)}: Pas de message avant le ")
    assert desk("why", "F/1 é", "--json").json["number"] == "F/1 é"


def test_why_says_what_to_do_about_a_number_that_is_not_there_and_a_day_that_is_none(town: Town, desk: Desk) -> None:
    town.upload(an_invoice())
    unknown = desk("why", "F-9")
    assert (unknown.code, "give its number as it was uploaded" in unknown.err) == (1, True)
    for on in ("", "  "):
        nothing = desk("why", "F-1", "--on", on)
        assert (nothing.code, nothing.out) == (1, "")
        assert "on: " in nothing.err
    odd = desk("why", "F-1", "--on", "demain")
    assert (odd.code, "a day like 2026-10-31" in odd.err) == (1, True)


def test_a_preview_lists_what_would_go_out_and_prints_the_letters(town: Town, desk: Desk, tmp_path: Path) -> None:
    town.upload(an_invoice())
    said = desk("preview", "--days", "20", "--letters", tmp_path / "letters", "--json").json
    assert [m["level"] for m in said["messages"]] == ["reminder-1", "reminder-2", "final-reminder"][
        : len(said["messages"])
    ]
    assert len(said["files"]) == len(said["messages"]) >= 2
    assert all(Path(f).read_bytes().startswith(b"%PDF") for f in said["files"])
    assert "F-1" in desk("preview").out


def waiting_formal_notice(town: Town) -> None:
    """An invoice whose last reminder was delivered long ago."""
    town.upload(an_invoice(late=70))
    key, cases = CaseKey(town.creditor.id, case_of(town).debtor_id), use_cases().world.cases
    case = cases.load(key)
    on, item = working_morning().date() - days(20), case.facts().invoices[0].id
    said = step(Level.FINAL_REMINDER, on=on)
    said = type(said)(
        f"{key.creditor_id}#{key.debtor_id}#standard-1#final-reminder#{on}",
        said.level,
        on,
        tuple(type(i)(item, i.level) for i in said.items),
        "delivered",  # type: ignore[arg-type]
    )
    cases.commit(case, case.with_step(said), [], working_morning())
    town.run(working_morning())


def told(desk: Desk) -> str:
    """The worklist, its lines joined."""
    return " ".join(desk("worklist").out.split())


@pytest.mark.usefixtures("every_rate_known")
def test_what_waits_is_listed_and_approved_or_refused_by_the_number_of_an_invoice(town: Town, desk: Desk) -> None:
    waiting_formal_notice(town)
    (task,) = desk("worklist", "--json").json["tasks"]
    assert (task["kind"], task["level"], task["numbers"]) == ("approve", "formal-notice", ["F-1"])
    assert task["what_to_do"]["fr"].startswith("Relire le courrier")
    assert "approve: Read the letter, then approve it, or refuse it and say why. (relance approve" in told(desk)
    silent = desk("approve", "F-1", "--refuse")
    assert (silent.code, "reason" in silent.err) == (1, True)
    refused = desk("approve", "F-1", "--refuse", "--reason", "bon client", "--by", "Claire")
    assert refused.out == "formal-notice of F-1 (Garage Le Goff): refused\n"
    assert "0 to do" in desk("worklist").out
    nothing = desk("approve", "F-1")
    assert (nothing.code, "nothing about F-1 waits for approval" in nothing.err) == (1, True)


@pytest.mark.usefixtures("every_rate_known")
def test_an_approved_formal_notice_leaves_at_the_next_run(town: Town, desk: Desk) -> None:
    waiting_formal_notice(town)
    assert desk("approve", "F-1", "--json").json["approvals"][0]["said"] == "approved"
    assert desk("why", "F-1", "--json").json["why"][0]["code"] in {"sends", "not-a-working-day"}


@pytest.mark.usefixtures("every_rate_known")
def test_what_was_refused_is_approved_or_refused_again_when_it_is_asked_about(town: Town, desk: Desk) -> None:
    waiting_formal_notice(town)
    desk("approve", "F-1", "--refuse", "--reason", "bon client")
    cases, key = use_cases().world.cases, CaseKey(town.creditor.id, case_of(town).debtor_id)
    case = cases.load(key)
    long_ago = tuple(replace(word, on=word.on - days(30)) for word in case.approvals)
    # The refusal asked for a look at the machine's own hour, which the morning of the run may lie before.
    due = replace(case, approvals=long_ago, next_look_at=working_morning())
    cases.commit(case, due, [], working_morning())
    town.run(working_morning())
    assert "review-refusal: Approve the letter, or refuse it once more." in told(desk)
    assert desk("approve", "F-1", "--refuse", "--reason", "bon client").code == 0
    assert "0 to do" in desk("worklist").out


def test_a_printed_letter_is_told_to_be_posted_by_its_reference(town: Town, desk: Desk) -> None:
    town.upload(an_invoice(late=30, debtor={**an_invoice()["debtor"], "email": None}))
    town.run(working_morning(ago=3))
    (task,) = [t for t in desk("worklist", "--json").json["tasks"] if t["kind"] == "post-letter"]
    posted = desk("posted", task["letter"], "--proof", "1A 234", "--on", working_morning(ago=3).date().isoformat())
    assert (posted.code, posted.out.startswith(f"reminder-1 {task['letter']} (Garage Le Goff): posted on")) == (0, True)
    again = desk("posted", task["letter"], "--proof", "1A 234")
    assert (again.code, f"no letter {task['letter']} waits for the post" in again.err) == (1, True)
    assert [one["state"] for one in town.shown("F-1")["letters"]] == ["posted"]


def test_a_claim_is_told_to_be_declared_by_the_number_of_an_invoice(town: Town, desk: Desk) -> None:
    town.upload(an_invoice(), an_invoice("F-2"))
    town.post(
        f"/v1/debtors/{case_of(town).debtor_id}/holds", {"kind": "insolvency", "reason": "BODACC", "since": day(-9)}
    )
    told = desk("declared", "F-2", "--proof", "1A 234", "--by", "Claire")
    assert (told.code, told.out.startswith("F-1, F-2 (Garage Le Goff): declared on ")) == (0, True)
    assert town.shown("F-1")["why"]["code"] == "insolvent"
    again = desk("declared", "F-2", "--proof", "1A 234")
    assert (again.code, "nothing about F-2 waits to be declared" in again.err) == (1, True)


def test_an_entry_is_cancelled_by_the_number_of_its_invoice_and_its_reference(town: Town, desk: Desk) -> None:
    town.upload(an_invoice("F/1 é"))
    path = f"/v1/invoices/{town.shown('F/1 é')['id']}/payments"
    for reference in ("VIR/1 #", "VIR 2"):
        town.post(path, {"on": day(-5), "amount_cents": 2500, "reference": reference})
    said = ("cancel-entry", "F/1 é", "--reference", "VIR/1 #", "--reason", "a slip", "--by", "Claire")
    assert desk(*said).out == "F/1 é: 25.00 EUR of 'VIR/1 #' count no more; owed: 75.00 EUR\n"
    assert town.shown("F/1 é")["history"][-1]["data"]["by"] == "Claire"
    assert desk(*said, "--json").json["open_cents"] == 7500
    unknown = desk("cancel-entry", "F/1 é", "--reference", "VIR", "--reason", "a slip")
    assert (unknown.code, "no entry 'VIR' is booked on F/1 é: 'VIR 2' is" in unknown.err) == (1, True)
    assert desk(*said[:4]).code == 2, "no reason at all"
    empty = desk("cancel-entry", "F/1 é", "--reference", "VIR 2", "--reason", " ")
    assert (empty.code, "reason" in empty.err) == (1, True)
    assert desk("cancel-entry", "F-9", *said[2:]).code == 1
    assert town.shown("F/1 é")["open_cents"] == 7500


def test_what_is_left_to_do_about_a_cancelled_entry_is_said(town: Town, desk: Desk) -> None:
    town.upload(an_invoice())
    credit = {"on": day(-5), "amount_cents": 2500, "reference": "VIR 1"}
    town.post(f"/v1/debtors/{case_of(town).debtor_id}/credits", credit)
    town.post(f"/v1/invoices/{town.shown('F-1')['id']}/payments", credit)
    told = desk("cancel-entry", "F-1", "--reference", "VIR 1", "--reason", "a slip")
    assert told.out.splitlines()[1].startswith("  25.00 EUR of this reference stand on no invoice")


def test_every_history_is_checked_and_a_change_in_a_kept_one_shows(town: Town, desk: Desk, tmp_path: Path) -> None:
    town.upload(an_invoice(), an_invoice("F-2"))
    whole = desk("history", "verify")
    assert (whole.code, whole.out) == (0, "2 histories, 2 entries: all whole\n")
    kept = town.get(f"/v1/debtors/{case_of(town).debtor_id}/history")
    file = tmp_path / "history.json"
    file.write_text(json.dumps(kept), "utf-8")
    assert desk("history", "verify", file).code == 0
    kept["entries"][0]["data"]["number"] = "F-9"
    file.write_text(json.dumps(kept), "utf-8")
    broken = desk("history", "verify", file, "--json")
    assert (broken.code, broken.json["histories"][0]["broken_at"]) == (1, 1)
    file.write_text("{}", "utf-8")
    assert (desk("history", "verify", file).code, "whole" in desk("history", "verify", file).err) == (2, True)


def run(*arguments: Any) -> Ended:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    return Ended(result.exit_code, result.stdout, result.stderr)


def test_policies_are_shown_and_checked_without_any_api(tmp_path: Path) -> None:
    assert "standard-1\nFor companies that sell to companies." in run("policy", "show").out
    file = tmp_path / "copy.yaml"
    for reference in shipped():
        file.write_text(run("policy", "show", reference).out, "utf-8")
        assert run("policy", "check", file).out.startswith(f"{reference}: ")
    assert run("policy", "check", file, "--json").json == run("policy", "show", reference, "--json").json
    assert run("policy", "show", "standard-9").code == 1


def test_a_policy_is_planned_replayed_and_applied(town: Town, desk: Desk, policy_file: Path) -> None:
    town.upload(an_invoice())
    planned = desk("policy", "plan", policy_file)
    assert planned.out.startswith("standard-2: 1 running cases would move, 1 of them hear something else\n")
    assert "  - " in planned.out
    assert "  + " in planned.out
    assert "formal-notice by e-mail, firm: F-1 (once approved)" in planned.out
    assert "standard-1 -> standard-2\n" in planned.out
    for changed in (
        "levels.notice: {offset_days: -15, after: due-date, channels: [e-mail], tone: gentle, attach_letter: true, ",
        "levels.reminder-1.offset_days: 3 -> 10\n",
        "levels.reminder-1.tone: gentle -> plain\n",
    ):
        assert f"\n  {changed}" in planned.out
    (settings,) = desk("policy", "plan", policy_file, "--json").json["settings"]
    assert (settings["runs_under"], "levels.notice" in {c["setting"] for c in settings["changes"]}) == (
        "standard-1",
        True,
    )
    assert desk("policy", "backtest", policy_file, "--months", "3", "--json").json["mails"] == 0
    assert "most in a week to one" in desk("policy", "backtest", policy_file).out
    for nobody in ("nope", ""):
        refused = desk("policy", "apply", policy_file, "--moves", nobody)
        assert (refused.code, "moves: no policy has that name" in refused.err) == (1, True)
    assert desk("policy", "apply", policy_file).out == "standard-2: 1 running cases moved\n"
    assert desk("policy", "apply", policy_file, "--json").json["moved"] == 0
