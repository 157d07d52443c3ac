"""The demonstration: a creditor, its invoices through the API, the planner at four dates, and what came of it."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from re import sub
from typing import Any

from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.bootstrap import UseCases
from chalicelib.domain import reasons
from chalicelib.domain.access import LINK_LASTS
from chalicelib.domain.calendar import is_working_day
from chalicelib.domain.case import Case
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.parties import Creditor, DebtorKind, Language
from chalicelib.domain.policy import asks_for
from chalicelib.domain.step import Step, StepItem, invoice_of
from chalicelib.domain.task import TaskKind
from chalicelib.domain.typography import amount, short_day
from chalicelib.entrypoints.cli.api import Api
from chalicelib.entrypoints.cli.creditors import creditor_from, publish_site
from chalicelib.entrypoints.cli.local import run_planner, use_cases_on
from chalicelib.entrypoints.cli.output import CommandFailed, Exit, Progress
from chalicelib.law.rates import statutory
from chalicelib.law.regime import regime_of
from chalicelib.usecases.upload_invoices import invoice_id
from infra.local.stack import Stack
from infra.local.stack_state import StateUnusable, read_json, write

FILES = Path(__file__).parents[3] / "infra" / "local" / "demo"
# The sample files are written as of this day; a demonstration moves them to today.
WRITTEN_ON = date(2026, 11, 24)
MOST_WAITING = 100
SAMPLES = ("factures.json", "factures.csv")
PAID_BETWEEN = ("F-2026-0183", 107500)
# Whose page is shown: the debtor with two invoices and four letters.
SHOWN = "compta@boulangerie-lenoir.example"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one invoice."""

    number: str
    debtor: str
    due_on: date
    open: str
    happened: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    outcomes: tuple[Outcome, ...]
    letters: tuple[Path, ...]
    mail_folder: Path
    mails: int
    new_mails: int
    portal_url: str


def planner_dates(today: date) -> tuple[datetime, ...]:
    """Every second week up to today, or the last working day before, at 8 o'clock UTC.

    Whatever the holidays, more days lie between two of them than a reminder gives to pay: each can go a level further.
    """
    days_off, dates = PublicHolidays().of("FR", (today.year - 1, today.year)), list[datetime]()
    for weeks in (6, 4, 2, 0):
        day = today - timedelta(weeks=weeks)
        while not is_working_day(day, days_off):
            day -= timedelta(days=1)
        dates.append(datetime.combine(day, time(8), UTC))
    return tuple(dates)


def last_known_day() -> date:
    """The last day for which every rate is known that the demonstration's formal notices rest on."""
    return statutory(regime_of("FR", DebtorKind.TRADER)).known_until


def refuse_day(today: date, now: datetime) -> None:
    """Raises CommandFailed for a day that a demonstration at that instant cannot be told as of."""
    if today > now.date():
        raise CommandFailed(f"--today {today} is yet to come: no payment of that day can be booked", Exit.USAGE)
    if _links_are_over(today, now):
        why = f"a link to the portal lasts {LINK_LASTS.days} days from its mail, and each would have expired"
        raise CommandFailed(f"--today {today} is too long ago: {why}", Exit.USAGE)


def _links_are_over(today: date, now: datetime) -> bool:
    return planner_dates(today)[-1] + LINK_LASTS <= now


def refuse_old_state(now: datetime, state: Path) -> None:
    """Raises StateUnusable when the folder holds invoices of another version of the samples, or links that are over."""
    file = state / "demo.json"
    if not file.exists():
        return
    kept = read_json(file)
    if kept.get("samples") != _samples_digest():
        raise StateUnusable(f"the sample invoices are not those that {state} was made with")
    if _links_are_over(date.fromisoformat(kept["today"]), now):
        raise StateUnusable(f"the links to the portal in {state} are of {kept['today']} and have expired")


def _samples_digest() -> str:
    content = b"".join((FILES / name).read_bytes() for name in SAMPLES)
    return hashlib.sha256(content).hexdigest()[:16]


def run_demo(stack: Stack, state: Path, today: date, progress: Progress) -> Result:
    """Runs it; a second run finds what the first one did, and sends nothing twice."""
    remembered = first_run(state / "demo.json", today, progress)
    today, mails_before = date.fromisoformat(remembered["today"]), _mails(state)
    creditor = creditor_from(FILES / "creditor.json")
    now = use_cases_on(stack)
    now.world.creditors.put(creditor)
    count = publish_site(stack.client("s3"), stack.outputs.site_bucket, creditor, f"{stack.edge_url}/")
    progress(f"demo: creditor {creditor.name}, {count} pages of its site published")
    if "key" not in remembered:
        remembered["key"] = now.create_api_key()(creditor.id, "demo")
        write(state / "demo.json", json.dumps(remembered))
        progress("demo: API key created")
    api = Api(stack.edge_url, remembered["key"])
    _upload(api, state / "demo", today, progress)
    with planner_rule_off(stack):
        dates = planner_dates(today)
        for at in dates:
            if at == dates[-1]:
                _pay(api, creditor, at.date() - timedelta(days=1), progress)
            progress(f"demo: {run_planner(stack, at, progress).line}")
            if approved := approve_all(use_cases_on(stack, at), creditor.id):
                progress(f"demo: a person approves {approved} formal notice{'s' if approved > 1 else ''}")
                progress(f"demo: {run_planner(stack, at + timedelta(hours=1), progress).line}")
    result = _result(use_cases_on(stack, dates[-1]), creditor, state, mails_before)
    progress(f"demo: {result.new_mails} mails sent by this run, {result.mails} in all")
    return result


def approve_all(now: UseCases, creditor_id: str) -> int:
    """What the creditor's bookkeeper would do: lets every formal notice go that waits for it. How many there were."""
    verb, count = now.approve_level(), 0
    for task, case in now.view_debtor().worklist(creditor_id, limit=MOST_WAITING).tasks:
        if task.kind is TaskKind.APPROVE and task.level:
            verb(case.key, task.level, task.invoice_ids, is_given=True, reason="", by="la comptable")
            count += 1
    return count


def _mails(state: Path) -> int:
    return len(list((state / "mails").glob("*.eml")))


def first_run(file: Path, today: date, progress: Progress) -> dict[str, Any]:
    """The day and the key of the first run: on another day the invoices would be moved, and be other invoices."""
    if file.exists():
        known = read_json(file)
        if known["today"] != today.isoformat():
            progress(f"demo: goes on as of {known['today']}, the day of its first run")
        return known
    first = {"today": today.isoformat(), "samples": _samples_digest()}
    write(file, json.dumps(first))
    return first


def _upload(api: Api, folder: Path, today: date, progress: Progress) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in SAMPLES:
        file = folder / name
        file.write_bytes(moved((FILES / name).read_bytes().decode(), today).encode())
        report = api.upload(file, partial=False)
        said = ", ".join(f"{report[s]} {s}" for s in ("created", "updated", "unchanged", "refused"))
        progress(f"demo: {name} through the API: {said}")


def moved(text: str, today: date) -> str:
    """A sample as if written on that day."""
    by = today - WRITTEN_ON

    def iso(match: Any) -> str:
        return (date.fromisoformat(match[0]) + by).isoformat()

    def french(match: Any) -> str:
        day, month, year = (int(part) for part in match[0].split("/"))
        return (date(year, month, day) + by).strftime("%d/%m/%Y")

    return sub(r"\b\d{2}/\d{2}/\d{4}\b", french, sub(r"\b\d{4}-\d{2}-\d{2}\b", iso, text))


def _pay(api: Api, creditor: Creditor, on: date, progress: Progress) -> None:
    number, cents = PAID_BETWEEN
    body = {"on": on.isoformat(), "amount_cents": cents, "reference": "VIR-DEMO-1"}
    path = f"/v1/invoices/{invoice_id(creditor.id, number)}/payments"
    status, answer = api.call("POST", path, json.dumps(body).encode())
    if status not in (200, 201):
        raise CommandFailed(f"the payment of {number} was refused ({status}): {answer}")
    said = "is paid" if status == 201 else "was already paid"
    progress(f"demo: {number} {said} by transfer on {on.isoformat()}")


@contextmanager
def planner_rule_off(stack: Stack) -> Iterator[None]:
    """The schedule lives in real time: while the demonstration walks through the past it must not run between."""
    events, rule = stack.client("events"), stack.outputs.planner_rule
    events.disable_rule(Name=rule)
    try:
        yield
    finally:
        events.enable_rule(Name=rule)


def _result(last: UseCases, creditor: Creditor, state: Path, mails_before: int) -> Result:
    at = last.clock.now()
    cases, listed = last.world.cases, list[Any]()
    for is_open in (True, False):
        listed += cases.list(creditor.id, is_open=is_open, limit=100).invoices
    keys = dict.fromkeys(cases.find(creditor.id, [i.invoice_id for i in listed]).values())
    outcomes, letters = list[Outcome](), list[Path]()
    for key in keys:
        closed = [i.invoice_id for i in listed if i.debtor_id == key.debtor_id and i.open.cents == 0]
        case = cases.load(key, closed_invoice=closed[0] if closed else None)
        outcomes += _outcomes(case, creditor, last, at)
        letters += _letters(case, last, state / "letters")
    return Result(
        outcomes=tuple(sorted(outcomes, key=lambda o: o.number)),
        letters=tuple(letters),
        mail_folder=state / "mails",
        mails=_mails(state),
        new_mails=_mails(state) - mails_before,
        portal_url=_portal_link(state / "mails"),
    )


def _outcomes(case: Case, creditor: Creditor, last: UseCases, at: datetime) -> Iterator[Outcome]:
    decision = last.world.judge.decision_on(case, at)
    why = {invoice_of(r.invoice_id): reasons.sentence(r, Language.FR) for r in reversed(decision.reasons)}
    for invoice in case.invoices:
        happened = tuple(
            f"{short_day(step.on, Language.FR)} {told_of(invoice, item, step)}: {step.state}"
            for step in case.steps
            for item in step.items
            if invoice_of(item.invoice_id) == invoice.id
        )
        owed = amount(invoice.open, Language.FR)
        yield Outcome(invoice.number, case.debtor.name, invoice.due_on, owed, happened or ("-",), why[invoice.id])


def told_of(invoice: Invoice, item: StepItem, step: Step) -> str:
    """The level at which the letter spoke of the invoice; a firmer one may have named it and asked for others alone."""
    if item.level is Level.NOTICE or asks_for(step.level, item.level, is_late=invoice.days_late(step.on) > 0):
        return item.level
    return f"mentioned in {step.level}"


def _letters(case: Case, last: UseCases, folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for step in case.steps:
        # One that was withdrawn is not to be posted any more, and would lie beside the one that is.
        if step.letter_key and step.state is not StepState.WITHDRAWN:
            file = folder / f"{step.on.isoformat()}-{step.level}-{step.reference}.pdf"
            file.write_bytes(last.world.documents.get(step.letter_key))
            yield file


def _portal_link(mails: Path) -> str:
    """The personal link of the newest mail to the debtor we show, read from the mail itself, as its reader would."""
    links = list[str]()
    for file in sorted(mails.glob("*.eml"), reverse=True):
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        found = [word for word in (body.get_content() if body else "").split() if "#k=" in word]
        if found and message["To"] == SHOWN:
            return found[0]
        links += found
    if not links:
        raise CommandFailed("no mail holds a link to the portal")
    return links[0]
