"""Documents into rows: who the debtor is, and which words may come in. Refusals are in integration/test_bad_input."""

import unicodedata
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.intake.rows import read_rows
from chalicelib.adapters.intake.texts import checked_email, checked_siren, clean, printable, quoted
from chalicelib.adapters.pdf.workshop import workshop
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.errors import Problem
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate
from chalicelib.usecases.upload_rows import Row

ADDRESS = {"lines": ["3 quai Sud"], "postcode": "29200", "city": "Brest"}


def document(**debtor: Any) -> dict[str, Any]:
    plain = {"number": "F-1", "issued_on": "2026-10-01", "due_on": "2026-10-31", "total_cents": 5}
    whole = {"name": "Garage", "kind": "trader", "address": ADDRESS, **debtor}
    return {**plain, "debtor": {field: value for field, value in whole.items() if value is not None}}


def row(given: dict[str, Any]) -> Row:
    rows, problems = read_rows("cre_1", [(1, given)])
    assert problems == []
    return rows[0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"reference": "C1", "name": "Garage"}, {"reference": "C1", "name": "Garage Sud"}, True),
        ({"reference": "C1"}, {"reference": "C2"}, False),
        ({"siren": "732829320"}, {"siren": "732 829 320"}, True),
        ({"siren": "732829320", "email": "a@b.fr"}, {"email": "a@b.fr"}, False),
        ({"email": "A@B.fr", "address": None}, {"email": "a@b.fr", "address": None}, True),
        ({"email": "a@b.fr", "address": None}, {"email": "c@d.fr", "address": None}, False),
        ({"email": "a@b.fr", "address": None}, {"email": "a@b.fr", "address": None, "name": "Café"}, False),
        ({"email": "a@b.fr"}, {"email": "a@b.fr", "name": "Café"}, False),
        ({"email": "a@b.fr"}, {"email": "c@d.fr"}, True),
        ({"name": "GARAGE"}, {"name": "Garage"}, True),
        ({"name": "Garage  "}, {"name": "Garage"}, True),
        ({"name": "Café"}, {"name": "Cafe\u0301"}, True),
        ({"reference": "732829320"}, {"siren": "732829320"}, False),
        ({"address": ADDRESS}, {"address": {**ADDRESS, "postcode": "35000"}}, False),
        ({"address": ADDRESS}, {"address": {**ADDRESS, "lines": ["4 quai Sud"]}}, False),
        ({"address": ADDRESS}, {"address": {**ADDRESS, "lines": ["3 QUAI SUD", "Bât. B"]}}, True),
    ],
    ids=[
        "code",
        "codes",
        "SIREN",
        "SIREN first",
        "name and mail",
        "two mails",
        "one mail for two names",
        "one mail for two names at one place",
        "another mail of the same place",
        "capitals",
        "spaces",
        "accents apart",
        "a code that reads as another's SIREN",
        "two towns",
        "two houses",
        "more lines",
    ],
)
def test_a_debtor_is_known_by_its_code_else_siren_else_name_and_place_else_name_and_mail(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    assert (row(document(**one)).debtor.id == row(document(**other)).debtor.id) is same


def test_a_debtor_whom_nobody_can_write_to_is_refused() -> None:
    _, problems = read_rows("cre_1", [(4, document(address=None))])
    said = "give an e-mail or a postal address: nobody can write to it otherwise"
    assert problems == [Problem("debtor", "wrong", said, 4)]


@pytest.mark.parametrize(("given", "says"), [({}, False), ({"language": "fr"}, True)], ids=["unsaid", "said"])
def test_a_row_tells_whether_its_language_was_said(given: dict[str, Any], says: bool) -> None:
    assert row(document(**given)).says_language is says


def test_terms_give_the_due_day() -> None:
    given = {**document(), "terms": {"days": 45, "kind": "end-of-month-then-days"}}
    del given["due_on"]
    assert row(given).invoice.due_on.isoformat() == "2026-12-15"


def in_parts(*parts: tuple[str, int], **changes: Any) -> dict[str, Any]:
    given = {**document(), "parts": [{"due_on": on, "amount_cents": cents} for on, cents in parts], **changes}
    return {field: value for field, value in given.items() if value is not None}


def test_an_invoice_may_fall_due_in_parts() -> None:
    read = row(in_parts(("2026-10-31", 2), ("2026-11-30", 3), due_on=None)).invoice
    assert read.due_on == date(2026, 10, 31)
    assert [(p.due_on, p.amount) for p in read.parts] == [
        (date(2026, 10, 31), Money(2)),
        (date(2026, 11, 30), Money(3)),
    ]


def test_a_single_part_is_a_due_date() -> None:
    read = row(in_parts(("2026-10-31", 5), due_on=None)).invoice
    assert (read.due_on, read.parts) == (date(2026, 10, 31), ())
    assert read == row(document()).invoice


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (in_parts(("2026-10-31", 5)), "due_on: give either due_on, terms or parts"),
        (in_parts(due_on=None), "due_on: give either due_on, terms or parts"),
        (in_parts(("2026-11-30", 2), ("2026-10-31", 3), due_on=None), "parts: each falls due on a later day"),
        (in_parts(("2026-10-31", 2), ("2026-10-31", 3), due_on=None), "parts: each falls due on a later day"),
        (
            in_parts(("2026-10-31", 2), ("2026-11-30", 2), due_on=None),
            "parts: they come to 4 cents, but total_cents is 5",
        ),
        (in_parts(("2026-10-31", 2), ("2226-11-30", 3), due_on=None), "parts.1.due_on: 2226-11-30 is outside"),
        (in_parts(("2026-09-30", 2), ("2026-11-30", 3), due_on=None), "due_on: 2026-09-30 is before issued_on"),
        (in_parts(("2026-10-31", 0), ("2026-11-30", 5), due_on=None), "parts.0.amount_cents"),
    ],
)
def test_parts_that_are_not_the_invoice_are_refused(given: dict[str, Any], said: str) -> None:
    rows, problems = read_rows("cre_1", [(1, given)])
    assert rows == []
    assert any(f"{p.field}: {p.message}".startswith(said) for p in problems), problems


def test_many_faults_of_one_document_are_cut_short() -> None:
    rows, problems = read_rows("cre_1", [(7, {f"field{n}": n for n in range(500)})])
    assert (rows, len(problems), {p.line for p in problems}) == ([], 30, {7})


def test_every_fault_has_its_place_and_words() -> None:
    _, problems = read_rows("cre_1", [(3, {**document(kind="firm"), "total_cents": "5", "issued_on": None})])
    assert problems == [
        Problem("issued_on", "wrong", "must be a day like 2026-10-31", 3),
        Problem(
            "total_cents",
            "wrong",
            "must be a whole number, without quotation marks; an amount is in cents: 1284.50 EUR is 128450",
            3,
        ),
        Problem("debtor.kind", "wrong", "must be 'trader', 'consumer' or 'public-body'", 3),
    ]


@pytest.mark.parametrize("name", ["Müller & Søn", "Ćirić d.o.o.", "Αθήνα Α.Ε.", "ООО «Ромашка»", "Nguyễn Văn", "L’Œuf"])
def test_names_of_europe_come_in(name: str) -> None:
    assert row(document(name=name)).debtor.name == name


def test_what_may_come_in_is_just_what_the_letters_fonts_draw() -> None:
    drawn = {c for c in workshop().drawable if unicodedata.category(c) not in ("Cc", "Cf")}
    taken = {chr(n) for n in range(0x3000) if unicodedata.category(chr(n)) not in ("Cc", "Cf", "Cs") and _in(chr(n))}
    # Never seen or a line of its own: clean() turns these away, or into a space.
    assert {c for c in drawn ^ taken if clean_or_none(c)} == set()


def _in(sign: str) -> bool:
    try:
        return bool(printable(sign))
    except ValueError:
        return False


def clean_or_none(sign: str) -> str | None:
    try:
        return clean(sign)
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("given", "kept"),
    [("  two\u00a0\n words\t", "two words"), ("Cafe\u0301", "Café"), ("a\u2028b", "a b"), ("", "")],
)
def test_texts_are_tidied(given: str, kept: str) -> None:
    assert clean(given) == kept


@pytest.mark.parametrize(
    "poison", ["a\0b", "a\u200bb", "a\u202eb", "a\ufeffb", "a\ud800b", "=?utf-8?q?x?=", "\ufffd", "x" * 2001]
)
def test_texts_that_hide_something_are_refused(poison: str) -> None:
    with pytest.raises(ValueError, match=r"holds|far too long"):
        clean(poison)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Compta@Garage.FR", "Compta@garage.fr"), ("compta@école.fr", "compta@xn--cole-9oa.fr"), (None, None)],
)
def test_an_address_is_kept_as_mail_carries_it(given: str | None, kept: str | None) -> None:
    assert checked_email(given) == kept


@pytest.mark.parametrize(("given", "kept"), [("732 829 320", "732829320"), (None, None)])
def test_a_siren_is_kept_without_spaces(given: str | None, kept: str | None) -> None:
    assert checked_siren(given) == kept


def test_what_is_said_back_is_short_and_seen() -> None:
    assert quoted("a\u202eb") == "'a\\u202eb'"
    assert len(quoted("x" * 10_000)) < 70


def granting(percent: object = "2", days_before: object = 20, **changes: Any) -> dict[str, Any]:
    given = {**document(), "discount": {"percent": percent, "days_before": days_before}, **changes}
    return {field: value for field, value in given.items() if value is not None}


@pytest.mark.parametrize("percent", ["2", "2.00", "2,0"])
def test_a_discount_stands_on_its_invoice(percent: str) -> None:
    assert row(granting(percent)).invoice.discount == EarlyPaymentDiscount(Rate.percent("2"), 20)
    assert row({**document(), "discount": None}).invoice.discount is None
    assert row(granting(percent, 30)).invoice.discount is not None, "earned on the day of issue"


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        pytest.param(granting("1e3"), "discount", "'1e3' is no share of the total", id="no number"),
        pytest.param(granting("2.12345"), "discount", "of four decimals at most", id="too fine"),
        pytest.param(granting("101"), "discount", "'101' is no share of the total", id="more than all"),
        pytest.param(granting("100"), "discount", "it is above 0 and below 100", id="all of it"),
        pytest.param(granting("0"), "discount", "it is above 0 and below 100", id="nothing"),
        pytest.param(granting(2), "discount.percent", "in quotation marks", id="a number"),
        pytest.param(granting(days_before=-1), "discount", "from 0 to 365 are possible", id="after the due date"),
        pytest.param(granting(days_before="20"), "discount.days_before", "whole number", id="days as text"),
        pytest.param(granting(days_before=31), "discount", "last day, 2026-09-30, is before issued_on", id="too soon"),
        pytest.param(granting(until=1), "until", "no field we know", id="beside it"),
        pytest.param(
            granting(due_on=None, parts=in_parts(("2026-10-31", 2), ("2026-11-30", 3))["parts"]),
            "discount",
            "an invoice that falls due in parts grants none",
            id="in parts",
        ),
    ],
)
def test_what_is_no_discount_of_that_invoice_is_refused_by_its_place(
    given: dict[str, Any], field: str, said: str
) -> None:
    rows, problems = read_rows("cre_1", [(3, given)])
    assert rows == []
    assert [(p.line, p.field) for p in problems] == [(3, field)]
    assert said in problems[0].message
