"""What the portal's pages say and never say, in every situation and both languages."""

import gzip
import re
from dataclasses import replace

import pytest
from markupsafe import escape

from chalicelib.adapters.portal.contest_form import LONGEST_DETAIL, entered_in, errors_in
from chalicelib.adapters.portal.jinja_templates import whole
from chalicelib.adapters.portal.pages import Page, amount_to_pay
from chalicelib.domain.hold import DisputeReason
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.typography import amount
from tests.browser.portal_samples import LATE, OVERPAID, SETTLED, SITUATIONS, account, hostile
from tests.unit.portal_rendering import PAGES, Balanced, Tags, everything, messages, pages_of, read

ONE_WINDOW = 14_000  # bytes: what a server may send before the first answer comes back
LEAKS = re.compile(r"\{\{|\}\}|\{%|built-in|\bNone\b|Undefined|<function|<bound|object at 0x|&amp;(amp|#|quot|lt)")
several = SITUATIONS["several"]


@pytest.mark.parametrize("name", everything())
def test_a_page_is_whole_and_leaks_nothing_of_its_template(name: str) -> None:
    html = everything()[name]
    assert not LEAKS.search(re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.S))
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert re.search(r"<title>[^<]+</title>", html)
    assert "style=" not in html
    assert not re.search(r"\son\w+=", html)
    assert not re.search(r'(src|href|action)="(https?:)?//', html), "something of a third party"
    Balanced().feed_all(html)


@pytest.mark.parametrize("name", [n for n in everything() if n.startswith(("fr ", "fr/", "index", "404", "outage"))])
def test_french_is_set_with_unbreakable_spaces(name: str) -> None:
    text = read(everything()[name])
    assert not re.search(r"[^\s] [:;?!»%€]", text)
    assert not re.search(r"« ", text)
    assert not re.search(r"\d \d", text)
    assert not re.search(r"\w[?!;](\s|$)", text)
    assert "'" not in text, "a typewriter apostrophe"


@pytest.mark.parametrize("name", everything())
def test_no_word_threatens_or_plays_the_state(name: str) -> None:
    banned = (
        r"huissier|commissaire|saisie|fichage|tribunal|urgent|dernier avis|final notice|infraction|poursuite|bailiff"
    )
    official = r"république|ministère|préfecture|trésor public|\bcourt\b|\bmarianne\b"
    text = read(everything()[name])
    assert not re.search(rf"\b({banned}|{official})", text, re.IGNORECASE)
    assert "!" not in text


@pytest.mark.parametrize("name", everything())
def test_a_first_load_fits_one_window(name: str) -> None:
    """Compressed with much room to spare; and even as it stands, but for the drawing of a QR code."""
    html = everything()[name]
    assert len(gzip.compress(html.encode())) <= ONE_WINDOW / 2
    assert len(re.sub(r"<svg.*?</svg>", "", html, flags=re.S).encode()) <= ONE_WINDOW


def test_forty_invoices_still_fit_one_window_compressed() -> None:
    invoices = [replace(LATE, id=f"inv_{n}", number=f"F-2026-{n:04d}") for n in range(40)]
    html = PAGES.account(account(*invoices), Language.FR, "csrf").html
    assert len(gzip.compress(html.encode())) <= ONE_WINDOW


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_sums_on_the_pages_are_those_of_the_view(situation: str, language: Language) -> None:
    view = SITUATIONS[situation]
    text = read(PAGES.account(view, language, "csrf").html)
    shown = [view.to_pay] if view.to_pay.is_positive else []
    shown += [view.open - view.to_pay] if view.to_pay.is_positive and view.open != view.to_pay else []
    for money in (*shown, *(i.total for i in view.invoices), *(i.open for i in view.invoices if i.open.is_positive)):
        assert amount(money, language) in text
    if view.to_pay.is_positive:
        assert amount(view.to_pay, language) in read(PAGES.pay(view, language, "csrf", "<svg></svg>").html)


@pytest.mark.parametrize(
    ("situation", "chosen", "cents"),
    [
        ("several", None, 164450),
        ("several", "inv_1", 128450),
        ("several", "inv_3", 164450),
        ("several", "inv_of_another", 164450),
        ("a credit on another", "inv_1", 127200),
        ("nothing owed", None, 0),
    ],
)
def test_what_is_asked_for_is_never_more_than_what_is_left(situation: str, chosen: str | None, cents: int) -> None:
    assert amount_to_pay(SITUATIONS[situation], chosen) == Money(cents)


@pytest.mark.parametrize(
    ("situation", "said", "unsaid"),
    [
        ("several", "Ce montant est celui de la facture F-2026-0142 seule.", "payé en trop"),
        (
            "a credit on another",
            "Sur la facture F-2026-0142 seule, il reste 1 284,50 € ; ce que vous aviez payé en trop ailleurs en a été "
            "déduit : 12,50 €.",
            "est celui de la facture",
        ),
    ],
)
def test_the_sum_for_one_invoice_says_when_a_credit_was_deducted(situation: str, said: str, unsaid: str) -> None:
    text = read(PAGES.pay(SITUATIONS[situation], Language.FR, "csrf", "", "inv_1").html)
    assert said in re.sub("[\u00a0\u202f]", " ", text)
    assert unsaid not in text


def test_the_account_says_how_much_to_whom_and_by_when() -> None:
    text = read(PAGES.account(several, Language.FR, "csrf").html)
    assert "Reste à payer" in text
    assert "À payer à Atelier Morel" in text
    assert "Échéance dépassée de 22 jours" in text
    assert "Contestée depuis le 18\u00a0novembre\u00a02026" in text
    assert "Les relances de cette facture sont suspendues." in text


def test_a_contested_or_settled_invoice_has_no_form_and_no_payment_of_its_own() -> None:
    html = PAGES.account(several, Language.FR, "csrf").html
    assert "contest/inv_1" in html
    assert "contest/inv_3" not in html
    assert "contest/inv_4" not in html
    assert "pay?invoice=inv_3" not in html
    assert (
        '<form method="post" action="/portal/fr/contest'
        not in PAGES.contest(several, Language.FR, "csrf", "inv_3", {}, {}).html
    )


def test_nothing_owed_thanks_and_asks_for_nothing() -> None:
    html = PAGES.account(account(SETTLED), Language.FR, "csrf").html
    assert "Rien à payer, merci" in html
    assert "/pay" not in html
    assert "user-select" not in read(html)
    assert "FR76" not in PAGES.pay(account(SETTLED), Language.FR, "csrf", "").html


def test_without_a_code_the_transfer_shows_its_lines_alone() -> None:
    html = PAGES.pay(several, Language.FR, "csrf", "").html
    assert "scannez" not in html
    assert several.creditor.bank.holder in html


def test_a_failure_that_may_have_changed_something_does_not_say_otherwise() -> None:
    page = PAGES.unavailable(Language.FR, unchanged=False)
    assert page.status == 503
    assert "rien n’a été modifié" not in page.html
    assert "vérifiez d’abord" in page.html


def test_the_transfer_shows_the_holder_as_the_bank_has_it_and_copies_without_spaces() -> None:
    html = PAGES.pay(several, Language.FR, "csrf", "<svg></svg>").html
    assert several.creditor.bank.holder in html
    bare = re.sub(r"</?(span|wbr)>", "", html)
    assert several.creditor.bank.iban in bare
    assert several.payment_reference in bare


def test_the_receipt_of_a_report_groups_its_reference_as_the_transfer_does() -> None:
    grouped = re.compile(r'<dd class="take"><span>RF\d\d</span>.*?</dd>')
    receipt = PAGES.contested(several, Language.FR, "csrf", "inv_1").html
    assert grouped.findall(receipt) == grouped.findall(PAGES.pay(several, Language.FR, "csrf", "").html) != []


@pytest.mark.parametrize(
    ("page", "whole"),
    [
        (PAGES.pay(several, Language.FR, "csrf", "", "inv_1"), ["F-2026-0142", "MAIL"]),
        (PAGES.contest(several, Language.FR, "csrf", "inv_1", {}, {}), ["F-2026-0142", "MAIL", "MAIL"]),
        (PAGES.contest(several, Language.FR, "csrf", "inv_4", {}, {}), ["MAIL", "MAIL"]),
        (PAGES.contested(several, Language.FR, "csrf", "inv_1"), ["F-2026-0142", "F-2026-0142", "MAIL", "MAIL"]),
        (PAGES.account(account(OVERPAID), Language.FR, "csrf"), ["MAIL", "MAIL"]),
    ],
    ids=["pay", "contest", "settled", "contested", "paid too much"],
)
def test_a_line_breaks_in_no_invoice_number_and_no_address_that_fits(page: Page, whole: list[str]) -> None:
    found = re.findall(r'<span class="whole">(.*?)</span>', page.html)
    assert found == [several.creditor.email if part == "MAIL" else part for part in whole]


@pytest.mark.parametrize("part", ["39", "a", "amp", "span", "<b>-&-1</b>", "(.", "F-1\\"])
def test_a_part_kept_whole_stays_the_text_it_is(part: str) -> None:
    text = f"l'<i>&</i> {part} a39 span"
    shown = str(whole(text, part, "span"))
    assert read(shown) == text + "\n"
    assert f'<span class="whole">{escape(part)}</span>' in shown
    assert whole("l'<i>", "") == escape("l'<i>")


def test_a_wrong_form_keeps_what_was_entered_and_names_each_fault_twice() -> None:
    entered = {"reason": "other", "detail": "\nLivré le 3 & <incomplet>"}
    page = PAGES.contest(several, Language.FR, "csrf", "inv_1", {"detail": "too-long"}, entered)
    assert page.status == 422
    assert "<title>Erreur\u00a0: " in page.html
    assert page.html.count("Raccourcissez le texte") == 2
    assert 'href="#detail"' in page.html
    assert 'aria-invalid="true"' in page.html
    assert ">\n\nLivré le 3 &amp; &lt;incomplet&gt;</textarea>" in page.html
    assert 'value="other" checked' in page.html


@pytest.mark.parametrize("language", Language)
def test_a_report_promises_no_answer_and_says_whom_to_ask_for_a_quick_one(language: Language) -> None:
    """The creditor finds the report in its list; nothing tells it of the report by itself."""
    french = language is Language.FR
    form = PAGES.contest(several, language, "csrf", "inv_1", {}, {})
    for page in (form, PAGES.contested(several, language, "csrf", "inv_1")):
        text = read(page.html).replace("\u00a0", " ")
        assert not re.search("vous répond|voit votre|answers you|sees your", text)
        assert ("votre dossier chez Atelier Morel" if french else "your file at Atelier Morel") in text
        assert (
            f"{several.creditor.email} ou appelez le {several.creditor.phone}"
            if french
            else f"{several.creditor.email} or call {several.creditor.phone}"
        ) in text


def test_no_reason_is_chosen_beforehand() -> None:
    page = PAGES.contest(several, Language.FR, "csrf", "inv_1", {}, {})
    assert page.status == 200
    assert "checked" not in page.html
    assert page.html.count('type="radio"') == len(DisputeReason)


@pytest.mark.parametrize("invoice_id", ["", "inv_of_another", "../inv_1", "<script>"])
def test_an_invoice_of_another_reads_like_any_dead_link(invoice_id: str) -> None:
    gone = PAGES.gone(Language.FR)
    assert PAGES.contest(several, Language.FR, "csrf", invoice_id, {}, {}) == gone
    assert PAGES.contested(several, Language.FR, "csrf", invoice_id) == gone


@pytest.mark.parametrize("language", Language)
def test_refusals_have_their_status_and_name_nobody(language: Language) -> None:
    pages = messages(language)
    assert {name: page.status for name, page in pages.items()} == {
        "gone": 404,
        "refused": 403,
        "too_large": 413,
        "unavailable": 503,
        "disowned: not-me": 200,
        "disowned: wrong-address": 200,
    }
    for page in pages.values():
        assert "Morel" not in page.html
        assert "csrf" not in page.html
    unchanged = "rien n’a été modifié" if language is Language.FR else "nothing was changed"
    assert all(unchanged in p.html.lower() for name, p in pages.items() if name != "gone" and p.status != 200)


@pytest.mark.parametrize("language", Language)
def test_each_level_has_a_name(language: Language) -> None:
    letters = tuple(replace(several.letters[0], level=level, reference=level) for level in Level)
    html = PAGES.account(replace(several, letters=letters), language, "csrf").html
    assert all(f"/portal/{language}/letters/{level}" in html for level in Level)
    assert html.count("(PDF)") == len(Level)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{creditor} {0} %s", "' onclick='x"],
)
@pytest.mark.parametrize("language", Language)
def test_a_hostile_name_is_only_text(text: str, language: Language) -> None:
    clean = {tag for html in everything().values() for tag in Tags(html)}
    for page in pages_of(hostile(text), language).values():
        assert set(Tags(page.html)) <= clean
        assert text in read(page.html)


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"reason": "missing"}),
        ({"reason": "because"}, {"reason": "unknown"}),
        ({"reason": "other", "detail": " \r\n "}, {"detail": "missing"}),
        ({"reason": "not-mine", "detail": "x" * (LONGEST_DETAIL + 1)}, {"detail": "too-long"}),
        ({"reason": "not-mine", "detail": "a\x00b"}, {"detail": "unreadable"}),
        ({"reason": "not-mine", "detail": "ligne\r\n" * 300}, {}),
        ({"reason": "already-paid"}, {}),
    ],
)
def test_the_form_is_judged_field_by_field(fields: dict[str, str], errors: dict[str, str]) -> None:
    assert errors_in(entered_in(fields)) == errors
