"""The static site: what a creditor's landing page tells, and that the shared pages tell of nobody."""

from dataclasses import replace

from chalicelib.adapters.portal.jinja_templates import script
from chalicelib.adapters.portal.site import build_site
from tests.browser.portal_samples import CREDITOR
from tests.unit.portal_rendering import Tags, read, site_pages


def test_the_site_is_complete_in_both_languages() -> None:
    assert set(build_site(CREDITOR)) == {
        "index.html",
        "404.html",
        "outage.html",
        "robots.txt",
        "fr/help/index.html",
        "en/help/index.html",
        "fr/cre_atelier/index.html",
        "en/cre_atelier/index.html",
    }
    assert build_site(CREDITOR)["robots.txt"].content == b"User-agent: *\nDisallow: /\n"


def test_the_landing_page_says_who_writes_and_how_to_check_it() -> None:
    text = read(site_pages()["fr/cre_atelier/index.html"])
    for words in (
        "Atelier Morel, SARL",
        "732\u00a0829\u00a0320",
        "12 rue des Tanneurs",
        CREDITOR.email,
        CREDITOR.phone.replace(" ", "\u00a0"),
    ):
        assert words in text
    assert "au sujet de factures d’Atelier Morel." in text
    assert "se termine par 0189" in text
    assert "commence par https://factures.example/" in text
    assert CREDITOR.bank.iban not in text.replace(" ", "")


def test_the_landing_form_holds_no_access_and_is_hidden_until_the_script_finds_one() -> None:
    html = site_pages()["fr/cre_atelier/index.html"]
    assert '<form method="post" action="/portal/session" autocomplete="off" hidden>' in html
    assert '<input type="hidden" name="k">' in html
    assert '<input type="hidden" name="creditor" value="cre_atelier">' in html
    assert '<p id="no-script"' in html


def test_the_script_is_small_and_submits_nothing_by_itself() -> None:
    assert len(script().encode()) <= 1000
    assert ".submit(" not in script()
    assert ".click(" not in script()
    assert "fetch" not in script()


def test_only_the_landing_pages_name_the_creditor() -> None:
    for path, html in site_pages().items():
        assert ("Morel" in html) == ("cre_atelier" in path)


def test_a_hostile_creditor_is_only_text() -> None:
    name = "</script><script>alert(1)</script>"
    clean, dirty = site_pages(), site_pages(replace(CREDITOR, name=name, email='"><b>'))
    assert all(set(Tags(dirty[path])) <= set(Tags(html)) for path, html in clean.items())
