"""The rows of a case are made in one pass over its invoices: a commit of a thousand took seconds when it was not so."""

import pytest

from chalicelib.adapters.dynamo.mapping import rows_of
from chalicelib.domain import case as domain
from chalicelib.domain.e_invoice import platform_holds
from tests.builders import MORNING, case, invoice

MANY = 200


def test_the_statuses_of_each_invoice_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[str]()

    def holds(invoice_id: str, *rest: object) -> object:
        read.append(invoice_id)
        return platform_holds(invoice_id, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(domain, "platform_holds", holds)
    many = case(*(invoice(f"F-{n}") for n in range(MANY)))
    rows_of(many, MORNING)
    assert sorted(read) == sorted(i.id for i in many.invoices)
