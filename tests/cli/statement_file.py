"""The files that `relance statement` is given in the tests, and what is read of its answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Write = Callable[..., Path]
State = Callable[..., Any]
ON = ("--on", "2026-11-29")


def invoice(**changes: Any) -> dict[str, Any]:
    usual = {"number": "F-1", "issued_on": "2026-04-01", "due_on": "2026-05-01", "total_cents": 1_000_000}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def claims(*invoices: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"kind": "trader", "invoices": list(invoices) or [invoice()], **changes}


def one(found: Any) -> Any:
    (only,) = found["invoices"]
    return only
