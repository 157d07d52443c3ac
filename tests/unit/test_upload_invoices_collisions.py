"""An upload while its cases change under it: it reads again, checks again, and gives up after the last try."""

from typing import Any

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.usecases.upload_invoices import CHUNK, TRIES, Status, UploadCollided, invoice_id
from tests.builders import CREDITOR, KEY, MORNING, Office, debtor, payment, row
from tests.unit.upload_outcomes import OTHER, faults, statuses


def test_a_file_is_taken_whole_when_its_case_moves_once_under_it() -> None:
    office = Office()
    office.upload(row("F-1"))
    office.cases.interfere = lambda: office.pay(CREDITOR, invoice_id(CREDITOR, "F-1"), payment(2500), "key_1")
    assert statuses(office, row("F-1", paid=4000), row("F-2", line=3)) == [Status.UPDATED, Status.CREATED]
    assert [i.open for i in office.case.invoices] == [Money(6000), Money(10000)]


def always_moving(office: Office, times: int) -> None:
    def moves() -> None:
        nonlocal times
        times -= 1
        office.cases.commit(office.case, office.case, [], MORNING)
        office.cases.interfere = moves if times else None

    office.cases.interfere = moves


def test_the_upload_is_taken_at_the_fifth_try_and_given_up_after_it() -> None:
    office = Office()
    office.upload(row("F-1"))
    always_moving(office, TRIES - 1)
    assert statuses(office, row("F-2")) == [Status.CREATED]
    always_moving(office, TRIES)
    with pytest.raises(UploadCollided):
        office.upload(row("F-3"))
    assert statuses(office, row("F-3")) == [Status.CREATED]


def test_the_tries_are_counted_anew_for_each_transaction() -> None:
    office = Office()
    office.upload(row("F-X"))
    rows = [row(f"F-{n:02}", line=n) for n in range(3 * CHUNK)]
    commit, asked = office.cases.commit, 0

    def each_fails_until_the_last_try(*arguments: Any) -> Case:
        nonlocal asked
        asked += 1
        if asked % TRIES:
            raise CaseMoved
        return commit(*arguments)

    office.cases.commit = each_fails_until_the_last_try  # type: ignore[method-assign, assignment]
    assert statuses(office, *rows) == [Status.CREATED] * 3 * CHUNK
    assert asked == 3 * TRIES


def test_a_number_is_refused_when_another_debtor_took_it_meanwhile() -> None:
    office = Office()
    office.cases.interfere = lambda: office.upload(row("F-1", who=OTHER))
    expected = ("number", "duplicate", "invoice F-1 is already another debtor's invoice", 2)
    assert faults(office, row("F-1")) == [expected]
    assert KEY not in office.cases.stored


def test_the_other_rows_are_taken_when_a_part_is_asked_for_and_a_number_was_taken_meanwhile() -> None:
    office = Office()
    office.cases.interfere = lambda: office.upload(row("F-1", who=OTHER))
    report = office.uploads(CREDITOR, [row("F-1"), row("F-2", line=3)], partial=True)
    assert ([t.line for t in report.taken], [p.line for p in report.refused]) == ([3], [2])


def test_nothing_is_stored_when_a_row_turned_bad_before_the_first_was_taken() -> None:
    office = Office()
    office.cases.interfere = lambda: office.upload(row("F-1", who=OTHER))
    assert [line for *_, line in faults(office, row("F-1"), row("F-2", line=3))] == [2]
    assert KEY not in office.cases.stored


def test_the_rows_left_of_a_debtor_are_checked_anew_when_it_changed_under_them() -> None:
    office = Office()
    consumer = debtor(kind=DebtorKind.CONSUMER)
    office.cases.interfere = lambda: office.upload(row("F-X", who=consumer))
    report = office.uploads(CREDITOR, [row(f"F-{n}", line=n) for n in range(CHUNK + 1)], partial=True)
    assert (report.taken, len(report.refused)) == ((), CHUNK + 1)
    assert office.case.debtor == consumer


def test_closed_invoices_further_down_the_file_are_known_after_a_collision() -> None:
    office = Office()
    rows = [row(f"F-{n:02}", line=n, paid=10000) for n in range(2 * CHUNK)]
    office.upload(*rows)
    office.cases.interfere = lambda: office.cases.commit(office.case, office.case, [], MORNING)
    commits = office.cases.commits
    assert statuses(office, row("F-N", line=99), *rows) == [*[Status.UNCHANGED] * 2 * CHUNK, Status.CREATED]
    assert office.cases.commits == commits + 2


def test_a_file_that_is_stored_in_part_already_may_be_sent_again_when_a_later_row_turned_bad() -> None:
    office = Office()
    third = debtor(id="dbt_3")

    def later() -> None:
        office.cases.interfere = lambda: office.upload(row("F-2", who=third))

    office.cases.interfere = later
    with pytest.raises(UploadCollided):
        office.upload(row("F-1"), row("F-2", line=3, who=OTHER))
    assert [i.number for i in office.case.invoices] == ["F-1"]
    assert faults(office, row("F-1"), row("F-2", line=3, who=OTHER))[0][0] == "number"
