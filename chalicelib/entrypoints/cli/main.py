"""`relance`: the command of creditors, accountants and developers. Exit codes: 0 done, 1 failed, 2 usage, 3 partial."""

import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import rich_utils
from typer.exceptions import TyperException

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.intake.texts import ISO_DAY, day_of
from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY
from chalicelib.entrypoints.cli import chase, decided, law, letter_preview, policies, printing, pure, simulation, tasks
from chalicelib.entrypoints.cli.api import Api, content_of
from chalicelib.entrypoints.cli.output import (
    AsJson,
    CommandFailed,
    Exit,
    ends_well,
    escape_what_cannot_be_printed,
    print_json,
    progress,
    say,
)
from chalicelib.entrypoints.cli.session import (
    STATE,
    StateOption,
    on_stack,
    refuse_without_pango,
    stay_up,
    stops_in_order,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
key_app = typer.Typer(no_args_is_help=True, help="API keys.")
creditor_app = typer.Typer(no_args_is_help=True, help="Creditors.")
app.add_typer(key_app, name="key")
app.add_typer(creditor_app, name="creditor")

app.add_typer(law.law_app, name="law")
app.command()(law.interest)
app.command()(law.statement)
app.add_typer(chase.history_app, name="history")
app.add_typer(policies.policy_app, name="policy")
app.command()(chase.why)
app.command()(chase.preview)
app.command()(tasks.worklist)
app.command()(tasks.approve)
app.command()(tasks.posted)
app.command("letter-preview")(letter_preview.letter_preview)
app.command("print")(printing.print_letters)
app.command("posted-batch")(printing.posted_batch)
app.command()(tasks.checked)
app.command()(tasks.declared)
app.command()(chase.cancel_entry)
app.command()(simulation.simulate)


@app.command()
def up(state: StateOption = STATE, as_json: AsJson = False) -> None:
    """Start the local stack and keep it up until Ctrl-C."""
    with ends_well(as_json) as answer, stops_in_order():
        from infra.local.stack import stack_up

        refuse_without_pango()
        with stack_up(state, progress) as stack:
            if as_json:
                answer.give({"api": stack.edge_url, "portal": stack.edge_url, "mailbox": stack.mailbox_url})
            else:
                say(f"portal and API  {stack.edge_url}\nmailbox         {stack.mailbox_url}")
            stay_up(stack.emulator.is_alive)


@app.command()
def demo(
    once: Annotated[bool, typer.Option(help="Stop when done instead of staying up.")] = False,
    today: Annotated[
        str | None,
        typer.Option(help="The day it is taken to be, for the first run; none to come, none over a year ago."),
    ] = None,
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Run the main job on the local stack: invoices in, planner at four dates, letters, mailbox, portal."""
    with ends_well(as_json) as answer, stops_in_order():
        from chalicelib.entrypoints.cli.demo import last_known_day, refuse_day, refuse_old_state, run_demo

        now = SystemClock().now()
        # A half-year that is lived before its rate is published shows formal notices that wait: no good demonstration.
        day = _day(today) if today else min(now.date(), last_known_day())
        refuse_day(day, now)
        refuse_without_pango()
        from chalicelib.entrypoints.cli.demo_report import demo_json, print_demo
        from infra.local.stack import stack_up

        with stack_up(state, progress, check=partial(refuse_old_state, now), afresh=True) as stack:
            result = run_demo(stack, state, day, progress)
            if as_json:
                answer.give(demo_json(result, stack, stays_up=not once))
            else:
                print_demo(result, stack, stays_up=not once)
            if not once:
                progress("everything stays up until Ctrl-C")
                stay_up(stack.emulator.is_alive)


@app.command()
def run(
    now: Annotated[str, typer.Option(help="The instant of the run, such as 2026-11-22T08:00:00Z.")],
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Run the planner of the local stack at an instant, wait for all that follows, and say what the letters came to.

    Ends with 3 when one of that day was not sent, or when nobody knows whether it was.
    """
    with ends_well(as_json):
        at = _instant(now)
        from chalicelib.entrypoints.cli.local import run_planner

        with on_stack(state) as stack:
            report = run_planner(stack, at, progress)
        print_json(report.as_json()) if as_json else say(report.line)
        if report.unsettled:
            raise typer.Exit(int(Exit.PARTIAL))


@app.command()
def redrive(state: StateOption = STATE, as_json: AsJson = False) -> None:
    """Put back into their queues the messages that failed, once what made them fail is mended. On AWS: invoke the
    function `redrive`.
    """
    with ends_well(as_json):
        from chalicelib.entrypoints.cli.local import put_back

        with on_stack(state) as stack:
            count = put_back(stack, progress)
        told = f"{count['assess']} looks, {count['send']} letters, {count['deliveries']} events of the mail service"
        print_json(count) if as_json else say(f"put back: {told}")


@creditor_app.command("create")
def create_creditor(file: Path, state: StateOption = STATE, as_json: AsJson = False) -> None:
    """Create or change a creditor from FILE (JSON) and publish its pages."""
    with ends_well(as_json):
        from chalicelib.entrypoints.cli.creditors import creditor_from, publish_site
        from chalicelib.entrypoints.cli.local import use_cases_on

        creditor = creditor_from(file)
        with on_stack(state) as stack:
            use_cases_on(stack).world.creditors.put(creditor)
            pages = publish_site(stack.client("s3"), stack.outputs.site_bucket, creditor, f"{stack.edge_url}/")
        content = {"creditor": creditor.id, "pages": pages, "url": f"{stack.edge_url}/fr/{creditor.id}/"}
        print_json(content) if as_json else say(f"{creditor.id}: {pages} pages, {content['url']}")


@key_app.command("create")
def create_key(creditor: str, label: str = "cli", state: StateOption = STATE, as_json: AsJson = False) -> None:
    """Create an API key for CREDITOR. It is shown once: only its hash is kept."""
    with ends_well(as_json):
        from chalicelib.domain.errors import NotFound
        from chalicelib.entrypoints.cli.local import use_cases_on

        try:
            with on_stack(state) as stack:
                key = use_cases_on(stack).create_api_key()(creditor, label)
        except NotFound:
            raise CommandFailed(f"no creditor {creditor!r}: create it with `relance creditor create FILE`") from None
        print_json({"key": key}) if as_json else say(key)


@app.command("import")
def import_files(
    files: list[Path],
    partial: Annotated[bool, typer.Option(help="Take the good rows of a file that has bad ones.")] = False,
    key: Annotated[str, typer.Option(envvar="RELANCE_API_KEY", help="The creditor's API key.")] = "",
    api: Annotated[str, typer.Option(envvar="RELANCE_API_URL", help="The API; else the local stack's.")] = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Upload invoices from FILE… (.json or .csv) through the API."""
    with ends_well(as_json):
        for file in files:
            content_of(file)
        client = Api.at(api or _edge_url(state), key)
        reports: dict[str, Any] = {}
        try:
            for file in files:
                progress(f"import: {file}")
                reports[str(file)] = client.upload(file, partial=partial)
        except CommandFailed as failure:
            # What was taken before stays taken: the report of it must not be lost with the refusal.
            if reports and not as_json:
                _print_reports(reports)
            raise CommandFailed(str(failure), Exit.PARTIAL if reports else failure.code, {"files": reports}) from None
        print_json(reports) if as_json else _print_reports(reports)
        if any(report["refused"] for report in reports.values()):
            raise typer.Exit(int(Exit.PARTIAL))


@app.command()
def decide(
    facts: Path,
    on: Annotated[str, typer.Option(help="The day to decide for, such as 2026-11-22.")],
    as_json: AsJson = False,
) -> None:
    """Say what a debtor would hear on a day, and why. Needs no AWS."""
    with ends_well(as_json):
        decision = decided.decided(facts, _day(on))
        if as_json:
            print_json(decision)
            return
        message = decision["message"]
        say(f"{decision['on']}: {message['level'] if message else 'nothing to say'}")
        for reason in decision["reasons"]:
            say(f"  {reason['number']}: {reason['fr']}")
        for task in decision["tasks"]:
            say(f"to do: {task['kind']}{f' by {task["by"]}' if task['by'] else ''}")
        say(f"next look: {decision['next_look_on'] or 'none'}")


@app.command()
def letter(data: Path, out: Annotated[Path, typer.Option(help="The PDF to write.")], as_json: AsJson = False) -> None:
    """Print the letter that DATA (JSON) describes. Needs no AWS."""
    with ends_well(as_json):
        snapshot = pure.letter_from(data)
        refuse_without_pango()
        from chalicelib.adapters.letters.press import JinjaPress

        content = JinjaPress().letter_pdf(snapshot)
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandFailed(f"{out} cannot be written: {error.strerror}") from None
        print_json({"file": str(out), "bytes": len(content)}) if as_json else say(f"{out}: {len(content)} bytes")


def _edge_url(state: Path) -> str:
    with on_stack(state) as stack:
        return str(stack.edge_url)


def _print_reports(reports: dict[str, Any]) -> None:
    for name, report in reports.items():
        counts = ", ".join(f"{report[s]} {s}" for s in ("created", "updated", "unchanged", "refused"))
        say(f"{name}: {counts}; debtors changed: {report['debtors_changed']}")
        for fault in report["errors"]:
            say(f"  line {fault.get('line', '-')}, {fault['field']}: {fault['message']}")
        for doubt in report.get("warnings", ()):
            say(f"  warning: line {doubt['line']}, {doubt['field']}: {doubt['message']}")


def _day(text: str) -> date:
    try:
        return day_of(text)
    except ValueError as error:
        raise CommandFailed(str(error), Exit.USAGE) from None


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text) if ISO_DAY.match(text) else None
    except ValueError:
        at = None
    if at is None:
        raise CommandFailed(f"{text!r} is not an instant like 2026-11-22T08:00:00Z", Exit.USAGE)
    if at.tzinfo is None:
        raise CommandFailed(f"{text!r} has no zone: write it like 2026-11-22T08:00:00Z", Exit.USAGE)
    # Strictly: where the creditor lives the day may be the one before or after.
    if not FIRST_DAY < at.date() < LAST_DAY:
        raise CommandFailed(f"{text} is outside {FIRST_DAY.year} to {LAST_DAY.year}", Exit.USAGE)
    return at


def main() -> None:
    """Runs the command. What is wrong with its options is an object too where `--json` is among them."""
    escape_what_cannot_be_printed()
    try:
        ended = app(standalone_mode=False)
    except TyperException as fault:
        if "--json" in sys.argv[1:]:
            print_json({"error": fault.format_message()})
        rich_utils.rich_format_error(fault)  # type: ignore[arg-type]  # what typer itself raises here
        sys.exit(fault.exit_code)
    sys.exit(ended)
