"""Uploading twice is once, and a file cut in two is the same file."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid
from chalicelib.domain.money import Money
from chalicelib.usecases.upload_invoices import Status
from chalicelib.usecases.upload_rows import Row
from tests.builders import CREDITOR, MONDAY, Office, days, debtor, invoice

DEBTORS = [debtor(id=f"dbt_{n}", name=f"Client {n}", email=None if n == 2 else f"c{n}@x.test") for n in range(3)]


def a_row(number: int, who: int, late: int, cents: int, paid: int) -> Row:
    claim = invoice(f"F-{number}", due=MONDAY - days(late), cents=cents)
    return Row(number + 2, claim, DEBTORS[who], Money(paid))


ROWS = st.lists(
    st.builds(
        a_row, st.integers(0, 60), st.integers(0, 2), st.integers(-90, 90), st.integers(1, 500), st.integers(0, 600)
    ),
    unique_by=lambda r: r.line,
    max_size=45,
)
ANY_ROWS = st.lists(
    st.builds(a_row, st.integers(0, 5), st.integers(0, 2), st.integers(0, 1), st.integers(1, 3), st.integers(0, 3)),
    max_size=8,
).map(lambda rows: [replace(r, line=n) for n, r in enumerate(rows)])


def cases_of(office: Office) -> dict[CaseKey, Case]:
    """The cases without the count of their changes, which tells how they came and not what they are."""
    return {key: replace(kept, version=0, last_hash="") for key, kept in office.cases.stored.items()}


def uploaded(*files: Sequence[Row]) -> Office:
    office = Office()
    for file in files:
        office.upload(*file)
    return office


@given(ROWS)
def test_uploading_twice_is_uploading_once(rows: list[Row]) -> None:
    office = uploaded(rows)
    before = dict(office.cases.stored)
    assert {t.status for t in office.upload(*rows).taken} <= {Status.UNCHANGED}
    assert office.cases.stored == before


@given(ROWS, st.integers(0, 45))
def test_a_file_cut_in_two_gives_the_same_cases(rows: list[Row], cut: int) -> None:
    assert cases_of(uploaded(rows[:cut], rows[cut:])) == cases_of(uploaded(rows))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(rows: list[Row], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert cases_of(uploaded(shuffled)) == cases_of(uploaded(rows))


@given(ROWS)
def test_every_line_is_reported_and_every_cent_is_in_the_ledger(rows: list[Row]) -> None:
    office = Office()
    assert [t.line for t in office.upload(*rows).taken] == sorted(r.line for r in rows)
    stored = [i for kept in office.cases.stored.values() for i in kept.invoices]
    assert sum(i.open.cents for i in stored) == sum(r.invoice.total.cents - r.paid.cents for r in rows)


@given(ANY_ROWS)
def test_a_part_is_taken_once_however_bad_the_file_is(rows: list[Row]) -> None:
    office = Office()
    first = office.uploads(CREDITOR, rows, partial=True)
    assert {t.line for t in first.taken} | {p.line for p in first.refused} == {r.line for r in rows}
    assert not {t.line for t in first.taken} & {p.line for p in first.refused}
    before = dict(office.cases.stored)
    office.uploads(CREDITOR, rows, partial=True)
    assert office.cases.stored == before


@given(ANY_ROWS)
def test_a_bad_file_leaves_nothing_behind(rows: list[Row]) -> None:
    office = Office()
    if office.uploads(CREDITOR, rows, partial=True).refused:
        strict = Office()
        with pytest.raises(Invalid):
            strict.upload(*rows)
        assert strict.cases.stored == {}
