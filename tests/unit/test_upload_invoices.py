"""Takes invoices in; the same upload twice creates nothing new. Refusals and collisions have files of their own."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.domain.invoice import EntryKind
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.usecases.upload_invoices import CHUNK, Status, UploadInvoices, debtor_id, invoice_id
from chalicelib.usecases.upload_rows import Row
from tests.builders import CREDITOR, DEBTOR, KEY, MONDAY, Office, days, debtor, invoice, payment, row
from tests.fakes import MemoryCases
from tests.unit.upload_outcomes import OTHER, statuses


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


def test_a_change_of_the_debtor_is_a_fact_of_its_own() -> None:
    office = Office()
    assert office.upload(row("F-1")).debtors_changed == 0
    assert statuses(office, row("F-1", who=debtor(email="new@garage.test"))) == [Status.UNCHANGED]
    assert office.case.debtor.email == "new@garage.test"
    assert office.cases.history(KEY)[-1].data == {"by": "creditor", "fields_changed": ["email"]}


def test_each_debtor_that_a_file_changes_is_counted_once() -> None:
    office, many = Office(), [row(f"F-{n}", line=n) for n in range(CHUNK + 1)]
    others = [row("G-1", line=90, who=OTHER), row("G-2", line=91, who=debtor(id="dbt_3"))]
    office.upload(*many, *others)
    file = [replace(r, debtor=replace(r.debtor, email="new@garage.test")) for r in (*many, others[0])]
    report = office.upload(*file, others[1])
    assert report.debtors_changed == 2
    assert {t.status for t in report.taken} == {Status.UNCHANGED}
    assert office.upload(*file).debtors_changed == 0


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


def test_what_is_late_when_it_comes_in_has_waited_for_nobody() -> None:
    """The age of the oldest case that is due is an alarm."""
    office = Office()
    office.upload(row("F-1", due=MONDAY - days(45)))
    office.plan()
    assert ("OldestDueMinutes", 0) in office.metrics.counted


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
    # Each may be paid, with a discount; the rest is for the case, its debtor, and the words that end with them.
    assert 5 * CHUNK + 15 <= 100


def _sizes(office: Office) -> list[int]:
    versions = [e.version for e in office.cases.history(KEY)]
    return [versions.count(v) for v in set(versions)]


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


@pytest.mark.parametrize(
    ("paid", "less", "credit"),
    [(0, False, None), (2400, True, None), (2500, False, None), (10000, False, None), (10001, False, Money(1))],
)
def test_a_doubtful_sum_is_told(paid: int, less: bool, credit: Money | None) -> None:
    office = Office()
    office.upload(row("F-1", paid=2500))
    (taken,) = office.upload(row("F-1", paid=paid)).taken
    assert (taken.paid_less, taken.credit) == (less, credit)


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
    uploads = UploadInvoices(Counting(), office.judge, office.clock)
    rows = [row(f"F-{n}", line=n) for n in range(CHUNK)]
    uploads(CREDITOR, rows)
    loads.clear()
    uploads(CREDITOR, rows)
    assert len(loads) == 1
