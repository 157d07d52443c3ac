"""A debtor's way from the mail to the page and back, in Debian's Chromium, over the edge and the packaged functions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accounts import Account, invoice
from tests.e2e.conftest import Local
from tests.e2e.mailbox import words_of

IBAN = "FR7630004008230001098765491"
PATIENCE_MS = 20_000


@pytest.fixture
def page(browser: Browser, local: Local) -> Iterator[Page]:
    """A phone. Whatever the browser complains of fails the test."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    context.close()
    assert [c for c in complaints if "responded with a status of 4" not in c] == []


def owes_twice(account: Account) -> str:
    """A debtor with two invoices who was written to; its personal link."""
    account.upload(invoice("F-1", "Alpha", cents=25000), invoice("F-2", "Alpha", cents=12345, late=15))
    account.plan()
    (mail,) = account.mails()
    return mail.link


def enter(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Voir mes factures").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reste à payer")


def test_from_the_mail_to_a_contested_invoice_and_what_it_stops(account: Account, page: Page, tmp_path: Path) -> None:
    enter(page, owes_twice(account))
    expect(page.get_by_role("heading", level=1)).to_contain_text("373,45\u00a0€")
    check_transfer(page, tmp_path)
    check_letter(page)
    contest(page, "F-2", "F-2 : déjà vu avec M. Lefèvre")
    account.plan(days=30)
    # The reply first; the chase at the planner's next run.
    account.plan(days=35)
    first, told, second = account.mails()
    assert "votre contestation de la facture F-2" in told.text
    assert told.kept.tags["step"] not in (first.kept.tags["step"], second.kept.tags["step"])
    assert "F-2" in first.text
    assert "F-1" in second.text
    assert "F-2" not in second.text + words_of(second.pdf)
    assert second.kept.tags["step"] != first.kept.tags["step"]


def check_transfer(page: Page, folder: Path) -> None:
    """The QR code as a banking application sees it: the account, the amount, the reference."""
    page.get_by_role("link", name="Payer par virement").click()
    expect(page.get_by_role("main")).to_contain_text("SARL ATELIER MOREL")
    reference = page.locator("dd.take").last.text_content() or ""
    page.locator(".qr").screenshot(path=folder / "qr.png")
    (code,) = zxingcpp.read_barcodes(Image.open(folder / "qr.png"))
    lines = code.text.split("\n")
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert (lines[5], lines[6], lines[7]) == ("SARL ATELIER MOREL", IBAN, "EUR373.45")
    assert reference.replace(" ", "") in lines
    page.get_by_role("link", name="Revenir à mes factures").click()


def check_letter(page: Page) -> None:
    with page.expect_download() as downloading:
        page.get_by_role("link", name="(PDF").first.click()
    content = Path(downloading.value.path()).read_bytes()
    assert downloading.value.suggested_filename.endswith(".pdf")
    assert "373,45 €" in words_of(content)


def contest(page: Page, number: str, detail: str) -> None:
    page.get_by_role("link", name=f"Signaler un problème sur la facture {number}").click()
    page.get_by_label("Le montant n’est pas le bon").check()
    page.get_by_label("Précisions").fill(detail)
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre signalement est enregistré")
    page.get_by_role("link", name="Revenir à mes factures").click()
    expect(page.get_by_role("main")).to_contain_text("Contestée depuis le")
    expect(page.get_by_role("heading", level=1)).to_contain_text("250,00\u00a0€")


def test_what_was_contested_stands_in_the_creditors_history(account: Account, page: Page) -> None:
    enter(page, owes_twice(account))
    page.get_by_role("link", name="Signaler un problème sur la facture F-1").click()
    page.get_by_label("Je n’ai pas reçu").check()
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre signalement est enregistré")
    status, shown = account.call("GET", f"/invoices/{account.id_of('F-1')}")
    assert (status, shown["why"]["code"]) == (200, "contested")
    assert [e["data"]["reason"] for e in shown["history"] if "contested" in e["event"].lower()] == ["not-received"]


@pytest.mark.parametrize("change", ["altered", "of nobody"])
def test_an_altered_link_tells_nothing(account: Account, page: Page, change: str) -> None:
    token = {"altered": "a" * 32, "of nobody": "x"}[change]
    page.goto(f"{account.stack.edge_url}/portal/fr")
    expect(page).to_have_title("Ce lien n’est plus valable")
    page.goto(f"{account.stack.edge_url}/fr/{account.creditor}/#k={token}")
    page.get_by_role("button", name="Voir mes factures").click()
    expect(page).to_have_title("Ce lien n’est plus valable")
    assert "Essai" not in page.content()
