"""A statement as the commands print it: as JSON, or as tables and sums for a person."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from chalicelib.adapters.statement_document import day_of, line_of, parameters_of, sums_of, totals_of, working_of
from chalicelib.domain.interest import Allocation
from chalicelib.domain.statement import Caveat, Statement, StatementLine
from chalicelib.entrypoints.cli.output import print_table, say
from chalicelib.law.deadlines import Deadlines
from chalicelib.law.limitation_periods import Limitation

SEGMENTS = ("From", "To", "Days", "On", "Rate", "Interest", "Source")


def one_as_json(found: Statement) -> dict[str, Any]:
    """The statement of one claim: sums in cents, days as ISO, rates in percent as text."""
    (line,) = found.lines
    head = {"on": found.on.isoformat(), "currency": found.currency}
    how = {"day_count": found.day_count, "imputation": line.imputation}
    return {**head, **sums_of(line), **how, **working_of(line), "parameters": parameters_of(found.parameters)} | {
        "warnings": _warnings(line.caveats)
    }


def many_as_json(found: Statement, deadlines: Iterable[Deadlines]) -> dict[str, Any]:
    """The statement of several claims: its totals, each invoice with its deadlines, and the parameters once."""
    return {
        **totals_of(found),
        "invoices": [
            {
                **line_of(line),
                "longest_due_on": day_of(each.longest_due_on),
                "discount": each.settles
                and {"until": day_of(each.discount_until), "settles_cents": each.settles.cents},
                "limitation": each.limitation and _limitation(each.limitation, found.on),
                "warnings": _warnings((*line.caveats, *each.caveats)),
            }
            for line, each in zip(found.lines, deadlines, strict=True)
        ],
        "parameters": parameters_of(found.parameters),
    }


def print_one(found: Statement) -> None:
    (line,) = found.lines
    _print_segments(f"Interest, {found.day_count}, payments: {line.imputation}", line)
    for allocation in line.allocations:
        say(_entry(allocation))
    _print_sums(line, found.currency)
    for caveat in line.caveats:
        say(f"! {caveat.text}")


def print_many(found: Statement, deadlines: Iterable[Deadlines]) -> None:
    for line, each in zip(found.lines, deadlines, strict=True):
        invoice = line.invoice
        order = f", payments: {line.imputation}" if line.imputation is not found.imputation else ""
        _print_segments(f"{invoice.number}, of {invoice.issued_on}, due {invoice.due_on}{order}", line)
        for allocation in line.allocations:
            say(_entry(allocation))
        _print_sums(line, found.currency)
        for said in (*_said(each, found), *(f"! {c.text}" for c in (*line.caveats, *each.caveats))):
            say(said)
        say()
    say(f"All invoices on {found.on}, {found.day_count}, payments: {found.imputation}")
    _print_sums(found, found.currency)


def _entry(paid: Allocation) -> str:
    parts = {
        "interest": paid.to_interest_cents,
        "indemnity": paid.to_indemnity_cents,
        "principal": paid.to_principal_cents,
        "beyond all": paid.over_cents,
    }
    went = ", ".join(f"{name} {_amount(cents)}" for name, cents in parts.items() if cents)
    return f"{paid.entry.kind.replace('-', ' ')} of {paid.entry.on}: {_amount(paid.entry.amount.cents)} ({went})"


def _said(deadlines: Deadlines, found: Statement) -> Iterable[str]:
    if deadlines.settles:
        yield f"paid by {deadlines.discount_until}, {_amount(deadlines.settles.cents)} settle it"
    if deadlines.limitation:
        clock = deadlines.limitation.clock
        kind = "as a hypothesis, " if deadlines.limitation.is_hypothesis else ""
        yield f"to be brought to court until {clock.last_day} ({kind}{deadlines.limitation.parameter})"
        if clock.is_over(found.on):
            yield f"! no claim can be brought any more: the period ended on {clock.last_day}"
        elif months := clock.alarm(found.on):
            yield f"! {months} month{'s' if months > 1 else ''} or less are left to bring the claim"


def _limitation(found: Limitation, on: date) -> dict[str, Any]:
    clock = found.clock
    return {
        "since": clock.since.isoformat(),
        "last_day": clock.last_day.isoformat(),
        "years": found.years,
        "parameter": found.parameter,
        "is_hypothesis": found.is_hypothesis,
        "is_over": clock.is_over(on),
        "alarm_months": clock.alarm(on),
        "alarms": [{"months": months, "on": day.isoformat()} for months, day in clock.alarms],
        "interrupted_by": [{"act": h.act, "on": h.on.isoformat()} for h in clock.interrupted_by],
        "too_late": [{"act": h.act, "on": h.on.isoformat()} for h in clock.too_late],
    }


def _warnings(caveats: Iterable[Caveat]) -> list[dict[str, str]]:
    return [{"code": c.concern, "message": c.text} for c in caveats]


def _print_segments(title: str, line: StatementLine) -> None:
    if not line.segments:
        say(title)
        return
    rows = [
        (
            str(s.since),
            str(s.until),
            str(s.days),
            _amount(s.base_cents),
            f"{s.rate} %",
            _amount(s.interest_cents),
            s.source + (" (derived)" if s.is_derived else ""),
        )
        for s in line.segments
    ]
    print_table(title, SEGMENTS, rows)


def _print_sums(found: Statement | StatementLine, currency: str) -> None:
    sums = {
        "principal": found.principal_cents,
        "interest": found.interest_cents,
        "indemnity": found.indemnity_cents,
        "total": found.total_cents,
        "credit": found.credit_cents,
    }
    for name, cents in sums.items():
        if cents or name != "credit":
            say(f"{name:10} {_amount(cents):>16} {currency}")


def _amount(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}".replace(",", " ")
