"""Debtors by the hundred on a local stack, as a creditor's accounting would state them: each with one invoice."""

import json
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.entrypoints.cli.api import Api
from chalicelib.entrypoints.cli.creditors import creditor_from
from chalicelib.entrypoints.cli.demo import FILES
from chalicelib.entrypoints.cli.local import use_cases_on
from infra.local.stack import Stack

DAYS_LATE = 12
# In one request: what a request may hold is bounded.
AT_ONCE = 100


def account_of(stack: Stack, creditor_id: str) -> Api:
    """A creditor of that id, and the API with a key of its own."""
    creditor = replace(creditor_from(FILES / "creditor.json"), id=creditor_id)
    now = use_cases_on(stack)
    now.world.creditors.put(creditor)
    return Api(stack.edge_url, now.create_api_key()(creditor.id, creditor_id))


def upload(api: Api, prefix: str, local_part: str, on: date, count: int) -> list[str]:
    """One invoice for each of so many debtors, twelve days late on that day; their addresses."""
    addresses = [f"{local_part}@{prefix}-{n}.example" for n in range(count)]
    for first in range(0, count, AT_ONCE):
        invoices = [_invoice(prefix, n, addresses[n], on) for n in range(first, min(first + AT_ONCE, count))]
        status, answer = api.call("POST", "/v1/invoices", json.dumps(invoices).encode())
        if status != 201:
            raise SystemExit(f"the upload was refused: {answer}")
    return addresses


def _invoice(prefix: str, n: int, email: str, on: date) -> dict[str, object]:
    due = on - timedelta(days=DAYS_LATE)
    return {
        "number": f"{prefix}-{n}",
        "issued_on": (due - timedelta(days=30)).isoformat(),
        "due_on": due.isoformat(),
        "total_cents": 10000 + n,
        "debtor": {
            "name": f"{prefix} {n}",
            "reference": f"{prefix}-{n}",
            "kind": "trader",
            "email": email,
            "address": {"lines": ["1 rue Haute"], "postcode": "44000", "city": "Nantes"},
        },
    }
