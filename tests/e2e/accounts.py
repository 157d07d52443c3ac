"""Creditors made for one test each, and what they do over HTTP. Their days are counted from today: the portal's clock
is the machine's, and what a debtor contests today must lie before the planner's later runs.
"""

import itertools
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.case import Case, CaseKey
from chalicelib.entrypoints.cli.creditors import creditor_from, publish_site
from chalicelib.entrypoints.cli.demo import FILES
from chalicelib.entrypoints.cli.local import run_planner, use_cases_on
from chalicelib.usecases.upload_invoices import debtor_id, invoice_id
from infra.local.stack import Stack
from tests.e2e.mailbox import Kept

NUMBERS = itertools.count(1)


def today() -> date:
    """Where the creditors live: there it is tomorrow an hour or two before it is so by UTC."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def morning(days: int = 0) -> datetime:
    """Eight o'clock UTC, so many days from now, on that day or the next working day after it."""
    on = today() + timedelta(days=days)
    days_off = PublicHolidays().of("FR", (on.year, on.year + 1))
    return datetime.combine(first_working_day(on, days_off), time(8), UTC)


def invoice(number: str, name: str, *, late: int = 12, cents: int = 25000, email: str | None = None) -> dict[str, Any]:
    """An invoice of a trader, `late` days past its due date on the planner's first morning."""
    due: date = morning().date() - timedelta(days=late)
    return {
        "number": number,
        "issued_on": (due - timedelta(days=30)).isoformat(),
        "due_on": due.isoformat(),
        "total_cents": cents,
        "debtor": {
            "reference": name,
            "name": name,
            "kind": "trader",
            "email": email or f"compta@{name.lower()}.example",
            "address": {"lines": ["1 rue Haute"], "postcode": "44000", "city": "Nantes"},
        },
    }


@dataclass(frozen=True)
class Account:
    stack: Stack
    creditor: str
    key: str
    all_mails: Callable[[], list[Kept]]
    progress: Callable[[str], None]

    def call(self, method: str, path: str, body: Any = None, content_type: str = "application/json") -> tuple[int, Any]:
        """Status and document."""
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": content_type}
        request = urllib.request.Request(f"{self.stack.edge_url}/v1{path}", content, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def upload(self, *invoices: dict[str, Any]) -> None:
        status, answer = self.call("POST", "/invoices", list(invoices))
        assert status == 201, answer

    def pay(self, number: str, cents: int, reference: str) -> tuple[int, Any]:
        body = {"on": today().isoformat(), "amount_cents": cents, "reference": reference}
        return self.call("POST", f"/invoices/{self.id_of(number)}/payments", body)

    def plan(self, days: int = 0) -> None:
        """The planner, so many days after its first morning, and all that follows."""
        run_planner(self.stack, morning(days), self.progress)

    def id_of(self, number: str) -> str:
        return invoice_id(self.creditor, number)

    def mails(self) -> list[Kept]:
        return [mail for mail in self.all_mails() if mail.kept.tags["creditor"] == self.creditor]

    def case(self, name: str) -> Case:
        key = CaseKey(self.creditor, debtor_id(self.creditor, f"reference:{name}"))
        return use_cases_on(self.stack).world.cases.load(key)

    def document(self, key: str) -> bytes:
        return use_cases_on(self.stack).world.documents.get(key)


def open_account(stack: Stack, mails: Callable[[], list[Kept]], progress: Callable[[str], None]) -> Account:
    """A new creditor, with its pages and a key."""
    number = next(NUMBERS)
    creditor = replace(creditor_from(FILES / "creditor.json"), id=f"essai-{number}", name=f"Essai {number}")
    now = use_cases_on(stack)
    now.world.creditors.put(creditor)
    publish_site(stack.client("s3"), stack.outputs.site_bucket, creditor, f"{stack.edge_url}/")
    return Account(stack, creditor.id, now.create_api_key()(creditor.id, "e2e"), mails, progress)
