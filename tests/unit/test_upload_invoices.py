"""Takes invoices in: all of them or, unless a part is asked for, none; the same upload twice creates nothing new."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.invoice import EntryKind
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind, Language
from chalicelib.usecases.upload_invoices import (
    CHUNK,
    TRIES,
    Row,
    Status,
    UploadCollided,
    UploadInvoices,
    debtor_id,
    invoice_id,
)
from tests.builders import (
    CREDITOR,
    DEBTOR,
    KEY,
    MONDAY,
    MORNING,
    Office,
    credit_note,
    creditor,
    days,
    debtor,
    invoice,
    payment,
    row,
)
from tests.fakes import MemoryCases

OTHER = debtor(id="dbt_2", name="Boulangerie Ker")


def statuses(office: Office, *rows: Row) -> list[Status]:
    return [t.status for t in office.upload(*rows).taken]


def faults(office: Office, *rows: Row) -> list[tuple[str, str, str, int | None]]:
    with pytest.raises(Invalid) as refusal:
        office.upload(*rows)
    return [(p.field, p.code, p.message, p.line) for p in refusal.value.problems]


def test_a_new_invoice_opens_the_case_of_its_debtor() -> None:
    office = Office()
    report = office.upload(row("F-1", line=7))
    assert [(t.line, t.number, t.status) for t in report.taken] == [(7, "F-1", Status.CREATED)]
    assert report.taken[0].invoice_id == invoice_id(CREDITOR, "F-1")
    assert report.refused == ()
    assert office.case.invoices == (invoice("F-1"),)
    assert office.case.debtor == debtor()
    (entry,) = office.cases.history(KEY)
    assert (entry.kind, entry.data["by"], entry.data["number"]) == ("InvoiceUploaded", "creditor", "F-1")


def test_each_debtor_has_a_case_of_its_own() -> None:
    office = Office()
    office.upload(row("F-1"), row("F-2", line=3, who=OTHER), row("F-3", line=4))
    assert {key.debtor_id: len(c.invoices) for key, c in office.cases.stored.items()} == {DEBTOR: 2, "dbt_2": 1}


def test_the_report_follows_the_lines_of_the_file() -> None:
    report = Office().upload(row("F-1"), row("F-2", line=3, who=OTHER), row("F-3", line=4))
    assert [t.line for t in report.taken] == [2, 3, 4]


def test_nothing_is_written_when_the_same_file_comes_twice() -> None:
    office = Office()
    rows = (row("F-1", paid=2500), row("F-2", line=3, who=OTHER))
    office.upload(*rows)
    commits = office.cases.commits
    assert statuses(office, *rows) == [Status.UNCHANGED, Status.UNCHANGED]
    assert office.cases.commits == commits


def test_what_was_paid_is_booked_as_the_difference_to_the_sum_so_far() -> None:
    office = Office()
    office.upload(row("F-1", paid=2500))
    assert statuses(office, row("F-1", paid=4000)) == [Status.UPDATED]
    (stored,) = office.case.invoices
    assert [(e.kind, e.amount, e.reference) for e in stored.entries] == [
        (EntryKind.PAYMENT, Money(2500), "upload:2500"),
        (EntryKind.PAYMENT, Money(1500), "upload:4000"),
    ]
    assert office.cases.history(KEY)[-1].data["open_after"] == {"cents": 6000, "currency": "EUR"}


@pytest.mark.parametrize("paid", [pytest.param(0, id="nothing"), pytest.param(2400, id="less")])
def test_a_payment_that_we_know_of_is_kept_when_the_file_states_less(paid: int) -> None:
    office = Office()
    office.upload(row("F-1", paid=2500))
    assert statuses(office, row("F-1", paid=paid)) == [Status.UNCHANGED]
    assert office.case.open == Money(7500)


def test_a_payment_is_not_booked_again_when_the_file_states_what_was_recorded() -> None:
    office = Office()
    office.upload(row("F-1"))
    office.pay(CREDITOR, invoice_id(CREDITOR, "F-1"), payment(2500), "key_1")
    assert statuses(office, row("F-1", paid=2500)) == [Status.UNCHANGED]
    assert office.case.open == Money(7500)


@pytest.mark.parametrize(
    ("paid_on", "booked_on"),
    [
        pytest.param(MONDAY, MONDAY, id="the day that is given"),
        pytest.param(None, MONDAY - days(30), id="the day of issue when none is"),
    ],
)
def test_a_payment_in_a_file_is_booked_on_its_day(paid_on: date | None, booked_on: date) -> None:
    office = Office()
    office.upload(Row(2, invoice("F-1"), debtor(), Money(100), paid_on))
    assert office.case.invoices[0].entries[0].on == booked_on


def test_a_paid_invoice_is_unchanged_when_it_comes_again() -> None:
    office = Office()
    office.upload(row("F-1", paid=10000), row("F-2", line=3))
    assert statuses(office, row("F-1", paid=10000), row("F-2", line=3)) == [Status.UNCHANGED, Status.UNCHANGED]
    assert statuses(office, row("F-1", paid=10000)) == [Status.UNCHANGED]
    assert len(office.case.invoices) == 2


def test_a_paid_invoice_takes_an_overpayment_stated_later() -> None:
    office = Office()
    office.upload(row("F-1", paid=10000))
    assert statuses(office, row("F-1", paid=10001)) == [Status.UPDATED]
    assert office.case.open == Money(-1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"cents": 9000}, "total 100.00 EUR, now 90.00 EUR", id="another total"),
        pytest.param({"cents": 10005}, "total 100.00 EUR, now 100.05 EUR", id="five cents more"),
        pytest.param({"due_on": MONDAY + days(1)}, "due_on 2026-11-23, now 2026-11-24", id="another due date"),
        pytest.param({"issued_on": MONDAY}, "issued_on 2026-10-24, now 2026-11-23", id="another day of issue"),
        pytest.param({"purchase_order": "BC-1"}, "purchase_order BC-0, now BC-1", id="another order"),
        pytest.param({"number": "f-1"}, "number", id="the number spelled otherwise"),
    ],
)
@pytest.mark.parametrize("paid", [0, 10000], ids=["open", "paid"])
def test_a_known_number_is_refused_when_its_content_differs(change: dict[str, object], said: str, paid: int) -> None:
    office = Office()
    office.upload(row("F-1", paid=paid, purchase_order="BC-0"))
    again = row("F-1", line=9, paid=paid, **{"purchase_order": "BC-0", **change})
    message = f"invoice {again.invoice.number} was already uploaded with other content ({said})"
    assert faults(office, again) == [("number", "duplicate", message, 9)]


def test_a_number_is_refused_when_another_debtor_has_it() -> None:
    office = Office()
    office.upload(row("F-1"))
    expected = ("number", "duplicate", "invoice F-1 is already another debtor's invoice", 2)
    assert faults(office, row("F-1", who=OTHER)) == [expected]


def test_two_creditors_may_use_the_same_number() -> None:
    office = Office()
    office.creditors.put(creditor(id="cre_2"))
    office.upload(row("F-1"))
    theirs = Row(2, invoice("F-1", id=invoice_id("cre_2", "F-1")), debtor(), Money(0))
    assert office.uploads("cre_2", [theirs]).taken[0].status is Status.CREATED


def test_a_number_is_refused_when_it_stands_twice_in_one_file() -> None:
    found = faults(Office(), row("F-1"), row("F-1", line=3), row("F-1", line=4))
    assert found == [("number", "duplicate", "invoice F-1 stands on line 2 too", line) for line in (3, 4)]


def test_every_field_that_differs_is_named_when_two_lines_describe_one_debtor_differently() -> None:
    other = debtor(email="other@garage.test", kind=DebtorKind.CONSUMER)
    text = "differs from line 2, which names the same debtor: make both lines agree"
    assert faults(Office(), row("F-1"), row("F-2", line=3, who=other)) == [
        ("debtor.kind", "contradiction", text, 3),
        ("debtor.email", "contradiction", text, 3),
    ]


def test_nothing_at_all_is_stored_when_one_line_is_bad() -> None:
    office = Office()
    faults(office, row("F-1"), row("F-2", line=3, who=OTHER), row("F-2", line=4, who=OTHER))
    assert office.cases.stored == {}


def test_the_good_lines_are_stored_when_a_part_is_asked_for() -> None:
    office = Office()
    rows = [row("F-1"), row("F-1", line=3), row("F-2", line=4)]
    report = office.uploads(CREDITOR, rows, partial=True)
    assert [(t.line, t.status) for t in report.taken] == [(2, Status.CREATED), (4, Status.CREATED)]
    assert [p.line for p in report.refused] == [3]
    assert len(office.case.invoices) == 2


def test_a_change_of_the_debtor_is_a_fact_of_its_own() -> None:
    office = Office()
    office.upload(row("F-1"))
    assert statuses(office, row("F-1", who=debtor(email="new@garage.test"))) == [Status.UNCHANGED]
    assert office.case.debtor.email == "new@garage.test"
    assert office.cases.history(KEY)[-1].data == {"by": "creditor", "fields_changed": ["email"]}


@pytest.mark.parametrize(
    ("dues", "look"),
    [
        pytest.param((MONDAY + days(60),), MONDAY + days(45), id="fifteen days before it is due"),
        pytest.param((MONDAY + days(60), MONDAY + days(50)), MONDAY + days(35), id="the first of two"),
        pytest.param((MONDAY - days(45),), MONDAY - days(60), id="at once when it is late already"),
    ],
)
def test_the_case_is_looked_at_when_its_first_level_may_fall_due(dues: tuple[date, ...], look: date) -> None:
    office = Office()
    office.upload(*(row(f"F-{n}", line=n, due=due) for n, due in enumerate(dues)))
    assert office.case.next_look_at is not None
    assert office.case.next_look_at.date() == look
    assert office.case.next_look_at.hour in (6, 7)


def test_a_look_that_was_planned_is_never_put_off() -> None:
    office = Office()
    office.upload(row("F-1", due=MONDAY + days(20)))
    sooner = office.case.next_look_at
    office.upload(row("F-2", due=MONDAY + days(90)))
    assert office.case.next_look_at == sooner == datetime(2026, 11, 28, 7, tzinfo=UTC)


def test_many_invoices_of_one_debtor_go_in_whole_transactions_that_fit() -> None:
    office = Office()
    office.upload(*(row(f"F-{n}", line=n) for n in range(2 * CHUNK + 1)))
    assert office.cases.commits == 3
    assert len(office.case.invoices) == 2 * CHUNK + 1
    assert max(_sizes(office)) <= CHUNK
    assert 4 * CHUNK + 5 <= 100


def _sizes(office: Office) -> list[int]:
    versions = [e.version for e in office.cases.history(KEY)]
    return [versions.count(v) for v in set(versions)]


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


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"kind": DebtorKind.CONSUMER}, "debtor.kind", "is stored as trader, now consumer"),
        ({"siren": "552100554"}, "debtor.siren", "is stored as 732829320, now 552100554"),
    ],
    ids=["kind", "SIREN"],
)
@pytest.mark.parametrize("number", ["F-1", "F-2"], ids=["known invoice", "new invoice"])
def test_no_later_file_changes_who_a_debtor_is(change: dict[str, Any], place: str, said: str, number: str) -> None:
    office = Office()
    who = debtor(siren="732829320")
    office.upload(row("F-1", who=who))
    before = office.case
    ((field, code, message, line),) = faults(office, row(number, line=9, who=replace(who, **change)))
    assert (field, code, line) == (place, "contradiction", 9)
    assert said in message
    assert office.case == before


def test_what_a_later_file_does_not_say_stands() -> None:
    office = Office()
    whole = debtor(siren="732829320", language=Language.EN)
    office.upload(row("F-1", who=whole, purchase_order="BC-1"))
    bare = replace(whole, email=None, address=None, siren=None, language=Language.FR)
    again = replace(row("F-1", who=bare), says_language=False)
    assert statuses(office, again) == [Status.UNCHANGED]
    assert (office.case.debtor, office.case.invoices[0].purchase_order) == (whole, "BC-1")
    assert [e.kind for e in office.cases.history(KEY)] == ["InvoiceUploaded"]


def test_what_a_later_file_says_for_the_first_time_is_taken() -> None:
    office = Office()
    office.upload(row("F-1", who=debtor(email=None)))
    office.upload(row("F-1", who=debtor(siren="732829320", language=Language.EN, address=None)))
    assert office.case.debtor == debtor(siren="732829320", language=Language.EN)
    assert office.cases.history(KEY)[-1].data["fields_changed"] == ["email", "siren", "language"]


def test_a_credit_note_does_not_swallow_a_payment_that_the_file_declares() -> None:
    office = Office()
    office.upload(row("F-1", cents=100000))
    office.pay(CREDITOR, invoice_id(CREDITOR, "F-1"), credit_note(30000), "key_1")
    assert statuses(office, row("F-1", cents=100000, paid=20000)) == [Status.UPDATED]
    assert office.case.open == Money(50000)


@pytest.mark.parametrize(
    ("paid", "less", "credit"),
    [(0, False, None), (2400, True, None), (2500, False, None), (9000, False, None), (9001, False, Money(1))],
)
def test_a_doubtful_sum_is_told(paid: int, less: bool, credit: Money | None) -> None:
    office = Office()
    office.upload(row("F-1", paid=2500))
    office.pay(CREDITOR, invoice_id(CREDITOR, "F-1"), credit_note(1000), "key_1")
    (taken,) = office.upload(row("F-1", paid=paid)).taken
    assert (taken.paid_less, taken.credit) == (less, credit)


def test_nothing_is_taken_for_a_creditor_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="no such creditor"):
        Office().uploads("cre_9", [row("F-1")])


def test_an_empty_upload_is_no_fault() -> None:
    assert Office().upload().taken == ()


def test_ids_say_nothing_and_depend_on_the_creditor() -> None:
    assert invoice_id("cre_1", "F-1") != invoice_id("cre_2", "F-1")
    assert debtor_id("cre_1", "C-1") != debtor_id("cre_2", "C-1")
    assert invoice_id("cre_1", "F-1").startswith("inv_")
    assert debtor_id("cre_1", "C-1").startswith("dbt_")
    assert len(invoice_id("cre_1", "F-1")) == len(debtor_id("cre_1", "C-1")) == 24


def test_the_stored_invoices_are_read_once_for_each_debtor() -> None:
    loads = []

    class Counting(MemoryCases):
        def load(self, key: CaseKey, closed_invoice: str | None = None):  # type: ignore[no-untyped-def]
            loads.append(key)
            return super().load(key, closed_invoice)

    office = Office()
    uploads = UploadInvoices(Counting(), office.creditors, office.clock)
    rows = [row(f"F-{n}", line=n) for n in range(CHUNK)]
    uploads(CREDITOR, rows)
    loads.clear()
    uploads(CREDITOR, rows)
    assert len(loads) == 1
