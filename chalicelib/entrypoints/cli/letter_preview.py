"""`relance letter-preview`: a letter and its mail as a creditor's debtors would have them. Pure: it needs no AWS."""

from pathlib import Path
from typing import Annotated

import typer

from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.parties import DebtorKind, Language, OwnWords
from chalicelib.entrypoints.cli.output import AsJson, CommandFailed, Exit, ends_well, print_json, say
from chalicelib.entrypoints.cli.session import refuse_without_pango


def letter_preview(
    file: Annotated[Path, typer.Argument(help="The creditor's profile, as `relance creditor create` takes it.")],
    out: Annotated[Path, typer.Option(help="Where the PDF goes; the mail stands beside it, as HTML.")],
    level: Annotated[Level, typer.Option(help="What is said.")] = Level.REMINDER_1,
    language: Annotated[Language, typer.Option(help="In which language.")] = Language.FR,
    kind: Annotated[DebtorKind, typer.Option(help="To whom.")] = DebtorKind.TRADER,
    invoices: Annotated[int, typer.Option(min=1, max=60, help="Of how many invoices: 1, 3 or 60.")] = 1,
    open_it: Annotated[bool, typer.Option("--open", help="Show the PDF.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print a letter of an invented debtor in a creditor's name, bank account and own words, with the mail that carries
    it: words are tried before they are kept.
    """
    with ends_well(as_json, on_invalid=Exit.USAGE):
        from chalicelib.adapters.letters.press import JinjaPress
        from chalicelib.entrypoints.cli.creditors import creditor_from
        from chalicelib.usecases.try_words import LINK, cases

        refuse_without_pango()
        if level not in LADDER:
            raise CommandFailed(f"{level}: one of {', '.join(LADDER)}", Exit.USAGE)
        creditor = creditor_from(file)
        found = (c for c in cases(creditor, OwnWords(level, language)) if c.debtor.kind is kind)
        letter = next((c for c in found if len(c.lines) == invoices), None)
        if letter is None:
            raise CommandFailed(f"{invoices} invoices: 1, 3 or 60", Exit.USAGE)
        press = JinjaPress()
        mail, page = press.mail_words(letter, LINK), out.with_suffix(".html")
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(press.letter_pdf(letter))
            page.write_text(mail.html, encoding="utf-8")
        except OSError as error:
            raise CommandFailed(f"{out} cannot be written: {error.strerror}") from None
        if as_json:
            print_json({"file": str(out), "mail": str(page), "subject": mail.subject, "text": mail.text})
        else:
            say(f"{out}, {page}\n\n{mail.subject}\n\n{mail.text}")
        if open_it:
            typer.launch(str(out))
