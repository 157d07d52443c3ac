"""A debtor's way through the portal in a real browser: by mouse, by keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.portal_samples import SITUATIONS
from tests.browser.portal_server import ACCESS, COOKIE, CSRF, Portal

pytestmark = pytest.mark.browser


def contest_with_an_error_then_right(page: Page) -> None:
    page.get_by_role("link", name="Signaler un problème sur la facture F-2026-0142").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signaler un problème")
    page.get_by_label("Précisions").fill("Déjà vu avec M. Lefèvre")
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page).to_have_title("Erreur\u00a0: Signaler un problème – Facture F-2026-0142")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Précisions")).to_have_value("Déjà vu avec M. Lefèvre")
    page.get_by_role("alert").get_by_role("link").click()
    page.get_by_label("Le montant n’est pas le bon").check()
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre signalement est enregistré")
    expect(page.get_by_role("main")).to_contain_text(SITUATIONS["several"].payment_reference)
    expect(page.get_by_role("main")).to_contain_text("Le reste, 360,00\u00a0€, peut être payé")


def test_from_the_link_to_a_contested_invoice(opened: Open, portal: Portal, landing: str) -> None:
    page = opened(landing)
    page.get_by_role("button", name="Voir mes factures").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1\u202f644,50\u00a0€")
    contest_with_an_error_then_right(page)
    page.get_by_role("link", name="Revenir à mes factures").click()
    expect(page.get_by_role("main")).to_contain_text("Contestée depuis le 22\u00a0novembre\u00a02026")
    assert portal.posted[0] == {"k": ACCESS, "lang": "fr", "creditor": "cre_atelier"}
    assert portal.posted[-1] == {"csrf": CSRF, "reason": "wrong-amount", "detail": "Déjà vu avec M. Lefèvre"}
    assert not any(ACCESS in line for line in portal.asked)


def test_from_the_link_to_an_address_that_is_written_to_no_more(opened: Open, portal: Portal, landing: str) -> None:
    """Who is not the debtor sees no account on its way."""
    page = opened(landing)
    page.get_by_role("button", name="Ce message n’est pas pour moi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce message n’est pas pour vous\u00a0?")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("button", name="Ne plus écrire à cette adresse").click()
    expect(page).to_have_title("Erreur\u00a0: Ce message n’est pas pour vous\u00a0?")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Quelqu’un d’autre").check()
    page.get_by_role("button", name="Ne plus écrire à cette adresse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est noté, merci")
    assert portal.posted[0] == {"k": ACCESS, "lang": "fr", "creditor": "cre_atelier", "to": "wrong-recipient"}
    assert portal.posted[-1] == {"csrf": CSRF, "answer": "not-me"}


def test_everything_after_the_opening_works_without_javascript(opened: Open, portal: Portal) -> None:
    page = opened("/portal/fr", session=True, java_script_enabled=False)
    contest_with_an_error_then_right(page)
    page.get_by_role("link", name="Payer par virement").click()
    expect(page.get_by_role("main")).to_contain_text("ATELIER MOREL SARL")
    page.get_by_role("button", name="Quitter").click()
    assert portal.posted[-1] == {"csrf": CSRF, "lang": "fr"}
    assert page.url.endswith("/fr/cre_atelier/")


def test_the_whole_way_by_keyboard(opened: Open, landing: str) -> None:
    page = opened(landing)

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if name in page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent"):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline == "solid", f"the focus on {name} cannot be seen"
                return
        pytest.fail(f"no way to {name} by Tab")

    tab_to("Voir mes factures")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reste à payer")
    tab_to("Aller au contenu")
    page.keyboard.press("Enter")
    tab_to("Signaler un problème")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signaler un problème")
    tab_to("Je n’ai pas reçu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to("Précisions")
    page.keyboard.type("Virement du 3 novembre")
    tab_to("Envoyer le signalement")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre signalement est enregistré")


def test_opening_the_link_changes_nothing_and_only_the_click_uses_it(
    opened: Open, portal: Portal, landing: str
) -> None:
    page = opened(landing)
    page.wait_for_timeout(300)
    page.reload()
    assert not [line for line in portal.asked if line.startswith("POST")]
    page.get_by_role("button", name="Voir mes factures").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reste à payer")
    page.go_back()
    assert ACCESS not in page.url


def test_without_its_access_the_landing_page_says_to_open_the_mail(opened: Open, landing: str) -> None:
    page = opened("/fr/cre_atelier/")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("ouvrez le lien reçu par e-mail")).to_be_visible()
    page.evaluate(f"location.href = '{landing}'")
    expect(page.get_by_role("button", name="Voir mes factures")).to_be_visible()


def test_without_javascript_the_landing_page_says_what_to_do(opened: Open, landing: str) -> None:
    page = opened(landing, java_script_enabled=False)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("JavaScript est désactivé ou bloqué")).to_be_visible()


def test_the_other_language_keeps_the_access_and_the_page(opened: Open, portal: Portal, landing: str) -> None:
    page = opened(landing)
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="See my invoices").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("€1,644.50")
    page.get_by_role("link", name="Pay only this one").first.click()
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("main")).to_contain_text("facture F-2026-0142 seule")


@pytest.mark.parametrize("path", ["/portal/fr", "/portal/fr/pay", "/portal/fr/contest/inv_1", "/portal/fr/x"])
def test_without_a_session_every_page_is_the_same_dead_link(opened: Open, path: str) -> None:
    page = opened(path)
    expect(page).to_have_title("Ce lien n’est plus valable")
    assert "Morel" not in page.content()


def test_a_wrong_access_leads_to_the_dead_link_page(opened: Open) -> None:
    page = opened("/fr/cre_atelier/#k=altered")
    page.get_by_role("button", name="Voir mes factures").click()
    expect(page).to_have_title("Ce lien n’est plus valable")


def test_the_session_cookie_is_kept_over_plain_http_on_the_loopback(opened: Open, portal: Portal, landing: str) -> None:
    """`__Host-` wants Secure, and Chromium takes the loopback for secure: the local demo can run on http."""
    for address in (portal.address, portal.address.replace("127.0.0.1", "localhost")):
        page = opened(address + landing)
        page.get_by_role("button", name="Voir mes factures").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reste à payer")
        assert [cookie["name"] for cookie in page.context.cookies()] == [COOKIE]


def test_no_referrer_makes_the_origin_of_our_own_forms_null(opened: Open, portal: Portal) -> None:
    """So the check of a form's origin must read Sec-Fetch-Site, and take the Origin `null` for no answer."""
    opened("/portal/fr", session=True).get_by_role("button", name="Quitter").click()
    assert portal.origins == [("null", "same-origin")]
