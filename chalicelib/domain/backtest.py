"""What a policy would have done with a debtor's past: its invoices as they came in, its payments as they were made.

Every message is taken to be heard on its day, and a person to approve at once: the most that the policy would say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case
from chalicelib.domain.case_past import as_of
from chalicelib.domain.facts import Facts
from chalicelib.domain.forecast import most_within, walk
from chalicelib.domain.hold import Hold
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.policy import Policy

WEEK = 7


@dataclass(frozen=True, slots=True)
class Replayed:
    """`most_in_a_week` is the most messages that one debtor would have had in any seven days running."""

    debtors: int = 0
    mails: int = 0
    letters: int = 0
    most_in_a_week: int = 0
    levels: tuple[tuple[Level, int], ...] = ()

    def __add__(self, other: "Replayed") -> "Replayed":
        counts = dict(self.levels)
        for level, count in other.levels:
            counts[level] = counts.get(level, 0) + count
        return Replayed(
            self.debtors + other.debtors,
            self.mails + other.mails,
            self.letters + other.letters,
            max(self.most_in_a_week, other.most_in_a_week),
            tuple(sorted(counts.items(), key=lambda c: c[0].rank)),
        )


def replayed(
    case: Case, policy: Policy, since: date, until: date, days_off: frozenset[date], pauses: tuple[Hold, ...] = ()
) -> Replayed:
    """Over the days from `since` to `until`. `case` has its closed invoices too; `pauses` are the creditor's own, of
    all that anybody owed it. These, disputes and pauses are replayed; what was promised or agreed is not: it was an
    answer to other letters.
    """
    then = replace(case, steps=(), approvals=(), promises=(), plans=())
    news = (*_news(case.invoices), *_news_of_credits(case))
    sent = walk(lambda day: _facts_of(then, day, days_off, pauses), policy, since, until, approved=True, news=news).sent
    counts = dict[Level, int]()
    for expected in sent:
        counts[expected.message.level] = counts.get(expected.message.level, 0) + 1
    mails = sum(e.message.by_mail for e in sent)
    levels = tuple(sorted(counts.items(), key=lambda c: c[0].rank))
    return Replayed(1, mails, len(sent) - mails, most_within((e.on for e in sent), WEEK), levels)


def _facts_of(case: Case, on: date, days_off: frozenset[date], pauses: tuple[Hold, ...]) -> Facts:
    # How fresh the bank data was is not known any more.
    return replace(as_of(case, on).facts(days_off, pauses), bank_data_on=on)


def _news(invoices: Iterable[Invoice]) -> Iterable[date]:
    for invoice in invoices:
        yield invoice.issued_on
        yield from (entry.on for entry in invoice.entries)
        yield from (status.on for status in invoice.statuses)
        for gone in invoice.cancelled:
            yield from (gone.entry.on, gone.on)


def _news_of_credits(case: Case) -> Iterable[date]:
    yield from (credit.on for credit in case.credits)
    for gone in case.withdrawn_credits:
        yield from (gone.entry.on, gone.on)
