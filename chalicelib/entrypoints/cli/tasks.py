"""The commands about what waits for a person: the list of it, and a word for each thing that was done."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

import typer

from chalicelib.adapters.intake.texts import as_uploaded
from chalicelib.domain.events import LetterPosted
from chalicelib.domain.step import reference_of
from chalicelib.entrypoints.cli.api import Api
from chalicelib.entrypoints.cli.chase import Address, Key, api_at, end_with_unreadable, invoice_of, unreadable_in
from chalicelib.entrypoints.cli.output import AsJson, CommandFailed, ends_well, print_json, print_table, say
from chalicelib.entrypoints.cli.session import STATE, StateOption

# The commands that tell what was done; for the other tasks there is the API.
COMMANDS = {
    "approve": "relance approve NUMBER [--refuse --reason …]",
    "review-refusal": "relance approve NUMBER [--refuse --reason …]",
    "post-letter": "relance print FOLDER, then relance posted LETTER --proof …",
    "check-mail": "relance checked LETTER --sent --note …",
    "declare-claim": "relance declared NUMBER --proof …",
}
TO_APPROVE = ("approve", "review-refusal")


def worklist(key: Key = "", api: Address = "", state: StateOption = STATE, as_json: AsJson = False) -> None:
    """List what waits for a person, and what is done about it. Ends with 3 where a debtor's case cannot be read."""
    with ends_well(as_json):
        pages = list(api_at(api, key, state).each_page("/v1/worklist"))
        tasks, unreadable = [task for page in pages for task in page["tasks"]], unreadable_in(pages)
        stops = pages[0]["stops"] if pages else []
        if as_json:
            print_json({"tasks": tasks, "stops": stops, "unreadable": unreadable})
        else:
            _print_worklist(tasks)
            for stop in stops:
                until = f" until {stop['until']}" if stop["until"] else ": mend the addresses, then resume the chase"
                say(f"nothing goes out since {stop['since']}, as {stop['reason']}{until}")
        end_with_unreadable(unreadable)


def _print_worklist(tasks: list[dict[str, Any]]) -> None:
    rows = [
        (
            t["kind"],
            t["since"],
            t["by"] or "",
            t["debtor"],
            t["level"] or "",
            ", ".join(t["numbers"]),
            " ".join(filter(None, (t["letter"], t["note"]))),
        )
        for t in tasks
    ]
    print_table(f"{len(rows)} to do", ("what", "since", "by", "debtor", "level", "invoices", "letter or note"), rows)
    for kind, how in {t["kind"]: t["what_to_do"]["en"] for t in tasks}.items():
        say(f"{kind}: {how}{f' ({COMMANDS[kind]})' if kind in COMMANDS else ''}")


def approve(
    number: Annotated[str, typer.Argument(help="An invoice of the task; what waits with it is approved with it.")],
    refuse: Annotated[bool, typer.Option("--refuse", help="It may not go out.")] = False,
    reason: Annotated[str, typer.Option(help="Why; needed to refuse.")] = "",
    by: Annotated[str, typer.Option(help="Who says so, for the history.")] = "creditor",
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Let go out, or refuse, what waits for approval with that invoice."""
    with ends_well(as_json):
        client = api_at(api, key, state)
        tasks = client.pages("/v1/worklist", "tasks")
        waiting = [t for t in tasks if t["kind"] in TO_APPROVE and as_uploaded(number) in t["numbers"]]
        if not waiting:
            raise CommandFailed(f"nothing about {number} waits for approval: `relance worklist` lists what does")
        for task in waiting:
            said = {"level": task["level"], "claim_ids": task["claim_ids"], "approve": not refuse}
            client.send("POST", f"/v1/debtors/{task['debtor_id']}/approvals", {**said, "reason": reason, "by": by})
        done = "refused" if refuse else "approved"
        content = [{"debtor": t["debtor"], "level": t["level"], "numbers": t["numbers"], "said": done} for t in waiting]
        if as_json:
            print_json({"approvals": content})
        else:
            print("\n".join(f"{c['level']} of {', '.join(c['numbers'])} ({c['debtor']}): {done}" for c in content))


def posted(
    letter: Annotated[str, typer.Argument(help="The letter's reference, as `relance worklist` lists it.")],
    proof: Annotated[str, typer.Option(help="The number on the receipt of the post, or how it was handed over.")],
    invoice: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="One of its invoices, where the letter is in no worklist any more."),
    ] = None,
    on: Annotated[str | None, typer.Option(help="The day of posting; today unless said.")] = None,
    by: Annotated[str, typer.Option(help="Who says so, for the history.")] = "creditor",
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Tell that a printed letter was handed to the post: it counts as heard from that day."""
    with ends_well(as_json):
        client = api_at(api, key, state)
        none = f"no letter {letter} waits for the post (if it was posted, name its invoice by --invoice NUMBER)"
        found = invoice_of(client, invoice) if invoice else _task_about(client, "post-letter", letter, none)
        address = f"/v1/debtors/{found['debtor_id']}"
        said = {"on": on, "proof": proof, "by": by}
        debtor = client.send("POST", f"{address}/letters/{quote(letter, safe='')}/posted", said)["name"]
        told = _posting_of(client, address, letter)
        if as_json:
            print_json({"letter": letter, "debtor": debtor, "level": told["level"], "posted_on": told["on"]})
        else:
            print(f"{told['level']} {letter} ({debtor}): posted on {told['on']}")


def checked(
    letter: Annotated[str, typer.Argument(help="The mail's reference, as `relance worklist` lists it.")],
    note: Annotated[str, typer.Option(help="How it was found out, for the history.")],
    sent: Annotated[bool, typer.Option("--sent/--not-sent", help="Whether it went out.")],
    by: Annotated[str, typer.Option(help="Who says so, for the history.")] = "creditor",
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Tell what became of a mail of which nobody knows whether it went out: until then its debtor hears nothing."""
    with ends_well(as_json):
        client = api_at(api, key, state)
        waiting = _task_about(client, "check-mail", letter, f"no mail {letter} is in doubt")
        said = {"went_out": sent, "note": note, "by": by}
        client.send("POST", f"/v1/debtors/{waiting['debtor_id']}/letters/{quote(letter, safe='')}/checked", said)
        if as_json:
            print_json({"letter": letter, "debtor": waiting["debtor"], "level": waiting["level"], "went_out": sent})
        else:
            done = "went out" if sent else "did not go out, and is said again once another message may go out"
            print(f"{waiting['level']} {letter} ({waiting['debtor']}): {done}")


def declared(
    number: Annotated[str, typer.Argument(help="An invoice of the task, as `relance worklist` lists it.")],
    proof: Annotated[str, typer.Option(help="The number on the receipt, or how it was handed over.")],
    on: Annotated[str | None, typer.Option(help="The day of the declaration; today unless said.")] = None,
    by: Annotated[str, typer.Option(help="Who says so, for the history.")] = "creditor",
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Tell that the claim was declared in the insolvency of its debtor: it is a task no more, and nothing goes out."""
    with ends_well(as_json):
        client = api_at(api, key, state)
        none = f"nothing about {number} waits to be declared"
        waiting = _task(client, "declare-claim", lambda task: as_uploaded(number) in task["numbers"], none)
        said = {"on": on, "proof": proof, "by": by}
        after = client.send("POST", f"/v1/debtors/{waiting['debtor_id']}/claim-declared", said)
        # Without a day the API took the creditor's, which need not be that of this machine.
        day = on or max(hold["declared_on"] for hold in after["holds"] if hold["declared_on"])
        content = {"debtor": waiting["debtor"], "numbers": waiting["numbers"], "declared_on": day}
        if as_json:
            print_json(content)
        else:
            print(f"{', '.join(content['numbers'])} ({content['debtor']}): declared on {day}")


def _posting_of(client: Api, debtor: str, letter: str) -> dict[str, Any]:
    """What the history says of it last. Without a day the API took the creditor's."""
    entries = reversed(client.get(f"{debtor}/history")["entries"])
    posted = (e["data"] for e in entries if e["event"] == LetterPosted.kind)
    found: dict[str, Any] = next(data for data in posted if reference_of(data["step_id"]) == letter)
    return found


def _task_about(client: Api, kind: str, letter: str, none: str) -> dict[str, Any]:
    """What waits for a person about that letter. Raises CommandFailed."""
    return _task(client, kind, lambda task: bool(task["letter"] == letter), none)


def _task(client: Api, kind: str, is_meant: Callable[[dict[str, Any]], bool], none: str) -> dict[str, Any]:
    """The first task of that kind that is meant. Raises CommandFailed."""
    for task in client.pages("/v1/worklist", "tasks"):
        if task["kind"] == kind and is_meant(task):
            return task
    raise CommandFailed(f"{none}: `relance worklist` lists what waits for a person")
