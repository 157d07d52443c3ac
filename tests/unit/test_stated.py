"""A formal notice states what lateness costs, to the cent, or says nothing of its amount."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from chalicelib.adapters.letters.letter_document import LETTER, document_of
from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.sheet import sheet_of
from chalicelib.domain.clause import LatePaymentTerms, TimesLegal
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.interest import Imputation
from chalicelib.domain.invoice import Entry, EntryKind, Invoice, Part
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate
from chalicelib.domain.statement import StatementLine
from chalicelib.law import stated
from chalicelib.law.claim import Claim, line_of
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.mentions import lacking
from chalicelib.law.stated import stated_in
from tests.letter_samples import CREDITOR, DUE, MIXED, THREE, TOLD, TOLD_RATE, invoice, letter
from tests.samples import SAMPLES

FORMAL = Level.FORMAL_NOTICE
ONE = (invoice("F-2026-0142", 128450),)


def said(*invoices: Invoice, kind: DebtorKind = DebtorKind.TRADER, **how: object) -> Letter:
    return letter(FORMAL, kind, invoices=invoices or ONE, **{"creditor": TOLD, **how})  # type: ignore[arg-type]


def test_the_law_s_rate_and_the_fixed_sum() -> None:
    found = said().statement
    assert found
    # 1,284.50 x 12.40 % x 30 days / 365.
    assert (found.principal_cents, found.interest_cents, found.indemnity_cents) == (128450, 1309, 4000)
    assert found.total_cents == 133759
    assert found.on == said().on


def test_the_contract_s_rate_in_its_place() -> None:
    found = said(creditor=TOLD_RATE).statement
    assert found
    assert {str(s.rate) for line in found.lines for s in line.segments} == {"9.50"}
    times = said(creditor=replace(CREDITOR, late_payment=LatePaymentTerms(TimesLegal(Decimal(3))))).statement
    assert times
    assert {str(s.rate) for line in times.lines for s in line.segments} == {"8.25"}


def test_a_public_body_owes_what_the_law_says_whatever_the_terms() -> None:
    one, other = (said(kind=DebtorKind.PUBLIC_BODY, creditor=who).statement for who in (TOLD, TOLD_RATE))
    assert one
    assert one == other
    assert {str(s.rate) for line in one.lines for s in line.segments} == {"10.40"}


def test_payments_are_counted_on_the_principal_that_the_letter_asks_for() -> None:
    late = Entry(EntryKind.PAYMENT, DUE + timedelta(days=10), Money(28450), "VIR-1")
    found = said(replace(ONE[0], entries=(late,))).statement
    assert found
    assert found.principal_cents == 100000
    assert [(s.days, s.base_cents, s.interest_cents) for s in found.lines[0].segments] == [
        (10, 128450, 436),
        (20, 100000, 679),
    ]


def test_only_what_is_put_in_default_is_in_it() -> None:
    mixed = said(*MIXED, levels={"F-2026-0158": Level.REMINDER_1, "F-2026-0163": Level.NOTICE})
    assert mixed.statement
    assert [line.invoice.number for line in mixed.statement.lines] == ["F-2026-0131"]
    assert mixed.statement.principal_cents == mixed.to_pay.cents


# Each with what it is told beside, and says nothing of a sum.
OVERPAID = invoice("F-2026-0120", 10000, paid=30050)
TO_COME = replace(ONE[0], entries=(Entry(EntryKind.PAYMENT, date(2027, 6, 1), Money(100), "VIR-1"),))
NOBODY_KNOWS = replace(ONE[0], issued_on=date(1998, 1, 1), due_on=date(1998, 2, 1))
HALVES = (Part(DUE - timedelta(days=5), Money(64225)), Part(DUE, Money(64225)))
SILENT = {
    "terms that were not told": letter(FORMAL, invoices=ONE),
    "a consumer": said(kind=DebtorKind.CONSUMER),
    "a final reminder": letter(Level.FINAL_REMINDER, creditor=TOLD),
    "a creditor abroad": said(creditor=replace(TOLD, country="DE")),
    "what was overpaid elsewhere": said(others=(OVERPAID,)),
    "an entry of a day to come": said(TO_COME),
    "a rate that nobody knows": said(NOBODY_KNOWS),
    "an invoice due before it was issued": said(replace(ONE[0], issued_on=DUE + timedelta(days=1))),
}


@pytest.mark.parametrize("name", SILENT)
def test_where_no_sum_is_certain_none_is_stated(name: str) -> None:
    assert SILENT[name].statement is None


def test_nor_for_what_is_contested() -> None:
    asked = said()
    contested = replace(asked, lines=tuple(replace(line, contested=Money(100)) for line in asked.lines))
    assert stated_in(asked, ONE)
    assert stated_in(contested, ONE) is None


def test_nor_where_two_that_differ_come_to_the_same_sum() -> None:
    """A part, and an entry of a day to come on another invoice."""
    asked = said(invoice("A", 70000), invoice("B", 50000))
    other = (invoice("A", 50000), invoice("B", 70000))
    assert asked.statement
    assert stated_in(asked, other) is None
    assert stated_in(asked, other[:1]) is None


def test_nor_at_a_rate_of_nothing() -> None:
    assert said(creditor=replace(CREDITOR, late_payment=LatePaymentTerms(Rate.percent("0")))).statement is None


def test_nor_on_another_day_or_level_than_its_own() -> None:
    """A letter from a file."""
    asked = said()
    with pytest.raises(LetterIncomplete, match="of another day"):
        sheet_of(replace(asked, on=asked.on + timedelta(days=1)))
    with pytest.raises(LetterIncomplete, match="no formal notice"):
        sheet_of(replace(asked, level=Level.FINAL_REMINDER))


def test_nor_for_a_part_of_an_invoice() -> None:
    """Its number on the letter is that of the part, and the ledger is of the whole."""
    parted = replace(ONE[0], parts=HALVES)
    asked = said()
    assert stated_in(replace(asked, lines=(replace(asked.lines[0], number="F-2026-0142 (1/2)"),)), (parted,)) is None


def test_nor_for_more_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stated, "MOST_SEGMENTS", 3)
    assert said(*THREE[:3]).statement
    monkeypatch.setattr(stated, "MOST_SEGMENTS", 2)
    assert said(*THREE[:3]).statement is None


def test_it_says_what_relance_interest_says() -> None:
    """The sums on paper are those of the law engine, line by line."""
    asked = SAMPLES["stated-three.formal-notice.fr"]
    assert asked.statement
    terms = ClaimTerms(clause=Rate.percent("9.5"), imputation=Imputation.PRINCIPAL_FIRST)
    assert len(asked.statement.lines) == 3
    for line in asked.statement.lines:
        assert line == line_of(Claim(line.invoice), DebtorKind.TRADER, terms, asked.on)


def with_segment(**changes: object) -> Callable[[StatementLine], StatementLine]:
    return lambda line: replace(line, segments=(replace(line.segments[0], **changes),))  # type: ignore[arg-type]


FAULTS = {
    "of another invoice": (lambda line: replace(line, invoice=replace(line.invoice, number="F-9")), "is not of what"),
    "with another indemnity": (lambda line: replace(line, indemnity_cents=9000), "add up in lines"),
    "of days that are not those": (with_segment(days=300, interest_cents=13091), "add up in lines"),
    "at a rate that is not that": (with_segment(rate=Rate.percent("20")), "add up in lines"),
    "of another sum": (
        lambda line: replace(line, principal_cents=line.principal_cents + 1),
        "is not of what the letter asks for",
    ),
    "with interest of nowhere": (lambda line: replace(line, interest_cents=line.interest_cents + 1), "add up in lines"),
    "with a segment that is wrong": (
        lambda line: replace(
            line,
            interest_cents=line.interest_cents + 1,
            segments=(replace(line.segments[0], interest_cents=line.segments[0].interest_cents + 1),),
        ),
        "add up in lines",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_letter_from_a_file_with_a_statement_that_does_not_add_up_is_refused(name: str) -> None:
    asked, (change, why) = said(), FAULTS[name]
    assert asked.statement
    wrong = replace(asked.statement, lines=tuple(map(change, asked.statement.lines)))
    assert sheet_of(asked)
    with pytest.raises(LetterIncomplete, match=why):
        sheet_of(replace(asked, statement=wrong))


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("stated-")])
def test_what_it_states_stands_in_the_letter(name: str) -> None:
    """The lint asks for each: a letter without its annex lacks them."""
    asked = SAMPLES[name]
    assert asked.statement
    printed = JinjaPress().letter_html(asked)
    without = JinjaPress().letter_html(replace(asked, statement=None))
    assert "annex" in printed.partition("<body>")[2]
    assert "annex" not in without.partition("<body>")[2]
    found = {finding.rule for finding in lacking([without], asked)}
    assert {"lacks-statement", "lacks-segment"} <= found


@pytest.mark.parametrize(("name", "file"), [("fr", "decompte.json"), ("en", "statement.json")])
def test_the_letter_carries_its_statement_for_machines(name: str, file: str) -> None:
    asked = SAMPLES[f"stated-three.formal-notice.{name}"]
    assert asked.statement
    carried = PdfReader(BytesIO(JinjaPress().letter_pdf(asked))).attachments
    assert list(carried) == [file]
    read = json.loads(carried[file][0])
    assert read["letter"] == asked.reference
    assert read["debtor"] == {"name": "Menuiserie Brunet & Fils SAS", "siren": "532897162"}
    assert read["total_cents"] == asked.statement.total_cents
    assert [i["number"] for i in read["invoices"]] == [line.number for line in asked.claimed]
    assert read["interest_cents"] == sum(s["interest_cents"] for i in read["invoices"] for s in i["segments"])
    assert "warnings" not in read["invoices"][0]


def test_the_law_it_rests_on_is_named_with_its_source() -> None:
    carried = PdfReader(BytesIO(JinjaPress().letter_pdf(SAMPLES["stated-trader.formal-notice.fr"]))).attachments
    found = json.loads(carried["decompte.json"][0])["parameters"]
    assert {p["path"] for p in found} >= {"eu/ecb_refinancing_rate", "fr/late_payment_margin", "fr/fixed_indemnity"}
    assert all(p["source"] and p["law"] for p in found)


def test_other_letters_carry_nothing() -> None:
    assert not PdfReader(BytesIO(JinjaPress().letter_pdf(SAMPLES["trader.formal-notice.fr"]))).attachments


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("stated-")])
def test_a_letter_that_is_foretold_is_read_again_with_its_statement(name: str) -> None:
    assert LETTER.validate_json(json.dumps(document_of(SAMPLES[name]))) == SAMPLES[name]
