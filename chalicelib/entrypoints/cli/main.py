"""`relance`: the command of creditors, accountants and developers. Exit codes: 0 done, 1 failed, 2 usage, 3 partial."""

import signal
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from chalicelib.entrypoints.cli import pure
from chalicelib.entrypoints.cli.api import Api
from chalicelib.entrypoints.cli.output import CommandFailed, Exit, ends_well, print_json, print_table, progress

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
key_app = typer.Typer(no_args_is_help=True, help="API keys.")
creditor_app = typer.Typer(no_args_is_help=True, help="Creditors.")
app.add_typer(key_app, name="key")
app.add_typer(creditor_app, name="creditor")

STATE = Path(__file__).parents[3] / ".local"
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


@app.command()
def up() -> None:
    """Start the local stack and keep it up until Ctrl-C."""
    with ends_well(as_json=False):
        from infra.local.stack import stack_up

        with stack_up(STATE, progress) as stack:
            print(f"portal and API  {stack.edge_url}\nmailbox         {stack.mailbox_url}")
            _wait_for_ctrl_c()


@app.command()
def demo(
    once: Annotated[bool, typer.Option(help="Stop when done instead of staying up.")] = False,
    today: Annotated[str | None, typer.Option(help="The day it is taken to be, for the first run.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run the main job on the local stack: invoices in, planner at three dates, letters, mailbox, portal."""
    with ends_well(as_json):
        from chalicelib.entrypoints.cli.demo import run_demo
        from infra.local.stack import stack_up

        with stack_up(STATE, progress) as stack:
            result = run_demo(stack, STATE, _day(today) if today else datetime.now(UTC).date(), progress)
            if as_json:
                print_json(_demo_json(result, stack))
            else:
                _print_demo(result, stack)
            if not once:
                progress("everything stays up until Ctrl-C")
                _wait_for_ctrl_c()


@app.command()
def run(
    now: Annotated[str, typer.Option(help="The instant of the run, such as 2026-11-22T08:00:00Z.")],
    as_json: AsJson = False,
) -> None:
    """Run the planner of the local stack at an instant, and wait for all that follows."""
    with ends_well(as_json):
        from chalicelib.entrypoints.cli.local import run_planner

        queued = run_planner(_stack(), _instant(now), progress)
        print_json({"queued": queued}) if as_json else print(f"{queued} cases looked at")


@creditor_app.command("create")
def create_creditor(file: Path, as_json: AsJson = False) -> None:
    """Create or change a creditor from FILE (JSON) and publish its pages."""
    with ends_well(as_json):
        from chalicelib.entrypoints.cli.creditors import creditor_from, publish_site
        from chalicelib.entrypoints.cli.local import use_cases_on

        creditor, stack = creditor_from(file), _stack()
        use_cases_on(stack).world.creditors.put(creditor)
        pages = publish_site(stack.client("s3"), stack.outputs.site_bucket, creditor, f"{stack.edge_url}/")
        content = {"creditor": creditor.id, "pages": pages, "url": f"{stack.edge_url}/fr/{creditor.id}/"}
        print_json(content) if as_json else print(f"{creditor.id}: {pages} pages, {content['url']}")


@key_app.command("create")
def create_key(creditor: str, label: str = "cli", as_json: AsJson = False) -> None:
    """Create an API key for CREDITOR. It is shown once: only its hash is kept."""
    with ends_well(as_json):
        from chalicelib.domain.errors import NotFound
        from chalicelib.entrypoints.cli.local import use_cases_on

        try:
            key = use_cases_on(_stack()).create_api_key()(creditor, label)
        except NotFound:
            raise CommandFailed(f"no creditor {creditor!r}: create it with `relance creditor create FILE`") from None
        print_json({"key": key}) if as_json else print(key)


@app.command("import")
def import_files(
    files: list[Path],
    partial: Annotated[bool, typer.Option(help="Take the good rows of a file that has bad ones.")] = False,
    key: Annotated[str, typer.Option(envvar="RELANCE_API_KEY", help="The creditor's API key.")] = "",
    api: Annotated[str, typer.Option(envvar="RELANCE_API_URL", help="The API; else the local stack's.")] = "",
    as_json: AsJson = False,
) -> None:
    """Upload invoices from FILE… (.json or .csv) through the API."""
    with ends_well(as_json):
        if not key:
            raise CommandFailed("give the creditor's key: --key, or RELANCE_API_KEY", Exit.USAGE)
        client = Api(api or _stack().edge_url, key)
        reports: dict[str, Any] = {}
        for file in files:
            progress(f"import: {file}")
            reports[str(file)] = client.upload(file, partial=partial)
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
        decision = pure.decided(facts, _day(on))
        if as_json:
            print_json(decision)
            return
        message = decision["message"]
        print(f"{decision['on']}: {message['level'] if message else 'nothing to say'}")
        for reason in decision["reasons"]:
            print(f"  {reason['number']}: {reason['fr']}")
        print(f"next look: {decision['next_look_on'] or 'none'}")


@app.command()
def letter(data: Path, out: Annotated[Path, typer.Option(help="The PDF to write.")], as_json: AsJson = False) -> None:
    """Print the letter that DATA (JSON) describes. Needs no AWS."""
    with ends_well(as_json):
        snapshot = pure.letter_from(data)
        from chalicelib.adapters.letters.press import JinjaPress

        content = JinjaPress().letter_pdf(snapshot)
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandFailed(f"{out} cannot be written: {error.strerror}") from None
        print_json({"file": str(out), "bytes": len(content)}) if as_json else print(f"{out}: {len(content)} bytes")


def _print_demo(result: Any, stack: Any) -> None:
    columns = ("Invoice", "Debtor", "Due", "Owed", "What happened", "Why, today")
    rows = [
        (o.number, o.debtor, o.due_on.strftime("%d/%m/%Y"), o.open, "\n".join(o.happened), o.why)
        for o in result.outcomes
    ]
    print_table("What happened to each invoice", columns, rows)
    print(f"\n{len(result.letters)} letters:")
    for file in result.letters:
        print(f"  {file}")
    print(f"\nmailbox ({result.mails} mails)  {stack.mailbox_url}\nportal of one debtor  {result.portal_url}")


def _demo_json(result: Any, stack: Any) -> dict[str, Any]:
    return {
        "invoices": [
            {"number": o.number, "debtor": o.debtor, "open": o.open, "happened": o.happened, "why": o.why}
            for o in result.outcomes
        ],
        "letters": [str(file) for file in result.letters],
        "mails": result.mails,
        "mailbox": stack.mailbox_url,
        "portal": result.portal_url,
    }


def _print_reports(reports: dict[str, Any]) -> None:
    for name, report in reports.items():
        counts = ", ".join(f"{report[s]} {s}" for s in ("created", "updated", "unchanged", "refused"))
        print(f"{name}: {counts}")
        for fault in report["errors"]:
            print(f"  line {fault.get('line', '-')}, {fault['field']}: {fault['message']}")


def _stack() -> Any:
    from infra.local.stack import NoStack, running_stack

    try:
        return running_stack(STATE)
    except NoStack as missing:
        raise CommandFailed(str(missing)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandFailed(f"{text!r} is not a day like 2026-11-22", Exit.USAGE) from None


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CommandFailed(f"{text!r} is not an instant like 2026-11-22T08:00:00Z", Exit.USAGE) from None
    if at.tzinfo is None:
        raise CommandFailed(f"{text!r} has no zone: write {text}Z for UTC", Exit.USAGE)
    return at


def _wait_for_ctrl_c() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()


def main() -> None:
    app()
