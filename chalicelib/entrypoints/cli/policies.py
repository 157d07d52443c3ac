"""`relance policy`: read the policies there are; plan, replay and apply a changed one through the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
import yaml

from chalicelib.adapters.policies.policy_document import document_of, read_policy
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.policy import Channel, Policy
from chalicelib.entrypoints.cli.api import Api
from chalicelib.entrypoints.cli.chase import Address, Key, api_at
from chalicelib.entrypoints.cli.files import text_of
from chalicelib.entrypoints.cli.output import AsJson, CommandFailed, ends_well, print_json, print_table, progress
from chalicelib.entrypoints.cli.session import STATE, StateOption

policy_app = typer.Typer(no_args_is_help=True, help="Policies: the scenarios by which debtors are chased.")
Moves = Annotated[str | None, typer.Option(help="Whose cases move: a policy's name; the document's own unless said.")]
FIGURES = ("debtors", "mails", "letters", "most_in_a_week")
MEDIA_TYPE = "application/yaml"


@policy_app.command("show")
def show(
    reference: Annotated[str | None, typer.Argument(help="One that comes with Relance, such as standard-1.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the policies that come with Relance, or one as the document to change. Needs no AWS."""
    with ends_well(as_json):
        if reference is None:
            known = [{"reference": p.reference, "why": p.why} for p in shipped().values()]
            if as_json:
                print_json({"policies": known})
            else:
                print("\n\n".join(f"{k['reference']}\n{k['why']}" for k in known))
            return
        if reference not in shipped():
            raise CommandFailed(f"no policy {reference!r} comes with Relance: one of {', '.join(shipped())}")
        document = document_of(shipped()[reference])
        if as_json:
            print_json(document)
        else:
            print(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110), end="")


@policy_app.command("check")
def check(file: Path, as_json: AsJson = False) -> None:
    """Check a policy document. Needs no AWS."""
    with ends_well(as_json):
        policy = _read(file)
        if as_json:
            print_json(document_of(policy))
        else:
            days = ", ".join(f"{r.level} {r.offset_days:+d}" for r in policy.rungs)
            print(f"{policy.reference}: {days}")


@policy_app.command("plan")
def plan(
    file: Path,
    moves: Moves = None,
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Say what the policy in FILE would change for running cases: who moves, what is sent when. Changes nothing."""
    with ends_well(as_json):
        policy, client = _read(file), api_at(api, key, state)
        pages = list(_pages(client, "plan", file, _moving(moves)))
        moved = [m for page in pages for m in page["moved"]]
        cases = sum(page["cases"] for page in pages)
        settings = {each["runs_under"]: each["changes"] for page in pages for each in page["settings"]}
        if as_json:
            listed = [{"runs_under": old, "changes": changes} for old, changes in settings.items()]
            print_json({"policy": policy.reference, "cases": cases, "moved": moved, "settings": listed})
            return
        print(f"{policy.reference}: {cases} running cases would move, {len(moved)} of them hear something else")
        for each in moved:
            print(f"{each['debtor']} ({each['runs_under']})")
            for sign, messages in (("-", each["no_longer"]), ("+", each["instead"])):
                for message in messages:
                    print(f"  {sign} {_line_of(message)}")
        for old, changes in settings.items():
            print(f"{old} -> {policy.reference}")
            for change in changes:
                print(f"  {change['setting']}: {_said(change['before'])} -> {_said(change['after'])}")


@policy_app.command("apply")
def apply(
    file: Path,
    moves: Moves = None,
    by: Annotated[str, typer.Option(help="Who says so, for the history.")] = "creditor",
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Keep the policy in FILE as a version, and move running cases to it. Given again, it moves nothing twice."""
    with ends_well(as_json):
        policy, client = _read(file), api_at(api, key, state)
        query = "&".join(part for part in (_moving(moves), f"by={quote(by, safe='')}") if part)
        moved = sum(page["moved"] for page in _pages(client, "apply", file, query))
        if as_json:
            print_json({"policy": policy.reference, "moved": moved})
        else:
            print(f"{policy.reference}: {moved} running cases moved")


@policy_app.command("backtest")
def backtest(
    file: Path,
    months: Annotated[int, typer.Option(min=1, max=36, help="How many months of the past.")] = 12,
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Replay the policy in FILE on the past: mails, letters, and the most that one debtor would have heard."""
    with ends_well(as_json):
        policy, client = _read(file), api_at(api, key, state)
        pages = list(_pages(client, "backtest", file, f"months={months}"))
        levels = dict[str, int]()
        for page in pages:
            for level, count in page["levels"].items():
                levels[level] = levels.get(level, 0) + count
        content = {
            "policy": policy.reference,
            "from": pages[0]["from"],
            "to": pages[0]["to"],
            **{name: sum(page[name] for page in pages) for name in ("debtors", "mails", "letters")},
            "most_in_a_week": max(page["most_in_a_week"] for page in pages),
            "levels": levels,
        }
        if as_json:
            print_json(content)
            return
        print_table(
            f"{policy.reference}, {content['from']} to {content['to']}",
            ("debtors", "mails", "letters", "most in a week to one", *levels),
            [(*(str(content[n]) for n in FIGURES), *map(str, levels.values()))],
        )


def _line_of(message: dict[str, Any]) -> str:
    """A message of a plan; what waits for a person is marked invoice by invoice."""
    numbers = (i["number"] + (" (once approved)" if i["needs_approval"] else "") for i in message["items"])
    by_mail = message["channel"] == Channel.EMAIL
    attached = ", no letter attached" if by_mail and not message["letter_attached"] else ""
    about = f"{message['on']} {message['level']} by {message['channel']}, {message['tone']}{attached}"
    return f"{about}: {', '.join(numbers)}"


def _said(value: Any) -> str:
    """A value of a policy document as a person writes it, without what it leaves out."""
    match value:
        case None | []:
            return "none"
        case dict():
            return "{" + ", ".join(f"{name}: {_said(each)}" for name, each in value.items() if each is not None) + "}"
        case list():
            return f"[{', '.join(map(_said, value))}]"
        case bool():
            return str(value).lower()
    return str(value)


def _read(file: Path) -> Policy:
    """Checked here before anything is asked of the API. Raises Invalid, CommandFailed."""
    return read_policy(text_of(file))


def _moving(moves: str | None) -> str:
    return f"moves={quote(moves, safe='')}" if moves is not None else ""


def _pages(client: Api, verb: str, file: Path, query: str) -> Iterator[dict[str, Any]]:
    cursor, body = None, file.read_bytes()
    while True:
        said = "&".join(part for part in (query, f"cursor={quote(cursor, safe='')}" if cursor else "") if part)
        page = client.put_document("POST", f"/v1/policies/{verb}{'?' + said if said else ''}", body, MEDIA_TYPE)
        yield page
        cursor = page["next_cursor"]
        if not cursor:
            return
        progress(f"{verb}: on after {cursor}")
