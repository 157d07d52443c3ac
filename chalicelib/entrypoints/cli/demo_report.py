"""What the demonstration prints in the end: a table for a person, an object for a program."""

from typing import Any

from chalicelib.entrypoints.cli.demo import Result
from chalicelib.entrypoints.cli.output import print_table, say
from infra.local.stack import Stack

COLUMNS = ("Invoice", "Debtor", "Due", "Owed", "What happened", "Why, today")


def print_demo(result: Result, stack: Stack, *, stays_up: bool) -> None:
    rows = [
        (o.number, o.debtor, o.due_on.strftime("%d/%m/%Y"), o.open, "\n".join(o.happened), o.why)
        for o in result.outcomes
    ]
    print_table("What happened to each invoice", COLUMNS, rows)
    say(f"\n{len(result.letters)} letters:")
    for file in result.letters:
        say(f"  {file}")
    say("\n" + addresses(result, stack, stays_up=stays_up))


def addresses(result: Result, stack: Stack, *, stays_up: bool) -> str:
    """Where mails and portal are; of a stack that stops now, first what can be opened without it."""
    mails = f"{result.mails} mails, {result.new_mails} of them sent by this run"
    if stays_up:
        return f"mailbox ({mails})  {stack.mailbox_url}\nportal of one debtor  {result.portal_url}"
    return "\n".join(
        (
            f"{mails}, as files:  {result.mail_folder}/*.eml",
            "the stack stops now; while it is up (`make demo` or `relance up`):",
            f"  mailbox  {stack.mailbox_url}",
            f"  portal of one debtor  {result.portal_url}",
        )
    )


def demo_json(result: Result, stack: Stack, *, stays_up: bool) -> dict[str, Any]:
    """`mailbox`, `api` and `portal` answer while the stack is up: after this only when it `stays_up`."""
    return {
        "invoices": [
            {
                "number": o.number,
                "debtor": o.debtor,
                "due_on": o.due_on.isoformat(),
                "open": o.open,
                "happened": o.happened,
                "why": o.why,
            }
            for o in result.outcomes
        ],
        "letters": [str(file) for file in result.letters],
        "mails": result.mails,
        "new_mails": result.new_mails,
        "mail_folder": str(result.mail_folder),
        "stays_up": stays_up,
        "mailbox": stack.mailbox_url,
        "api": stack.edge_url,
        "portal": result.portal_url,
    }
