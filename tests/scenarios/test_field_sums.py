"""Where the reminder engines of others ask for the wrong sum, or end a dunning at the wrong moment.

Each test is named after a failure; its docstring cites the thread. Interest and fees are in test_field_interest.
Invoices are due on Monday 2 November 2026.
"""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Conditions
from chalicelib.usecases.record_credit import RecordCredit
from tests.builders import CREDITOR, KEY, UNATTENDED, Office, days, invoice, payment
from tests.fakes import FixedPolicies
from tests.scenarios.diary import CLERK, Diary, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
TWO_LETTERS = ["19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: delivered"]


def november(day: int) -> date:
    return date(2026, 11, day)


def test_a_part_payment_of_the_oldest_invoice_jumps_no_state() -> None:
    """killbill/killbill#2297: the re-check is anchored wrongly, a state is skipped, the account is cancelled."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=november(9)).lives_until(november(6)).pays("F-1", 9000)
    diary.lives_until(november(30))
    assert diary.pages == [
        "19 Oct notice F-1: delivered",
        "26 Oct notice F-2: delivered",
        "5 Nov reminder-1 F-1: delivered",
        "12 Nov reminder-2 F-1 F-2: delivered",
        "19 Nov reminder-2 F-2: delivered",
        "26 Nov final-reminder F-1: delivered",  # due on the 22nd; two a fortnight
    ]
    assert diary.claimed_cents[3:] == [11000, 10000, 1000]


def test_an_older_invoice_that_is_imported_restarts_no_ladder() -> None:
    """Upflow (FIELD, E: its manual, no thread): importing an older invoice restarts the workflow of the customer."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(24)).owes("F-0", due=DUE - days(90))
    diary.lives_until(DUE + days(100))
    of_the_first = [page for page in diary.pages if "F-1" in page and "reminder-1" in page]
    assert of_the_first == ["5 Nov reminder-1 F-1: delivered"]
    assert "30 Nov reminder-1 F-0: delivered" in diary.pages


@pytest.mark.parametrize("order", list(permutations(("F-1", "F-2", "F-3"))), ids="-".join)
def test_a_dunning_of_three_invoices_goes_on_until_the_last_is_paid_whichever_that_is(order: tuple[str, ...]) -> None:
    """frappe/erpnext#41752: resolved while one of its invoices is unpaid, the last row of a loop wins."""
    diary = Diary()
    for number in order:
        diary.owes(number, due=DUE)
    diary.lives_until(november(6)).pays(order[0], 10000).pays(order[1], 10000)
    assert [diary.why(n) for n in order] == [Why.PAID, Why.PAID, Why.NOT_DUE_BEFORE]
    diary.lives_until(november(13)).pays(order[2], 10000).lives_until(DUE + days(100))
    assert diary.claimed_cents == [30000, 30000, 10000]
    assert diary.why(order[2]) is Why.PAID


def test_a_credit_note_counts_as_a_payment_for_the_status() -> None:
    """frappe/erpnext#49066, OCA/credit-control#211."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).credits("F-1", 10000).lives_until(DUE + days(100))
    assert (diary.pages, diary.why("F-1"), diary.tasks) == (TWO_LETTERS, Why.PAID, [])


@pytest.mark.parametrize("where", ["on an invoice", "on no invoice"])
def test_a_credit_note_that_was_cancelled_is_ignored(where: str) -> None:
    """OCA/credit-control#562: cancelled credit notes are still listed."""
    diary = Diary().owes("F-1", due=DUE)
    (diary.credits("F-1", 4000) if where == "on an invoice" else diary.credits_no_invoice(4000)).lives_until(
        november(6)
    )
    assert diary.claimed_cents == [6000, 6000]
    if where == "on an invoice":
        diary.takes_back("F-1", "AV-2026-10-05")
    else:
        RecordCredit(diary.office.change).withdraw(KEY, "AV-2026-10-05", "cancelled", CLERK)
    diary.lives_until(november(12))
    printed = diary.office.press.printed[-1]
    assert (printed.credit, printed.to_pay, diary.claimed_cents[2:]) == (Money(0), Money(10000), [10000])
    assert (printed.lines[0].entries, printed.lines[0].paid) == ((), Money(0))


WAYS_TO_PAY = {"a promise": Why.PROMISED, "a plan": Why.IN_PLAN, "a direct debit": Why.DIRECT_DEBIT}


@pytest.mark.parametrize("said", WAYS_TO_PAY)
def test_no_normal_reminder_goes_out_while_another_way_to_pay_is_agreed(said: str) -> None:
    """invoiceninja/invoiceninja#7840 and invoiceninja/invoiceninja#2379: a reminder though auto-debit is set."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6))
    if said == "a promise":
        diary.promises(DUE + days(30), "F-1")
    elif said == "a plan":
        diary.agrees_on((DUE + days(30), 10000))
    else:
        diary.holds(HoldKind.DIRECT_DEBIT, "F-1", until=DUE + days(30))
    diary.lives_until(DUE + days(30))
    assert diary.why("F-1") is WAYS_TO_PAY[said]
    own = ["30 Nov instalment F-1: delivered"] if said == "a plan" else []  # DUE + 27, a Sunday
    assert diary.pages == [*TWO_LETTERS, *own]


def test_a_debtor_in_net_credit_is_not_reminded() -> None:
    """akaunting/akaunting#259, invoiceninja/invoiceninja#4732: a reminder while the client has a credit balance."""
    diary = Diary().owes("F-1", due=DUE).credits_no_invoice(10000).lives_until(DUE + days(100))
    assert (diary.pages, diary.why("F-1"), diary.office.case.next_look_at) == ([], Why.IN_CREDIT, None)


def test_a_threshold_is_compared_with_what_is_still_owed() -> None:
    """getlago/lago-api (E4.8, read in its code, no thread): the gross amount is summed, so that an invoice nearly paid
    still triggers.
    """
    diary = Diary(office=under("gentle-1")).owes("F-1", due=DUE).pays("F-1", 8500).lives_until(DUE + days(90))
    assert (diary.pages, diary.why("F-1")) == ([], Why.TOLERATED)
    diary = Diary(office=under("gentle-1")).owes("F-1", due=DUE).pays("F-1", 8499).lives_until(DUE + days(10))
    assert len(diary.pages) == 2


def test_a_threshold_of_a_level_is_compared_with_what_may_be_claimed() -> None:
    """getlago/lago-api (E4.8, read in its code, no thread), of a level and of an invoice that is contested in part."""
    rungs = tuple(
        replace(r, conditions=Conditions(at_least=Money(15000))) if r.level is Level.FORMAL_NOTICE else r
        for r in UNATTENDED.rungs
    )
    office = Office(policies=FixedPolicies(replace(UNATTENDED, rungs=rungs)))
    diary = Diary(office=office).owes("F-1", due=DUE, cents=20000).lives_until(november(24))
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(5001)).lives_until(DUE + days(60))
    assert (diary.pages[-1][:21], diary.why("F-1")) == ("23 Nov final-reminder", Why.LADDER_ENDED)


def test_an_invoice_that_was_reminded_hides_no_other_of_its_debtor() -> None:
    """OCA/credit-control#460; frappe/erpnext#12429 (one mail for each invoice)."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=november(4)).owes("F-3", due=november(5))
    diary.lives_until(november(19))
    assert diary.pages[-3:] == [
        "5 Nov reminder-1 F-1: delivered",
        "10 Nov reminder-1 F-2 F-3: delivered",
        "19 Nov reminder-2 F-1 F-2 F-3: delivered",
    ]
    assert diary.claimed_cents[-1] == 30000


@pytest.mark.parametrize(("paid", "rest"), [(1, 9999), (6000, 4000)], ids=["a cent", "60.00 of 100.00"])
def test_an_invoice_that_was_paid_in_part_is_reminded_of_the_rest(paid: int, rest: int) -> None:
    """OCA/credit-control#330: what was paid in part was not reminded."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).pays("F-1", paid).lives_until(november(12))
    assert (diary.pages[2:], diary.claimed_cents[-1]) == (["12 Nov reminder-2 F-1: delivered"], rest)


def test_a_stop_is_for_one_invoice_or_for_one_client() -> None:
    """invoiceninja/invoiceninja#1578 (Mahnstopp)."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).holds(HoldKind.PAUSE, "F-1").lives_until(november(6))
    assert diary.pages == ["19 Oct notice F-2: delivered", "5 Nov reminder-1 F-2: delivered"]
    diary.holds(HoldKind.PAUSE).lives_until(DUE + days(100))
    assert len(diary.pages) == 2


def test_a_payment_that_the_platform_announces_delays_the_reminder_by_three_working_days() -> None:
    """odoo/odoo#268018: "payment sent" (211) is to delay reminders."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4)).is_told("F-1", StatusCode.PAYMENT_SENT)
    assert diary.lives_until(november(10)).pages == ["19 Oct notice F-1: delivered", "10 Nov reminder-1 F-1: delivered"]


def test_a_payment_that_was_stated_twice_is_booked_once() -> None:
    """invoiceninja/invoiceninja#2330, the other way round: what is said again changes nothing."""
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6))
    entry = payment(4000, "VIR-1", diary.today)
    for _ in range(3):
        diary.office.pay(CREDITOR, invoice("F-1").id, entry, "key_1")
    assert diary.office.case.open == Money(6000)
