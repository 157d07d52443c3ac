"""Which parameters end soon, and in which order they are told."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.law.watch import confirmations, endings
from tests.parameters import changed

LAST = date(2026, 12, 31)


def test_the_first_to_end_is_told_first_whatever_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, "gb/bank_rate", lambda v: replace(v, known_until=date(2026, 12, 1)))
    assert [e.path for e in endings(LAST)] == [
        "gb/bank_rate",
        "de/base_rate",
        "eu/ecb_refinancing_rate",
        "fr/legal_rate_individual_creditor",
        "fr/legal_rate_professional_creditor",
    ]


def test_what_has_no_end_is_never_told() -> None:
    assert not [e.path for e in endings(date(2099, 12, 31)) if "margin" in e.path or "indemnity" in e.path]


def test_a_notice_that_is_missing_is_told_apart_and_the_oldest_first() -> None:
    found = confirmations(LAST)
    assert [c.path.partition("/")[0] for c in found] == ["it", "lu", "be", "es", "nl", "pt"]
    assert not {c.path for c in found} & {e.path for e in endings(LAST)}


def test_a_figure_that_was_only_derived_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def until(path: str) -> date:
        return next(c.known_until for c in confirmations(LAST) if c.path == path)

    assert until("pt/published_rate") == LAST
    changed(monkeypatch, "pt/published_rate", lambda v: replace(v, is_derived=v.since.year == 2026))
    assert until("pt/published_rate") == date(2025, 12, 31)
    changed(monkeypatch, "pt/published_rate", lambda v: replace(v, is_derived=True))
    assert until("pt/published_rate") == date(2014, 12, 31), "the day before the first"
