"""What was overpaid on one invoice, shown where it lessens the sum asked for: the pages add up to the cent."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.portal.pages import amount_to_pay, payable
from chalicelib.domain.case_view import CaseView
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from tests.browser.portal_samples import DISPUTED, LATE, OVERPAID, SITUATIONS, SOON, account, dispute
from tests.unit.portal_rendering import PAGES, read

several = SITUATIONS["several"]
TWICE = replace(OVERPAID, id="inv_5", number="F-2026-0099")
DISPUTE = (dispute(DISPUTED),)


@pytest.mark.parametrize(
    ("view", "before", "deducted"),
    [
        pytest.param(account(LATE, OVERPAID), "1\u202f284,50", ["F-2026-0121"], id="one late"),
        pytest.param(
            account(LATE, OVERPAID, TWICE), "1\u202f284,50", ["F-2026-0121", "F-2026-0099"], id="two overpaid"
        ),
        pytest.param(
            account(LATE, DISPUTED, OVERPAID, holds=DISPUTE), "1\u202f284,50", ["F-2026-0121"], id="beside a dispute"
        ),
        pytest.param(account(DISPUTED, OVERPAID, holds=DISPUTE), "99,00", ["F-2026-0121"], id="all contested"),
        pytest.param(
            account(replace(SOON, total=Money(900)), OVERPAID), "9,00", ["F-2026-0121"], id="covered by the credit"
        ),
        pytest.param(account(OVERPAID), "", [], id="nothing to deduct it from"),
        pytest.param(several, "", [], id="no credit"),
    ],
)
def test_the_account_shows_what_was_deducted_and_from_which_invoice(
    view: CaseView, before: str, deducted: list[str]
) -> None:
    text = read(PAGES.account(view, Language.FR, "csrf").html)
    assert re.findall(r"Factures avant déduction\u00a0: (.+?)\u00a0€", text) == ([before] if before else [])
    shown = re.findall(r"Trop-perçu déduit\u00a0: 12,50\u00a0€ \(facture (\S+)\)", text)
    assert sorted(shown) == sorted(deducted)


@pytest.mark.parametrize(
    ("view", "chosen", "lines"),
    [
        pytest.param(account(LATE, OVERPAID), None, 1, id="all that is left"),
        pytest.param(account(LATE, SOON, OVERPAID), "inv_1", 0, id="one has its own sentence"),
        pytest.param(several, None, 0, id="no credit"),
    ],
)
def test_the_transfer_shows_what_was_deducted_from_its_sum(view: CaseView, chosen: str | None, lines: int) -> None:
    text = read(PAGES.pay(view, Language.EN, "csrf", "", chosen).html)
    assert text.count("Invoices before deduction: €1,284.50") == lines
    assert text.count("Overpayment deducted: €12.50 (invoice F-2026-0121)") == lines


def test_one_invoice_alone_costs_what_a_letter_about_it_asks_for() -> None:
    """The oldest gets the credit, as in the letters: the one after it is asked for as it stands."""
    view = account(LATE, SOON, OVERPAID)
    assert (amount_to_pay(view, LATE.id), amount_to_pay(view, SOON.id)) == (Money(127200), Money(36000))
    assert amount_to_pay(view) == Money(127200 + 36000)
    said = read(PAGES.pay(view, Language.EN, "csrf", "", LATE.id).html)
    assert "Of invoice F-2026-0142 alone, €1,284.50 is open" in said
    assert "deducted from it: €12.50" in said
    assert "invoice F-2026-0157 alone" in read(PAGES.pay(view, Language.EN, "csrf", "", SOON.id).html)


def test_an_invoice_that_the_credit_covers_is_not_to_be_paid() -> None:
    covered = replace(SOON, total=Money(900))
    view = account(covered, replace(LATE, due_on=SOON.due_on + timedelta(days=1)), OVERPAID)
    page = PAGES.account(view, Language.EN, "csrf").html
    assert "Covered by an overpayment" in read(page)
    assert f"pay?invoice={LATE.id}" in page
    assert f"pay?invoice={covered.id}" not in page
    assert amount_to_pay(view, covered.id) == amount_to_pay(view) == Money(128450 - 350)


def test_what_is_contested_is_told_whole_though_a_credit_covers_the_rest() -> None:
    covered = replace(SOON, total=Money(900))
    view = account(DISPUTED, covered, OVERPAID, holds=DISPUTE)
    assert (view.contested, view.to_pay, view.open) == (Money(9900), Money(-350), Money(9550))
    text = read(PAGES.account(view, Language.EN, "csrf").html)
    assert "€99.00" in text.split("Invoices before deduction")[0]


def test_nothing_is_asked_for_one_invoice_when_the_credit_is_over_all_that_is_left() -> None:
    """A paused invoice gets no part of the credit, and is not called contested."""
    pause = Hold(HoldKind.PAUSE, SOON.id, SOON.issued_on, "creditor", "talks")
    view = account(replace(SOON, total=Money(900)), OVERPAID, holds=(pause,))
    assert (view.to_pay, payable(view, SOON.id)) == (Money(-350), None)
