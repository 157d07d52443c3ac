"""The commands by which a creditor follows its chase through the API: why, what would go out, what waits for whom."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from chalicelib.adapters.letters.letter_document import LETTER
from chalicelib.domain.history import HistoryEntry, broken_at, unreadable
from chalicelib.domain.money import Money, plain
from chalicelib.entrypoints.cli.api import Api
from chalicelib.entrypoints.cli.files import json_of
from chalicelib.entrypoints.cli.output import (
    AsJson,
    CommandFailed,
    Exit,
    complain,
    ends_well,
    print_json,
    print_table,
    progress,
)
from chalicelib.entrypoints.cli.session import STATE, StateOption, on_stack, refuse_without_pango

Key = Annotated[str, typer.Option("--key", envvar="RELANCE_API_KEY", help="The creditor's API key.")]
Address = Annotated[str, typer.Option("--api", envvar="RELANCE_API_URL", help="The API; else the local stack's.")]
history_app = typer.Typer(no_args_is_help=True, help="What happened, and whether it is told as it was written.")


def api_at(address: str, key: str, state: Path) -> Api:
    """Raises CommandFailed."""
    if address:
        return Api.at(address, key)
    with on_stack(state) as stack:
        return Api.at(str(stack.edge_url), key)


def why(
    number: Annotated[str, typer.Argument(help="The invoice's number.")],
    on: Annotated[str | None, typer.Option(help="A day; today unless said.")] = None,
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Say why an invoice hears something on a day, or nothing: the past by its days, the future as foreseen."""
    with ends_well(as_json):
        client = api_at(api, key, state)
        query = f"?on={quote(on, safe='')}" if on is not None else ""
        told = client.get(f"{_address_of(client, number)}/why{query}")
        if as_json:
            print_json({"number": number, **told})
            return
        for reason in told["why"]:
            part = reason["claim_id"].partition("/")[2]
            print(f"{number}{f' (part {part})' if part else ''}, {told['on']}: {reason['fr']}")
            print(f"  {reason['en']}")


def preview(
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days ahead.")] = 30,
    letters: Annotated[Path | None, typer.Option(help="A folder for the letters, as PDF.")] = None,
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """List all that would go out if nothing changed; with --letters, print it. Ends with 3 where a debtor's case cannot
    be read.
    """
    with ends_well(as_json):
        if letters:
            refuse_without_pango()
        client = api_at(api, key, state)
        messages, unreadable = _foreseen(client, days)
        files = [str(_printed(client, m, letters)) for m in messages] if letters else []
        if as_json:
            print_json({"messages": messages, "files": files, "unreadable": unreadable})
        else:
            rows = [
                (m["on"], m["debtor"], m["level"], m["channel"], ", ".join(i["number"] for i in m["items"]))
                for m in messages
            ]
            print_table(f"{len(rows)} in {days} days", ("day", "debtor", "level", "by", "invoices"), rows)
        end_with_unreadable(unreadable)


def cancel_entry(
    number: Annotated[str, typer.Argument(help="The invoice's number.")],
    reference: Annotated[str, typer.Option(help="The reference of the payment or credit note.")],
    reason: Annotated[str, typer.Option(help="Why, for the history.")],
    by: Annotated[str, typer.Option(help="Who says so, for the history.")] = "creditor",
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Take back a payment or credit note that was booked on an invoice by mistake: it counts no more."""
    with ends_well(as_json):
        client = api_at(api, key, state)
        address = _address_of(client, number)
        booked = client.get(address)
        if not any(e["reference"] == reference for e in (*booked["entries"], *booked["cancelled"])):
            known = ", ".join(repr(e["reference"]) for e in booked["entries"])
            raise CommandFailed(
                f"no entry {reference!r} is booked on {number}: {f'{known} is' if known else 'none is'}"
            )
        said = {"reference": reference, "reason": reason, "by": by}
        after = client.send("POST", f"{address}/payments/cancel", said)
        if as_json:
            print_json(after)
            return
        gone = next(e for e in after["cancelled"] if e["reference"] == reference)
        amount, owed = (plain(Money(cents, after["currency"])) for cents in (gone["amount_cents"], after["open_cents"]))
        print(f"{number}: {amount} of {reference!r} count no more; owed: {owed}")
        print("".join(f"  {w['message']}\n" for w in after["warnings"]), end="")


def _address_of(client: Api, number: str) -> str:
    """Raises CommandFailed."""
    return f"/v1/invoices/{invoice_of(client, number)['id']}"


def invoice_of(client: Api, number: str) -> dict[str, Any]:
    """As the API lists it. Raises CommandFailed."""
    found: list[dict[str, Any]] = client.get(f"/v1/invoices?number={quote(number, safe='')}")["invoices"]
    if not found:
        raise CommandFailed(f"no invoice {number!r}: give its number as it was uploaded")
    return found[0]


@history_app.command("verify")
def verify(
    file: Annotated[Path | None, typer.Argument(help="A history kept from the API; else all that the API has.")] = None,
    key: Key = "",
    api: Address = "",
    state: StateOption = STATE,
    as_json: AsJson = False,
) -> None:
    """Check that each history is whole: an entry changed, taken out or put in shows. Ends with 1 where one is not."""
    with ends_well(as_json):
        if file:
            histories = [_history_in(file)]
        else:
            client = api_at(api, key, state)
            histories = [_history_of(client, debtor_id) for debtor_id in sorted(_debtors(client))]
            histories.append(client.get("/v1/chase/history"))
        checked = [_checked(h) for h in histories]
        broken = [c for c in checked if c["broken_at"]]
        if as_json:
            print_json({"histories": checked, "broken": len(broken)})
        else:
            entries = sum(c["entries"] for c in checked)
            said = f"{len(broken)} broken" if broken else "all whole"
            print(f"{len(checked)} histories, {entries} entries: {said}")
            for found in broken:
                print(f"  {found[_whose(found)]}: not as it was written from entry {found['broken_at']} on")
        if broken:
            raise typer.Exit(int(Exit.FAILED))


def unreadable_in(pages: list[dict[str, Any]]) -> list[str]:
    # An API from before these were told fails whole over one.
    return [debtor_id for page in pages for debtor_id in page.get("unreadable", ())]


def end_with_unreadable(debtor_ids: list[str]) -> None:
    """Ends the command with 3 where there are any, and names them."""
    for debtor_id in debtor_ids:
        complain(f"{debtor_id}: its case cannot be read, and nothing is told of it here: relance history verify")
    if debtor_ids:
        raise typer.Exit(int(Exit.PARTIAL))


def _foreseen(client: Api, days: int) -> tuple[list[dict[str, Any]], list[str]]:
    """The messages, and the debtors of whom none can be foreseen."""
    pages = list(client.each_page(f"/v1/preview?days={days}"))
    # The pages go by debtor, whoever reads them by day.
    messages = sorted((m for page in pages for m in page["messages"]), key=lambda m: (m["on"], m["debtor"]))
    return messages, unreadable_in(pages)


def _printed(client: Api, message: dict[str, Any], folder: Path) -> Path:
    from chalicelib.adapters.letters.press import JinjaPress

    letter = LETTER.validate_python(client.get(message["letter"]))
    file = folder / f"{letter.on}-{letter.file_name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(JinjaPress().letter_pdf(letter))
    except OSError as error:
        raise CommandFailed(f"{file} cannot be written: {error.strerror}") from None
    progress(f"letter: {file}")
    return file


def _debtors(client: Api) -> set[str]:
    """Those that the creditor has, and those of its invoices, whatever became of the list of the first."""
    listed = [i for s in ("open", "closed") for i in client.pages(f"/v1/invoices?status={s}", "invoices")]
    return {found["debtor_id"] for found in (*client.pages("/v1/debtors", "debtors"), *listed)}


def _history_of(client: Api, debtor_id: str) -> dict[str, Any]:
    """Of a case that is gone none is left: as if all its entries had been taken out. Raises CommandFailed."""
    found = client.find(f"/v1/debtors/{debtor_id}/history")
    return found or {"debtor_id": debtor_id, "version": 1, "entries": [], "last_hash": ""}


def _history_in(file: Path) -> dict[str, Any]:
    """Raises CommandFailed."""
    try:
        found = json.loads(json_of(file))
        return {
            _whose(found): str(found[_whose(found)]),
            "entries": list(found["entries"]),
            "last_hash": str(found["last_hash"]),
            # A copy from before the version was told.
            "version": int(found.get("version", 0)),
        }
    except (ValueError, KeyError, TypeError, OverflowError):
        raise CommandFailed(f"{file}: keep what GET …/history answers, whole", Exit.USAGE) from None


def _entry(said: Any) -> HistoryEntry:
    try:
        at = datetime.fromisoformat(said["at"])
        return HistoryEntry(
            said["version"], said["place"], at, said["event"], said["data"], said["before"], said["hash"]
        )
    except (KeyError, TypeError, ValueError):
        return unreadable()


def _whose(history: dict[str, Any]) -> str:
    """The field that says whose it is: a debtor's, or the creditor's own."""
    return "creditor_id" if "creditor_id" in history else "debtor_id"


def _checked(history: dict[str, Any]) -> dict[str, Any]:
    entries = [_entry(said) for said in history["entries"]]
    return {
        _whose(history): history[_whose(history)],
        "entries": len(entries),
        "broken_at": broken_at(entries, history["last_hash"], history["version"]),
    }
