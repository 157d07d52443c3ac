"""The days beside a claim's sums: until when it may be brought, how long its term may be, how long a discount stands.

Term and limitation are French law: for a sale abroad nothing is said of them.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.discount import last_day, left_to_settle
from chalicelib.domain.early_payment import EARLY_PAYMENT, EarlyPaymentDiscount
from chalicelib.domain.invoice import EntryKind, Invoice
from chalicelib.domain.limitation import Act, Happened
from chalicelib.domain.money import Money, plain
from chalicelib.domain.statement import Caveat, Concern
from chalicelib.law.limitation_periods import Limitation, limitation_of
from chalicelib.law.payment_terms import Sale, by_law, excess, longest_due_on
from chalicelib.law.quantity import NotKnown
from chalicelib.law.trade import Trade

AT_HOME = "FR"
# What is said of a trade abroad, and was read in no source: it is in no sum.
_SAID_ABROAD = {
    ("IT", Trade.PERISHABLE_FOOD): "in Italy four points more are said to be owed on food, which nobody has read here",
}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """None where no rule is known, or the days lie before the first that is: no sum rests on them.

    `discount_until` is the last day that earns the discount, `settles` what pays the whole on the day asked for with
    it; None when it is too late, or nothing is left. `caveats` are of the term, of acts that come later than that day,
    and of a discount that was earned.
    """

    limitation: Limitation | None
    longest_due_on: date | None
    discount_until: date | None
    settles: Money | None
    caveats: tuple[Caveat, ...]


def deadlines_of(
    invoice: Invoice,
    sale: Sale,
    on: date,
    *,
    country: str = AT_HOME,
    is_agreed: bool,
    happened: Iterable[Happened] = (),
    discount: EarlyPaymentDiscount | None = None,
) -> Deadlines:
    """Of one invoice as of a day. `is_agreed`: the due date was, and is held against the longest term; what the law
    itself gave was agreed by nobody.

    >>> from chalicelib.domain.parties import DebtorKind
    >>> invoice = Invoice("1", "F-1", date(2026, 4, 1), date(2026, 7, 1), Money(1_000_000))
    >>> sale = Sale(invoice.issued_on, DebtorKind.TRADER)
    >>> found = deadlines_of(invoice, sale, date(2026, 9, 1), is_agreed=True)
    >>> found.longest_due_on, found.limitation.clock.last_day, [c.concern.value for c in found.caveats]
    (datetime.date(2026, 6, 14), datetime.date(2031, 7, 1), ['term-too-long'])
    """
    limitation = longest = term = None
    is_at_home = country == AT_HOME
    happened = tuple(happened)
    if is_at_home:
        with suppress(NotKnown):
            limitation = _limitation(invoice, sale, happened, on)
        with suppress(NotKnown):
            term = None if is_agreed else by_law(invoice.due_on, sale)
        with suppress(NotKnown):
            # It binds what was agreed.
            longest = longest_due_on(sale) if is_agreed else None
            term = excess(invoice.due_on, sale) if is_agreed else term
    later = _not_yet(happened, on) if is_at_home else ()
    caveats = (*((term,) if term else ()), *later, *_granted(invoice, on), *_of_trade_abroad(sale, country))
    if discount is None:
        return Deadlines(limitation, longest, None, None, caveats)
    until, settles = last_day(invoice.due_on, discount), left_to_settle(invoice, discount, on)
    return Deadlines(limitation, longest, until, settles, caveats)


def _limitation(invoice: Invoice, sale: Sale, happened: Iterable[Happened], on: date) -> Limitation:
    # A part payment acknowledges the debt (C. civ. 2240).
    paid = (Happened(Act.PART_PAYMENT, e.on) for e in invoice.entries if e.kind is EntryKind.PAYMENT)
    acts = [h for h in (*happened, *paid) if h.on <= on]
    days = (invoice.issued_on, invoice.due_on)
    return limitation_of(*days, sale.kind, sale.trade, acts, delivered_on=sale.delivered_on)


def _not_yet(happened: Iterable[Happened], on: date) -> Iterator[Caveat]:
    for act in happened:
        if act.on > on:
            said = f"the {act.act.value.replace('-', ' ')} of {act.on} comes after {on}: it is not counted"
            yield Caveat(Concern.NOT_YET_BOOKED, said)


def _of_trade_abroad(sale: Sale, country: str) -> Iterator[Caveat]:
    if country == AT_HOME or sale.trade in (Trade.GENERAL, Trade.UNKNOWN):
        return
    said = f"what was sold ({sale.trade}) changes nothing here: the rules of single trades abroad are not known"
    more = _SAID_ABROAD.get((country, sale.trade))
    yield Caveat(Concern.TRADE_ABROAD, f"{said}; {more}" if more else said)


def _granted(invoice: Invoice, on: date) -> Iterator[Caveat]:
    for entry in invoice.entries:
        if entry.reference == EARLY_PAYMENT and entry.on <= on:
            said = f"paid early enough on {entry.on}: a discount of {plain(entry.amount)} is booked as a credit note"
            yield Caveat(Concern.DISCOUNT_EARNED, said)
