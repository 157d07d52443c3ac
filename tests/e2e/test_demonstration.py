"""The demonstration as of 24 November 2026: what happened to each invoice, and each mail as its reader gets it."""

from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr

import pytest

from chalicelib.entrypoints.cli.demo import run_demo
from tests.e2e.conftest import TODAY, Demonstration, Local
from tests.e2e.mailbox import Kept, words_of

NO_ADDRESS = "Sur papier, à poster par vos soins"
TO_THE_FORMAL_NOTICE = [
    "13/10/2026 reminder-1: delivered",
    "27/10/2026 reminder-2: delivered",
    "10/11/2026 final-reminder: delivered",
    "24/11/2026 formal-notice: delivered",
]
TO_THE_SECOND_REMINDER = [
    "27/10/2026 notice: delivered",
    "10/11/2026 reminder-1: delivered",
    "24/11/2026 reminder-2: delivered",
]
OUTCOMES = {
    "F-2026-0131": (
        "918,00 €",
        # Nobody goes to the post here: each week over, the letter is made anew.
        [
            "13/10/2026 reminder-1: withdrawn",
            "27/10/2026 reminder-1: withdrawn",
            "10/11/2026 reminder-1: withdrawn",
            "24/11/2026 reminder-1: unposted",
        ],
        NO_ADDRESS,
    ),
    "F-2026-0142": (
        "1 284,50 €",
        [
            "13/10/2026 notice: delivered",
            "27/10/2026 reminder-1: delivered",
            "10/11/2026 reminder-2: delivered",
            "24/11/2026 final-reminder: delivered",
        ],
        "Délai de paiement laissé au débiteur : rien avant le 3 décembre 2026 (la mise en demeure).",
    ),
    "F-2026-0150": ("0,00 €", ["-"], "Facture réglée."),
    "F-2026-0166": ("2 750,00 €", TO_THE_FORMAL_NOTICE, "Le scénario ne prévoit plus de relance"),
    "F-2026-0172": ("2 820,00 €", TO_THE_FORMAL_NOTICE, "Le scénario ne prévoit plus de relance"),
    "F-2026-0178": (
        "189,90 €",
        ["27/10/2026 notice: bounced", "10/11/2026 reminder-1: withdrawn", "24/11/2026 reminder-1: unposted"],
        NO_ADDRESS,
    ),
    "F-2026-0183": (
        "0,00 €",
        ["27/10/2026 notice: delivered", "10/11/2026 reminder-1: delivered"],
        "Facture réglée.",
    ),
    "F-2026-0187": (
        "640,00 €",
        TO_THE_SECOND_REMINDER,
        # The letter of that day is a final reminder, for the debtor's other invoice, and gives longer to pay.
        "Délai de paiement laissé au débiteur : rien avant le 3 décembre 2026 (la relance avant mise en demeure).",
    ),
    "F-2026-0201": (
        "289,90 €",
        TO_THE_SECOND_REMINDER,
        "Pas de message avant le 3 décembre 2026 (la relance avant mise en demeure).",
    ),
    "F-2026-0205": (
        "3 120,00 €",
        ["24/11/2026 reminder-1: delivered"],
        "Pas de message avant le 5 décembre 2026 (la deuxième relance).",
    ),
    "F-2026-0219": (
        "220,00 €",
        ["24/11/2026 notice: delivered"],
        "Pas de message avant le 2 décembre 2026 (la première relance).",
    ),
    "F-2026-0224": ("2 640,00 €", ["-"], "Pas de message avant le 16 décembre 2026 (le rappel avant échéance)."),
}


@dataclass(frozen=True)
class Expected:
    to: str
    sums: tuple[str, ...]
    consumer: bool = False


LENOIR, HARROW = "compta@boulangerie-lenoir.example", "accounts@harrow-sons.example"
MAILS = [
    Expected(LENOIR, ("1 284,50 €", "1 284,50 €", "1 924,50 €", "1 924,50 €")),
    Expected(HARROW, ("€2,750.00",) * 4),
    Expected("compta@menuiserie-le-chene.example", ("2 820,00 €",) * 4),
    Expected("bounce+cafe@cafe-des-halles.example", ("189,90 €",)),
    Expected("factures@optique-vasseur.example", ("1 075,00 €", "1 075,00 €")),
    Expected("claire.besson@courriel.example", ("289,90 €", "289,90 €", "289,90 €"), consumer=True),
    Expected("finances@saint-aubin.example", ("3 120,00 €",)),
    Expected("thomas.riou@courriel.example", ("220,00 €",), consumer=True),
]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_each_invoice_ends_as_its_dates_want(demonstration: Demonstration) -> None:
    found = {o.number: (plain(o.open), list(o.happened), plain(o.why)) for o in demonstration.result.outcomes}
    assert found.keys() == OUTCOMES.keys()
    for number, (owed, happened, why) in OUTCOMES.items():
        assert found[number][:2] == (owed, happened), number
        assert found[number][2].startswith(why), number


def test_each_mail_goes_out_once(demonstration: Demonstration) -> None:
    keys = [mail.key for mail in demonstration.mails]
    assert len(keys) == len(set(keys)) == sum(len(e.sums) for e in MAILS)
    assert {mail.to for mail in demonstration.mails} == {e.to for e in MAILS}
    assert demonstration.result.new_mails == len(keys)


@pytest.mark.parametrize("expected", MAILS, ids=lambda e: e.to.partition("@")[2])
def test_each_mail_says_the_right_sum_in_text_html_and_pdf(
    demonstration: Demonstration, local: Local, expected: Expected
) -> None:
    mails = [mail for mail in demonstration.mails if mail.to == expected.to]
    for mail, owed in zip(mails, expected.sums, strict=True):
        assert owed in plain(mail.text)
        assert owed in plain(mail.file.html or "")
        assert owed in words_of(mail.pdf)
        check_links_and_reference(mail, local)
        check_rights(mail, consumer=expected.consumer)


def check_links_and_reference(mail: Kept, local: Local) -> None:
    tag = mail.kept.tags["step"]
    reference = f"{tag[:4]}-{tag[4:]}"
    assert local.stack.edge_url == f"http://{mail.host}"
    assert mail.link in (mail.file.html or "")
    assert reference in mail.kept.subject
    assert reference in words_of(mail.pdf)
    assert mail.link.partition("#k=")[2] not in words_of(mail.pdf), "a letter on paper holds no key"
    assert parseaddr(mail.file.header("reply-to"))[1] == "comptabilite@atelier-morel.example"


def check_rights(mail: Kept, *, consumer: bool) -> None:
    """A consumer owes neither the 40 euros nor what traders owe each other for lateness."""
    said = " ".join((plain(mail.text), plain(mail.file.html or ""), words_of(mail.pdf)))
    if consumer:
        assert "40 €" not in said
        assert "L441" not in said
        assert "L.\u00a0441" not in said


def test_every_letter_is_a_file_and_the_ones_to_post_too(demonstration: Demonstration) -> None:
    names = sorted(file.name for file in demonstration.result.letters)
    assert len(names) == len(set(names)) == len(demonstration.mails) + 2
    for file in demonstration.result.letters:
        assert "Atelier Morel" in words_of(file.read_bytes()), file
    mailed = {mail.pdf for mail in demonstration.mails}
    on_paper = {file.name[:21] for file in demonstration.result.letters if file.read_bytes() not in mailed}
    assert on_paper == {"2026-11-24-reminder-1"}


def test_a_debtors_page_is_shown_at_the_end(demonstration: Demonstration, local: Local) -> None:
    assert demonstration.result.portal_url.startswith(f"{local.stack.edge_url}/fr/atelier-morel/#k=")
    assert demonstration.result.portal_url in {m.link for m in demonstration.mails if m.to == LENOIR}


def test_a_second_run_says_unchanged_and_sends_nothing(demonstration: Demonstration, local: Local) -> None:
    before, said = len(local.mails()), len(local.lines)
    # A day later: it goes on as of its first day, or the invoices would be others.
    again = run_demo(local.stack, local.state, date.fromordinal(TODAY.toordinal() + 1), local.lines.append)
    lines = local.lines[said:]
    assert len(local.mails()) == before
    assert again.new_mails == 0
    assert "demo: factures.json through the API: 0 created, 0 updated, 5 unchanged, 0 refused" in lines
    assert "demo: factures.csv through the API: 0 created, 0 updated, 7 unchanged, 0 refused" in lines
    assert "demo: F-2026-0183 was already paid by transfer on 2026-11-23" in lines
    assert [line for line in lines if line.startswith("demo: 0 mails sent by this run")]
    assert set(again.letters) >= set(demonstration.result.letters)
