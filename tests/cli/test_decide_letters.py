"""`relance decide`: a letter on paper waits for the post while it says what is so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Relance
from tests.cli.test_decide import PLAN, facts, invoice, step


def test_a_letter_on_paper_is_to_be_posted_while_the_figures_that_it_was_printed_with_are_so(
    relance: Relance, file: Callable[..., Path]
) -> None:
    first = relance("decide", file(facts(can_write=False)), "--on", "2026-11-24", "--json").json["message"]
    assert [i["figures"] for i in first["items"]] == [{"owed_cents": 12000, "contested_cents": 0, "covered_cents": 0}]
    printed = {**step("reminder-1", "2026-11-24", "unposted"), "items": first["items"], "channel": first["channel"]}
    for more, tasks in (([], ["post-letter"]), ([{"amount_cents": 100}], [])):
        given = file(facts(can_write=False, steps=[printed], credits=more))
        said = relance("decide", given, "--on", "2026-11-25", "--json").json
        assert [t["kind"] for t in said["tasks"]] == tasks
    (mailed,) = relance("decide", file(facts()), "--on", "2026-11-24", "--json").json["message"]["items"]
    assert mailed["figures"] is None


def test_a_reminder_on_paper_is_to_be_posted_while_the_instalments_that_it_asks_for_are_left(
    relance: Relance, file: Callable[..., Path]
) -> None:
    plan = {**PLAN, "instalments": [{"on": "2026-12-03", "amount_cents": 12000}]}
    first = relance("decide", file(facts(plans=[plan], can_write=False)), "--on", "2026-11-24", "--json").json[
        "message"
    ]
    assert first["recalls"] == [{"on": "2026-12-03", "amount_cents": 12000, "currency": "EUR"}]
    kept = {name: first[name] for name in ("items", "channel", "recalls", "pay_until")}
    printed = {**step("instalment", "2026-11-24", "unposted"), **kept}
    for more, tasks in (([], ["post-letter"]), ([{"amount_cents": 100}], [])):
        given = file(facts(can_write=False, plans=[plan], steps=[printed], credits=more))
        said = relance("decide", given, "--on", "2026-11-25", "--json").json
        assert [t["kind"] for t in said["tasks"]] == tasks


def test_a_letter_with_the_figures_of_some_of_its_items_is_refused(relance: Relance, file: Callable[..., Path]) -> None:
    items = [
        {"invoice_id": "a", "level": "reminder-1", "figures": {"owed_cents": 1}},
        {"invoice_id": "b", "level": "reminder-1"},
    ]
    half = {**step("reminder-1", "2026-11-24", "unposted"), "items": items}
    given = file(facts(invoice(), {**invoice(), "id": "b"}, steps=[half]))
    refused = relance("decide", given, "--on", "2026-11-25", "--json")
    assert refused.code != 0
    assert "steps.1.items.2.figures" in refused.err


@pytest.mark.parametrize(
    ("reason", "level"),
    [(None, "reminder-1"), ("not posted in time", "reminder-1"), ("what it says is no longer true", "instalment")],
)
def test_a_reminder_that_was_withdrawn_keeps_its_plan_only_where_another_reason_than_its_week_is_given(
    relance: Relance, file: Callable[..., Path], reason: str | None, level: str
) -> None:
    plan = {**PLAN, "instalments": [{"on": "2026-12-01", "amount_cents": 12000}]}
    gone = {
        **step("instalment", "2026-12-09", "withdrawn"),
        **({"reason": reason} if reason else {}),
        "channel": "post",
        "pay_until": "2026-12-22",
    }
    given = file(facts(plans=[plan], can_write=False, steps=[gone]))
    assert relance("decide", given, "--on", "2026-12-17", "--json").json["message"]["level"] == level


def test_a_claim_that_is_declared_names_an_invoice_that_is_there(relance: Relance, file: Callable[..., Path]) -> None:
    hold = {
        "kind": "insolvency",
        "since": "2026-11-01",
        "by": "creditor",
        "reason": "BODACC",
        "declared_on": "2026-11-10",
        "declared": [{"invoice_id": "A", "amount_cents": 12000}],
    }
    refused = relance("decide", file(facts(holds=[hold])), "--on", "2026-11-25", "--json")
    assert (refused.code != 0, "holds.1.declared.1.invoice_id" in refused.err) == (True, True)


def test_no_address_that_takes_no_mail_is_written_to(relance: Relance, file: Callable[..., Path]) -> None:
    refused = relance("decide", file(facts(email="A@x.example", suspended=["a@x.example"])), "--on", "2026-11-24")
    assert (refused.code != 0, "email: takes no mail" in refused.err) == (True, True)
    on_paper = file(facts(email="A@x.example", suspended=["a@x.example"], can_write=False))
    assert relance("decide", on_paper, "--on", "2026-11-24", "--json").json["message"]["channel"] == "post"
