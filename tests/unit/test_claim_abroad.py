"""What other countries' laws have of their own: the British sum and its contracts, the German weekend."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate
from chalicelib.domain.statement import Concern, PaidLate
from chalicelib.law import reader
from chalicelib.law.claim import Claim, line_of
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.known import rate_is_known
from chalicelib.law.quantity import Quantity
from chalicelib.law.rates import fixed_at, statutory
from chalicelib.law.regime import COUNTRIES, REGIMES, regime_of
from tests.parameters import uncached
from tests.unit.test_claim import CLAIM, DUE, ON, TRADER, concerns, line, paid

POUNDS = replace(CLAIM, total=Money(1_000_000, "GBP"))
TEN = Rate.percent("10")
SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2026, 5, day) for day in (2, 3, 4, 5))


def pounds(cents: int, on: date) -> Entry:
    return Entry(EntryKind.PAYMENT, on, Money(cents, "GBP"), f"{on} {cents}")


def test_no_british_sum_is_owed_beside_a_contract_rate_and_the_line_says_why() -> None:
    found = line(invoice=POUNDS, country="GB", clause=TEN)
    assert (found.indemnity_cents, found.parameters) == (0, ())
    assert found.interest_cents > 0
    assert concerns(found) == [Concern.NO_FLOOR_CHECKED, Concern.INDEMNITY_DISPLACED]
    assert "Late Payment of Commercial Debts (Interest) Act 1998 ss. 5A, 8 and 9" in found.caveats[1].text
    assert line(invoice=POUNDS, country="GB").indemnity_cents == 10_000, "it comes with the interest of the Act"


def test_whether_a_contract_ousts_the_british_sum_is_said_not_to_be_judged() -> None:
    (said,) = [
        c for c in line(invoice=POUNDS, country="GB", clause=TEN).caveats if c.concern is Concern.INDEMNITY_DISPLACED
    ]
    assert "which a substantial remedy of the contract ousts; whether this rate is one is not judged here" in said.text


@pytest.mark.parametrize(("rate", "is_refused"), [("0", True), ("0.0001", False), ("5", False)])
def test_no_rate_at_all_is_no_british_remedy(rate: str, is_refused: bool) -> None:
    terms = ClaimTerms("GB", clause=Rate.percent(rate))
    if not is_refused:
        assert line_of(Claim(POUNDS), TRADER, terms, ON).indemnity_cents == 0
        return
    with pytest.raises(Invalid, match="0 % is no remedy"):
        line_of(Claim(POUNDS), TRADER, terms, ON)


def test_a_derived_rate_stays_derived_when_it_is_fixed_for_the_whole_delay() -> None:
    rates = statutory(regime_of("LU", TRADER))
    for on, is_derived in ((date(2024, 7, 1), False), (date(2025, 7, 1), True)):
        (fixed,) = fixed_at(rates, on).periods
        assert (fixed.rate, fixed.is_derived) == (rates.at(on).rate, is_derived)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("kind", DebtorKind)
def test_interest_bears_interest_in_the_netherlands_alone(country: str, kind: DebtorKind) -> None:
    """C. civ. 1343-2 for France; LAW 11: simple elsewhere."""
    if (country, kind) in REGIMES:
        owed = replace(POUNDS if country == "GB" else CLAIM, due_on=date(2023, 1, 2), issued_on=date(2022, 12, 1))
        found = line_of(Claim(owed, date(2023, 1, 3)), kind, ClaimTerms(country, accepts_unconfirmed=True), ON)
        bases = {s.base_cents for s in found.segments}
        assert (len(bases) > 1) is (country == "NL")
        assert (Concern.COMPOUNDED in concerns(found)) is (country == "NL")


@pytest.mark.parametrize("country", [c for c in COUNTRIES if c != "GB"])
def test_under_another_law_the_sum_is_owed_beside_a_contract_rate_too(country: str) -> None:
    found = line(country=country, clause=Rate.percent("12"))
    assert found.indemnity_cents == 4000
    assert Concern.INDEMNITY_DISPLACED not in concerns(found)


def test_nothing_is_said_of_a_british_sum_when_none_would_be_owed() -> None:
    in_time = POUNDS.book(pounds(1_000_000, DUE))
    assert concerns(line(invoice=in_time, country="GB", clause=TEN)) == []
    assert concerns(line(on=DUE, invoice=POUNDS, country="GB", clause=TEN)) == [Concern.NOT_LATE]


def test_the_british_band_is_lower_when_part_was_paid_days_before_the_due_date() -> None:
    assert line(invoice=POUNDS, country="GB").indemnity_cents == 10_000
    assert line(invoice=POUNDS.book(pounds(1, date(2026, 4, 20))), country="GB").indemnity_cents == 7000


@pytest.mark.parametrize("due", [SATURDAY, SUNDAY, MONDAY])
def test_delay_begins_after_the_next_working_day_when_a_german_debt_is_due_on_a_weekend(due: date) -> None:
    owed = replace(CLAIM, due_on=due)
    late = line(on=TUESDAY, invoice=owed, country="DE")
    assert (late.starts_on, [s.days for s in late.segments], late.indemnity_cents) == (TUESDAY, [1], 4000)
    not_late = line(on=MONDAY, invoice=owed, country="DE", paid_late=PaidLate.POSTPONE)
    assert (not_late.segments, not_late.indemnity_cents) == ((), 0)
    assert [c.text for c in not_late.caveats] == ["not late on 2026-05-04: payment is in time until 2026-05-04"]


@pytest.mark.parametrize("due", [SATURDAY, SUNDAY, MONDAY])
def test_what_is_paid_on_the_monday_after_a_german_weekend_is_paid_in_time(due: date) -> None:
    owed = replace(CLAIM, due_on=due)
    in_time = line(on=ON, invoice=owed.book(paid(1_000_000, MONDAY)), country="DE", paid_late=PaidLate.POSTPONE)
    assert (in_time.segments, in_time.indemnity_cents, in_time.caveats) == ((), 0, ())
    late = line(on=ON, invoice=owed.book(paid(1_000_000, TUESDAY)), country="DE", paid_late=PaidLate.POSTPONE)
    assert (late.left_out_cents, late.paid_late) == (late.accrued_cents + 4000, PaidLate.POSTPONE)


@pytest.mark.parametrize("country", [c for c in COUNTRIES if c != "DE"])
def test_no_other_country_is_given_the_german_working_day(country: str) -> None:
    owed = replace(POUNDS if country == "GB" else CLAIM, due_on=SATURDAY)
    assert line(on=TUESDAY, invoice=owed, country=country).starts_on == SUNDAY


def test_a_german_rate_is_known_when_that_of_the_first_day_of_delay_is(monkeypatch: pytest.MonkeyPatch) -> None:
    read = reader.quantity

    def until_2023(path: str) -> Quantity:
        found = read(path)
        return replace(found, values=tuple(v for v in found.values if v.since < date(2024, 1, 1)))

    monkeypatch.setattr(reader, "quantity", until_2023)
    uncached(monkeypatch)
    friday, saturday = date(2023, 12, 29), date(2023, 12, 30)
    assert rate_is_known("DE", TRADER, friday, friday), "30 December"
    assert not rate_is_known("DE", TRADER, saturday, friday), "2 January"
    assert rate_is_known("ES", TRADER, saturday, friday), "31 December"
