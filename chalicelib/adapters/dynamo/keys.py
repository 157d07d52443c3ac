"""The only place where keys of the table are spelled. What is open sorts before `Z`: one Query reads the open case."""

import hashlib
from datetime import UTC, datetime

from chalicelib.domain.case import CaseKey
from chalicelib.domain.outcomes import ACCOUNT
from chalicelib.domain.step import Step

# One partition holds what is due up to 1,000 writes a second; four leave room, and cost the planner four reads a run.
SHARDS = 4
PAST = "Z"
HEAD = "HEAD"
ALONE = "-"
HISTORY = "Z#EVENT#"
CLOSED = "Z#INV#"
POLICY = "POLICY#"
DEBTOR = "DEBTOR#"
FAILED = "FAILED"
SUPPRESSED = "SUPPRESSED#"
OUTCOMES = "OUTCOMES"
STOP = "STOP"


def case_pk(key: CaseKey) -> str:
    return f"C#{key.creditor_id}#D#{key.debtor_id}"


def case_key(pk: str) -> CaseKey:
    _, creditor_id, _, debtor_id = pk.split("#")
    return CaseKey(creditor_id, debtor_id)


def invoice_sk(invoice_id: str, *, is_open: bool) -> str:
    return f"INV#{invoice_id}" if is_open else f"{PAST}#INV#{invoice_id}"


def step_sk(step: Step) -> str:
    _, _, policy, level, on = step.id.split("#")
    return f"STEP#{on}#{policy}#{level}"


def event_sk(version: int, place: int) -> str:
    return f"{HISTORY}{version:010d}#{place:03d}"


def number_pk(creditor_id: str, invoice_id: str) -> str:
    return f"UNIQ#{creditor_id}#invoice#{invoice_id}"


def creditor_pk(creditor_id: str) -> str:
    return f"C#{creditor_id}"


def outcomes_pk(sender: str) -> str:
    """Of a creditor's mails, or of all."""
    return sender.upper() if sender == ACCOUNT else creditor_pk(sender)


def policy_sk(name: str, version: int) -> str:
    return f"{POLICY}{name}#{version:04d}"


def debtor_sk(debtor_id: str) -> str:
    return f"{DEBTOR}{debtor_id}"


def debtors_after(debtor_id: str) -> tuple[str, str]:
    """Before every debtor whose id comes after that one, and after all: no id holds a `!` or a `~`."""
    return f"{DEBTOR}{debtor_id}!", f"{DEBTOR}~"


def suppressed_sk(email: str) -> str:
    """However it was written: a mailbox is one."""
    return f"{SUPPRESSED}{hashlib.sha256(email.casefold().encode()).hexdigest()}"


def suppressed_after(cursor: str) -> tuple[str, str]:
    """Of a list in the order of its hashes, what comes after that one."""
    return f"{SUPPRESSED}{cursor}!", f"{SUPPRESSED}~"


def suppressed_cursor(sk: str) -> str:
    return sk.removeprefix(SUPPRESSED)


def due_shard(key: CaseKey) -> str:
    return f"DUE#{hashlib.sha256(case_pk(key).encode()).digest()[0] % SHARDS}"


def due_shards() -> list[str]:
    return [f"DUE#{n}" for n in range(SHARDS)]


def due_at(at: datetime, key: CaseKey, written: datetime) -> str:
    """A look that was past when it was written has waited from then on, which follows the case."""
    past = f"#{instant(written)}" if at < written else ""
    return f"{instant(at)}#{key.creditor_id}#{key.debtor_id}{past}"


def due_since(due_at: str) -> datetime:
    """From when on such a look waits.

    >>> due_since("2026-11-23T08:00:00.250000Z#cre_1#dbt_1").isoformat()
    '2026-11-23T08:00:00.250000+00:00'
    >>> due_since("2026-09-05T06:00:00Z#cre_1#dbt_1#2026-11-23T08:00:00Z").isoformat()
    '2026-11-23T08:00:00+00:00'
    """
    look, _, _, *written = due_at.split("#")
    return datetime.fromisoformat(written[0] if written else look)


def due_before(now: datetime) -> str:
    """Sorts after everything due at that second."""
    return f"{instant(now)}#~"


def open_pk(creditor_id: str, *, is_open: bool) -> str:
    return f"{'OPEN' if is_open else 'CLOSED'}#{creditor_id}"


def work_pk(creditor_id: str) -> str:
    return f"WORK#{creditor_id}"


def instant(at: datetime) -> str:
    """An instant as sortable text, to the microsecond, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
