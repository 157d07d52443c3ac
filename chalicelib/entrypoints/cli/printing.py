"""The commands about paper: the letters that wait for the post as one batch, and a word once it was handed over."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from chalicelib.adapters.letters.manifest import Printed, as_csv, as_json, as_zip, letters_in
from chalicelib.domain.parties import Address
from chalicelib.domain.policy import Channel
from chalicelib.domain.step import invoice_of
from chalicelib.entrypoints.cli.api import Api
from chalicelib.entrypoints.cli.chase import Address as ApiAddress
from chalicelib.entrypoints.cli.chase import Key, api_at
from chalicelib.entrypoints.cli.output import AsJson, CommandFailed, Exit, complain, ends_well, print_json, say
from chalicelib.entrypoints.cli.session import STATE, StateOption

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits for the post, as it was printed, and where its debtor lives today."""

    task: dict[str, Any]
    content: bytes
    address: Address | None

    def fault(self) -> str | None:
        """Why it is left out of the batch: a provider posts to the manifest's address, a window shows the letter's."""
        debtor = self.task["debtor"]
        if self.address is None:
            return f"{self.task['letter']}: {debtor} has no address any more: state one"
        if not _is_addressed(self.content, (debtor, *self.address.lines, self.address.postcode, self.address.city)):
            return f"{self.task['letter']}: {debtor} has another address today than the letter: print it by itself"
        return None


def print_letters(
    folder: Annotated[Path, typer.Argument(help="A new folder for the batch.")],
    two_sided: Annotated[bool, typer.Option("--two-sided", help="Each letter begins on a sheet of its own.")] = False,
    colour: Annotated[bool, typer.Option("--colour", help="Say in the manifest that it is to be printed so.")] = False,
    key: Key = "",
    api: ApiAddress = "",
    state: StateOption = STATE,
    as_json_said: AsJson = False,
) -> None:
    """Print all letters that wait for the post: as one PDF, one by one in a ZIP, with a manifest of where each goes.
    They wait until `relance posted-batch` says that they were posted. Ends with 3 where a letter is left out.
    """
    with ends_well(as_json_said):
        _refuse_full(folder)
        client = api_at(api, key, state)
        found = [(one, one.fault()) for one in _waiting(client)]
        left_out = [fault for _, fault in found if fault]
        batch = written(folder, [one for one, fault in found if not fault], two_sided=two_sided, colour=colour)
        if as_json_said:
            print_json({"letters": [one.as_json() for one in batch], "left_out": left_out})
        else:
            pages = sum(one.place.pages for one in batch)
            say(f"{len(batch)} letters, {pages} pages: {folder}" if batch else "no letter waits for the post")
        for fault in left_out:
            complain(fault)
        if left_out:
            raise typer.Exit(int(Exit.PARTIAL))


def posted_batch(
    folder: Annotated[Path, typer.Argument(help="The folder that `relance print` made.")],
    proof: Annotated[str, typer.Option(help="The number of the deposit, or how it was handed over.")],
    on: Annotated[str | None, typer.Option(help="The day of posting; today unless said.")] = None,
    by: Annotated[str, typer.Option(help="Who says so, for the history.")] = "creditor",
    key: Key = "",
    api: ApiAddress = "",
    state: StateOption = STATE,
    as_json_said: AsJson = False,
) -> None:
    """Tell that all letters of a batch were handed to the post: they count as heard from that day. Ends with 3 where
    one is refused, or does not wait for it any more.
    """
    with ends_well(as_json_said):
        letters = _letters_of(folder)
        client = api_at(api, key, state)
        waiting = {task["letter"] for task in _tasks(client)}
        told, refused = list[str](), dict[str, str]()
        for letter, debtor_id in letters:
            if letter not in waiting:
                refused[letter] = "waits for the post no more: it was told already, or withdrawn since it was printed"
                continue
            path = f"/v1/debtors/{quote(debtor_id, safe='')}/letters/{quote(letter, safe='')}/posted"
            try:
                client.send("POST", path, {"on": on, "proof": proof, "by": by})
            except CommandFailed as refusal:
                # The others went to the post all the same.
                refused[letter] = str(refusal)
            else:
                told.append(letter)
        if as_json_said:
            print_json({"posted": told, "refused": refused})
        else:
            say(f"{len(told)} letters: posted")
        for letter, why in refused.items():
            complain(f"{letter}: {why}")
        if refused:
            raise typer.Exit(int(Exit.PARTIAL))


def _tasks(client: Api) -> list[dict[str, Any]]:
    return [task for task in client.pages("/v1/worklist", "tasks") if task["kind"] == "post-letter"]


def _waiting(client: Api) -> Iterator[Waiting]:
    for task in _tasks(client):
        invoice = quote(invoice_of(task["claim_ids"][0]), safe="")
        content = client.pdf(f"/v1/invoices/{invoice}/letters/{quote(task['letter'], safe='')}")
        lives = client.get(f"/v1/debtors/{quote(task['debtor_id'], safe='')}")["address"]
        address = Address(tuple(lives["lines"]), lives["postcode"], lives["city"], lives["country"]) if lives else None
        yield Waiting(task, content, address)


def written(folder: Path, waiting: list[Waiting], *, two_sided: bool, colour: bool) -> list[Printed]:
    """Writes the batch, its manifest last. Raises CommandFailed."""
    # Of a machine that only talks to the API, most have no use for it.
    from chalicelib.adapters.pdf.batch import merged

    whole, places = merged((one.content for one in waiting), two_sided=two_sided)
    batch = [
        Printed(
            one.task["letter"],
            one.task["level"],
            one.task["debtor_id"],
            one.task["debtor"],
            one.address,
            place,
            colour,
            two_sided,
            one.task["channel"] == Channel.REGISTERED_POST,
        )
        for one, place in zip(waiting, places, strict=True)
        if one.address
    ]
    if not batch:
        return []
    files = {
        "letters.pdf": whole,
        "letters.zip": as_zip((p.file, one.content) for p, one in zip(batch, waiting, strict=True)),
        "manifest.csv": as_csv(batch).encode(),
        MANIFEST: as_json(batch).encode(),
    }
    for name, content in files.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        except OSError as error:
            raise CommandFailed(f"{folder / name} cannot be written: {error.strerror}") from None
    return batch


def _refuse_full(folder: Path) -> None:
    """Two batches in one folder would be posted as one. Raises CommandFailed."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandFailed(f"{folder} is not an empty folder: a batch has one of its own", Exit.USAGE)


def _letters_of(folder: Path) -> list[tuple[str, str]]:
    """Raises CommandFailed."""
    file = folder / MANIFEST
    try:
        return letters_in(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}: give the folder of a batch", Exit.USAGE) from None
    except ValueError as error:
        raise CommandFailed(f"{file}: {error}", Exit.USAGE) from None


def _is_addressed(content: bytes, lines: tuple[str, ...]) -> bool:
    """Whether the first page bears them one after the other and nothing between, wherever a long one is broken."""
    from pypdf import PdfReader

    read = [_bare(line) for line in PdfReader(BytesIO(content)).pages[0].extract_text().splitlines()]
    wanted = "".join(map(_bare, lines))
    return any(_begins_with(read[start:], wanted) for start in range(len(read)))


def _begins_with(lines: list[str], wanted: str) -> bool:
    """Whether so many whole lines are that text."""
    whole = ""
    for line in lines:
        whole += line
        if len(whole) >= len(wanted):
            break
    return whole == wanted


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
