"""The commands of the law: `interest` states one claim, `statement` all of a debtor's, `law check` which parameters end
soon. All pure.
"""

from pathlib import Path
from typing import Annotated

import typer

from chalicelib.adapters.clock import SystemClock
from chalicelib.domain.statement import Statement
from chalicelib.entrypoints.cli import claims
from chalicelib.entrypoints.cli import interest as claim
from chalicelib.entrypoints.cli.output import AsJson, Exit, ends_well, print_json, say
from chalicelib.entrypoints.cli.statement_view import many_as_json, one_as_json, print_many, print_one
from chalicelib.law.watch import SOON, confirmations, endings

law_app = typer.Typer(no_args_is_help=True, help="The legal parameters.")
Days = Annotated[list[str] | None, typer.Option(metavar="DATE:AMOUNT")]


def interest(
    principal: Annotated[str, typer.Option(help="What was invoiced, tax included, such as 10000.00.")],
    due: Annotated[str, typer.Option(help="The due date: the last day in time.")],
    until: Annotated[str, typer.Option(help="The last day counted.")],
    debtor: Annotated[str, typer.Option(help="trader, consumer or public.")] = "trader",
    country: Annotated[str, typer.Option(help="Whose law: the creditor's country.")] = "FR",
    issued: Annotated[
        str | None,
        typer.Option(help="The day of issue: nothing is dated before it, and an insolvency is held against it."),
    ] = None,
    rate: Annotated[str | None, typer.Option(help="The contract's rate: 10, or legal*3.")] = None,
    legal_rate_of: Annotated[
        str, typer.Option(help="The legal rate that legal*3 means: each-half-year or start.")
    ] = "each-half-year",
    floor_binds: Annotated[
        str, typer.Option(help="Three times the legal rate binds clauses, or the default-too.")
    ] = "clauses",
    payment: Days = None,
    credit_note: Days = None,
    formal_notice: Annotated[str | None, typer.Option(help="The day on which the debtor had it.")] = None,
    imputation: Annotated[str, typer.Option(help="What payments pay first: statute or principal-first.")] = "statute",
    indemnity_rank: Annotated[str, typer.Option(help="after-principal or before-principal.")] = "after-principal",
    paid_late: Annotated[str, typer.Option(help="Of a principal paid late: claim, waive or postpone.")] = "claim",
    reason: Annotated[str, typer.Option(help="Why interest is waived.")] = "",
    accept_unconfirmed: Annotated[bool, typer.Option(help="Compute with values that no source confirms.")] = False,
    insolvency: Annotated[str | None, typer.Option(help="The day on which one was opened over the debtor.")] = None,
    as_json: AsJson = False,
) -> None:
    """State what lateness costs, to the cent, with its working. Needs no AWS.

    Ends with 3 when interest stops before the day asked for, because no rate is known that far.
    """
    with ends_well(as_json, on_invalid=Exit.USAGE):
        found = claim.stated(
            principal,
            due,
            until,
            issued=issued,
            debtor=debtor,
            country=country,
            rate=rate,
            legal_rate_of=legal_rate_of,
            floor_binds=floor_binds,
            payments=payment or [],
            credit_notes=credit_note or [],
            formal_notice=formal_notice,
            imputation=imputation,
            indemnity_rank=indemnity_rank,
            paid_late=paid_late,
            reason=reason,
            accept_unconfirmed=accept_unconfirmed,
            insolvency=insolvency,
        )
        print_json(one_as_json(found)) if as_json else print_one(found)
        _end(found)


def statement(
    file: Path,
    on: Annotated[str | None, typer.Option(help="The last day counted; today when left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """State what a debtor owes on the invoices in FILE (JSON), with terms, limitation and discount. Needs no AWS.

    Ends with 3 when interest stops before the day asked for, because no rate is known that far.
    """
    with ends_well(as_json, on_invalid=Exit.USAGE):
        until = claim.day(on, "on") if on is not None else SystemClock().now().date()
    with ends_well(as_json):
        found, deadlines = claims.stated(file, until)
        print_json(many_as_json(found, deadlines)) if as_json else print_many(found, deadlines)
        _end(found)


def _end(found: Statement) -> None:
    if any(line.unknown_since for line in found.lines):
        raise typer.Exit(int(Exit.PARTIAL))


@law_app.command("check")
def check(
    on: Annotated[str | None, typer.Option(help="The day to look from; today when left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every parameter that ends within 60 days, or has ended. Ends with 3 when one has.

    Apart from them, and whatever the end: the national notices that would confirm a derived rate. No sum waits for one.
    """
    with ends_well(as_json, on_invalid=Exit.USAGE):
        today = claim.day(on, "on") if on is not None else SystemClock().now().date()
        found, notices = endings(today), confirmations(today)
        if as_json:
            ends = [
                {"parameter": e.path, "known_until": e.known_until.isoformat(), "published_by": e.published_by}
                for e in found
            ]
            wanted = [
                {"parameter": c.path, "read_until": c.known_until.isoformat(), "published_by": c.published_by}
                for c in notices
            ]
            print_json({"on": today.isoformat(), "within_days": SOON.days, "ending": ends, "confirmations": wanted})
        for e in () if as_json else found:
            say(f"{e.path}: {'ended' if e.is_over(today) else 'ends'} on {e.known_until}; next value: {e.published_by}")
        if not found and not as_json:
            say(f"no parameter ends within {SOON.days} days of {today}")
        if notices and not as_json:
            say("notices that would confirm a derived rate (no sum waits for one):")
        for c in () if as_json else notices:
            say(f"  {c.path}: read until {c.known_until}; next notice: {c.published_by}")
        if any(e.is_over(today) for e in found):
            raise typer.Exit(int(Exit.PARTIAL))
