"""Which rules a claim is under, by the creditor's country and the debtor's kind; the parameters hold the numbers."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.errors import Refused
from chalicelib.domain.parties import DebtorKind

ECB = "eu/ecb_refinancing_rate"
LEGAL_RATE = "fr/legal_rate_professional_creditor"
FLOOR = "fr/contract_rate_floor"


class NoRule(Refused):
    """No rule is known for this country and kind of debtor: nothing is computed by another's."""


@dataclass(frozen=True, slots=True)
class Regime:
    """`reference` and `margin` are parameters: the rate is their sum, `rounded_up_to` a multiple where one is named.

    `published` holds readings of national notices: what they do not confirm is marked as derived. `is_fixed`: the rate
    of the half-year in which interest starts holds for the whole delay. `indemnity`: upper bounds in cents, and the
    parameter for debts below each. `contract_rate_displaces`: the law by which a contract rate leaves no room for it.
    `has_floor`: a contract rate has a least value, some times the legal rate. `weekend_defers`: a debt that is due on a
    Saturday or Sunday is in time on the next working day. `insolvency_bars_indemnity`: none for what falls due while a
    procedure forbids to pay it.
    """

    law: str
    currency: str
    reference: str
    margin: str | None = None
    rounded_up_to: str | None = None
    published: str | None = None
    is_fixed: bool = False
    compounds_yearly: bool = False
    starts_with_notice: bool = False
    takes_contract_rate: bool = True
    has_floor: bool = False
    weekend_defers: bool = False
    indemnity: tuple[tuple[int | None, str], ...] = ()
    contract_rate_displaces: str = ""
    insolvency_bars_indemnity: bool = False

    def in_time_until(self, due_on: date) -> date:
        """The last day in time. Public holidays depend on the place, and none is known here: a due date on one is to
        be given as the next working day.

        >>> regime_of("DE", DebtorKind.TRADER).in_time_until(date(2026, 5, 2))
        datetime.date(2026, 5, 4)
        >>> regime_of("FR", DebtorKind.TRADER).in_time_until(date(2026, 5, 2))
        datetime.date(2026, 5, 2)
        """
        return first_working_day(due_on, ()) if self.weekend_defers else due_on


def _directive(country: str, law: str, *, rounded_up_to: str | None = None, compounds_yearly: bool = False) -> Regime:
    """Directive 2011/7/EU: the ECB rate and eight points, 40 EUR."""
    return Regime(
        law,
        "EUR",
        ECB,
        f"{country}/late_payment_margin",
        rounded_up_to=rounded_up_to,
        published=f"{country}/published_rate",
        compounds_yearly=compounds_yearly,
        indemnity=((None, f"{country}/fixed_indemnity"),),
    )


REGIMES = {
    ("FR", DebtorKind.TRADER): Regime(
        "C. com. L441-10 II",
        "EUR",
        ECB,
        "fr/late_payment_margin",
        has_floor=True,
        indemnity=((None, "fr/fixed_indemnity"),),
        insolvency_bars_indemnity=True,
    ),
    ("FR", DebtorKind.PUBLIC_BODY): Regime(
        "CMP L2192-13, R2192-31",
        "EUR",
        ECB,
        "fr/public_buyer_margin",
        is_fixed=True,
        takes_contract_rate=False,
        indemnity=((None, "fr/fixed_indemnity"),),
    ),
    ("FR", DebtorKind.CONSUMER): Regime(
        "C. civ. 1231-6, 1344-1; CMF L313-2",
        "EUR",
        LEGAL_RATE,
        starts_with_notice=True,
        takes_contract_rate=False,
    ),
    ("BE", DebtorKind.TRADER): _directive("be", "Loi du 2 août 2002", rounded_up_to="be/rate_rounding"),
    # A due date is a day on which something is to be done (BGB 193): BGH, 1 February 2007, III ZR 159/06.
    ("DE", DebtorKind.TRADER): Regime(
        "BGB 193, 247, 288",
        "EUR",
        "de/base_rate",
        "de/late_payment_margin",
        weekend_defers=True,
        indemnity=((None, "de/fixed_indemnity"),),
    ),
    ("ES", DebtorKind.TRADER): _directive("es", "Ley 3/2004 art. 7"),
    ("IT", DebtorKind.TRADER): _directive("it", "D.Lgs. 231/2002 art. 5"),
    ("LU", DebtorKind.TRADER): _directive("lu", "Loi du 18 avril 2004"),
    ("NL", DebtorKind.TRADER): _directive("nl", "BW 6:119a, 6:120", compounds_yearly=True),
    ("PT", DebtorKind.TRADER): _directive("pt", "DL 62/2013"),
    ("GB", DebtorKind.TRADER): Regime(
        "Late Payment of Commercial Debts (Interest) Act 1998",
        "GBP",
        "gb/bank_rate",
        "gb/late_payment_margin",
        is_fixed=True,
        indemnity=(
            (100_000, "gb/fixed_indemnity_below_1000"),
            (1_000_000, "gb/fixed_indemnity_below_10000"),
            (None, "gb/fixed_indemnity_from_10000"),
        ),
        # The sum comes with statutory interest (s. 5A), which a contract's substantial remedy ousts (ss. 8, 9).
        contract_rate_displaces="Late Payment of Commercial Debts (Interest) Act 1998 ss. 5A, 8 and 9",
    ),
}
ALSO_CALLED = {"UK": "GB"}
COUNTRIES = tuple(sorted({country for country, _ in REGIMES}))


def country_of(code: str) -> str:
    """Raises NoRule for a country that no parameter is there for."""
    country = ALSO_CALLED.get(code.upper(), code.upper())
    if country not in COUNTRIES:
        raise NoRule(f"country {code!r}: rules are known for {', '.join(COUNTRIES)}")
    return country


def regime_of(country: str, kind: DebtorKind) -> Regime:
    """Raises NoRule.

    >>> regime_of("uk", DebtorKind.TRADER).currency
    'GBP'
    """
    found = REGIMES.get((country_of(country), kind))
    if found is None:
        raise NoRule(f"no rule is known for a {kind.value} under the law of {country}: only for traders there")
    return found
