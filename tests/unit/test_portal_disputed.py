"""A part of an amount that is contested, and credit on no invoice, as the debtor sees them: the pages add up."""

from dataclasses import replace

import pytest

from chalicelib.adapters.portal.pages import amount_to_pay
from chalicelib.domain.case_view import CaseView
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from tests.browser.portal_samples import LATE, SOON, account, dispute
from tests.unit.portal_rendering import PAGES, read

PART = replace(dispute(LATE), amount=Money(28450))
CONTESTED_IN_PART = account(LATE, holds=(PART,))
BESIDE_ANOTHER = account(LATE, SOON, holds=(PART,))


def page(view: CaseView, language: Language = Language.FR) -> str:
    return read(PAGES.account(view, language, "csrf").html).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_account_asks_for_the_undisputed_rest_and_says_what_is_left_out() -> None:
    text = page(CONTESTED_IN_PART)
    assert CONTESTED_IN_PART.to_pay == amount_to_pay(CONTESTED_IN_PART) == Money(100000)
    assert "1 000,00 €" in text
    assert "Part que vous contestez, non réclamée" in text
    assert "284,50 €" in text.split("Part que vous contestez")[1]
    assert "Part you contest, not claimed" in page(CONTESTED_IN_PART, Language.EN)


def test_it_is_late_and_not_shown_as_contested_as_a_whole() -> None:
    assert "En litige" not in page(CONTESTED_IN_PART)
    assert [i.status for i in CONTESTED_IN_PART.invoices] == ["overdue"]


@pytest.mark.parametrize("language", Language)
def test_paying_that_invoice_alone_says_why_less_is_asked_for(language: Language) -> None:
    text = read(PAGES.pay(BESIDE_ANOTHER, language, "csrf", "", LATE.id).html)
    assert ("ce que vous contestez" if language is Language.FR else "what you contest") in text
    assert amount_to_pay(BESIDE_ANOTHER, LATE.id) == Money(100000)


def test_credit_on_no_invoice_is_deducted_with_a_line_of_its_own() -> None:
    view = replace(account(LATE), unallocated=Money(8450), open=Money(120000), to_pay=Money(120000))
    text = page(view)
    assert "Factures avant déduction : 1 284,50 €" in text
    assert "Autre versement ou avoir déduit : 84,50 €" in text
