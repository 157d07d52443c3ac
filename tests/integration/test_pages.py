"""Every list of the creditor's API goes on where its page ended: each debtor is in one page, and nobody in none."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.bootstrap import UseCases
from chalicelib.entrypoints.http import chase, debtors
from tests.cli.conftest import Ended
from tests.integration.conftest import Desk
from tests.integration.test_policy_api import LATER, send
from tests.integration.town import Town, a_debtor, an_invoice, day

NAMES = ["Abel", "Berthe", "Chloé"]


@pytest.fixture
def three(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Three debtors, each with something to do, and pages of two."""
    foresee = UseCases.foresee
    monkeypatch.setattr(UseCases, "foresee", lambda self: replace(foresee(self), most=2))
    monkeypatch.setattr(chase, "MOST_CASES", 2)
    monkeypatch.setattr(debtors, "MOST_DEBTORS", 2)
    for name in NAMES:
        town.upload(an_invoice(f"F-{name}", late=20, debtor=a_debtor(name)))
        said = {"code": "208", "at": f"{day(-5)}T10:00:00+01:00"}
        town.post(f"/v1/invoices/{town.shown(f'F-{name}')['id']}/status", said)
        town.post(f"/v1/invoices/{town.shown(f'F-{name}')['id']}/status", {**said, "code": "209"})
        town.upload(an_invoice(f"G-{name}", debtor=a_debtor(name)))
        town.post(f"/v1/invoices/{town.shown(f'G-{name}')['id']}/status", said)
    return town


def read(town: Town, path: str) -> list[Any]:
    """The pages of a list, or of what a policy would do."""
    found, cursor = list[Any](), None
    while cursor is not None or not found:
        assert len(found) < len(NAMES)
        after = f"cursor={cursor.replace('#', '%23')}" if cursor else ""
        if path.startswith("policies/"):
            page = send(town, path.partition("/")[2], query=f"?{after}").json_body
        else:
            page = town.get(f"{path}{'&' if '?' in path else '?'}{after}")
        found.append(page)
        cursor = page["next_cursor"]
    return found


def test_lists_of_debtors_go_on(three: Town) -> None:
    waiting = read(three, "/v1/worklist")
    assert [len(page["tasks"]) for page in waiting] == [2, 1]
    assert sorted(task["debtor"] for page in waiting for task in page["tasks"]) == NAMES
    known = read(three, "/v1/debtors")
    assert [len(page["debtors"]) for page in known] == [2, 1]
    assert len({debtor["debtor_id"] for page in known for debtor in page["debtors"]}) == 3


def test_what_is_foreseen_and_replayed_goes_on(three: Town) -> None:
    foreseen = read(three, "/v1/preview?days=20")
    assert len(foreseen) == 2
    assert sorted({m["debtor"] for page in foreseen for m in page["messages"]}) == NAMES
    assert [page["cases"] for page in read(three, "policies/plan")] == [2, 1]
    assert [page["debtors"] for page in read(three, "policies/backtest")] == [2, 1]
    assert [page["moved"] for page in read(three, "policies/apply")] == [2, 1]


def test_commands_tell_all_pages_as_one(three: Town, desk: Desk, tmp_path: Any) -> None:
    def json_of(*words: Any) -> Any:
        told: Ended = desk(*words, "--json")
        assert told.code == 0, told.err
        return told.json

    file = tmp_path / "later.yaml"
    file.write_text(str(LATER), "utf-8")
    assert sorted(t["debtor"] for t in json_of("worklist")["tasks"]) == NAMES
    foreseen = json_of("preview", "--days", "20")["messages"]
    assert sorted({m["debtor"] for m in foreseen}) == NAMES
    assert [m["on"] for m in foreseen] == sorted(m["on"] for m in foreseen)
    assert json_of("policy", "plan", file)["cases"] == 3
    replayed = json_of("policy", "backtest", file)
    assert (replayed["debtors"], replayed["mails"], replayed["most_in_a_week"]) == (3, 3, 1)
    assert json_of("policy", "apply", file, "--by", "Claire")["moved"] == 3
    last = three.get(f"/v1/debtors/{foreseen[0]['debtor_id']}/history")["entries"][-1]
    assert (last["event"], last["data"]["by"]) == ("PolicyChosen", "Claire")
    last = three.get("/v1/chase/history")["entries"][-1]
    assert (last["event"], last["data"]["by"], last["data"]["policy"]) == ("PoliciesChosen", "Claire", "standard-2")
