"""A name in the query that a route does not know is a typing mistake: nothing is done as if it were not there."""

import re

import pytest

import app as switchboard
from tests.integration.town import Town, an_invoice, case_of, problem

ROUTES = sorted(
    (method, path) for path, methods in switchboard.app.routes.items() if path.startswith("/v1/") for method in methods
)


@pytest.fixture(scope="module")
def addressed(quiet_town: Town) -> tuple[Town, dict[str, str]]:
    quiet_town.upload(an_invoice())
    names = {"debtor_id": case_of(quiet_town).debtor_id, "invoice_id": str(quiet_town.shown("F-1")["id"])}
    return quiet_town, {**names, "on": "2026-11-24", "reference": "AAAA-AAAA", "plan_id": "p"}


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[" ".join(r) for r in ROUTES])
def test_a_misspelt_name_is_refused_by_itself(addressed: tuple[Town, dict[str, str]], method: str, path: str) -> None:
    town, names = addressed
    where = re.sub(r"\{(\w+)\}", lambda found: names[found[1]], path)
    before = town.rows()
    answer = town.call(
        method, f"{where}?stauts=open", b"" if method == "GET" else b"{}", content_type="application/json"
    )
    problem(answer)
    (fault,) = answer.json_body["errors"]
    assert (answer.status_code, fault["field"], fault["code"]) == (422, "stauts", "unknown-field")
    assert fault["message"].startswith("not known here: ")
    assert town.rows() == before


def test_the_names_that_a_list_knows_are_said(addressed: tuple[Town, dict[str, str]]) -> None:
    town, _ = addressed
    for path, known in (("invoices?stauts=open", "number, status, limit, cursor"), ("chase?on=x", "nothing is")):
        (fault,) = town.call("GET", f"/v1/{path}").json_body["errors"]
        assert fault["message"] == f"not known here: {known}"
