"""The hourly planner among many open cases, on the emulator: what it reads and writes for each case that is due, and
that its reads do not grow with the cases that are not.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from pynamodb.models import Model

from bench.figures import Figure, say
from chalicelib.adapters.clock import PayloadClock
from chalicelib.adapters.dynamo.mapping import rows_of
from chalicelib.adapters.dynamo.models import HeadRow
from chalicelib.bootstrap import UseCases
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Debtor, DebtorKind
from chalicelib.entrypoints.cli.creditors import creditor_from
from chalicelib.entrypoints.cli.demo import FILES
from chalicelib.settings import Settings
from chalicelib.world import World
from infra.local.aws_proxy import CountingProxy
from infra.local.emulator import Emulator
from tests.table import create_table

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DUE, FEW, MANY, LOOKED_AT = 10_000, 10_000, 100_000, 200
CREDITOR = replace(creditor_from(FILES / "creditor.json"), id="bench")
BATCH = 25
TABLE = "relance-planning"


def figures(folder: Path, due: int = DUE, few: int = FEW, many: int = MANY) -> Iterator[Figure]:
    with Emulator().start(folder / "planning") as emulator, CountingProxy(emulator.port) as aws:
        now = _use_cases(emulator.endpoint_url, aws.url)
        now.world.creditors.put(CREDITOR)
        _fill("due", due, NOW - timedelta(hours=1))
        _fill("idle", few, NOW + timedelta(days=30))
        first, _ = _planned(now, aws)
        _fill("more", many - few, NOW + timedelta(days=30))
        second, seconds = _planned(now, aws)
        looked = _looked_at(now, aws)
    name = f"of the planner with {due:,} cases due"
    yield Figure(f"reads {name} among {few:,} that are not", _said(first, "dynamodb"))
    grown = second["dynamodb Query"] == first["dynamodb Query"]
    yield Figure(f"the same among {many:,}", _said(second, "dynamodb"), "no more", grown)
    yield Figure(f"messages {name}", _said(second, "sqs"))
    yield Figure("reads of the planner per case due", f"{second['dynamodb Query'] / due:.4f}")
    yield Figure(f"seconds to plan them on the emulator, {many:,} others beside", f"{seconds:.1f}")
    each = ", ".join(f"{n.split()[1]} {c / LOOKED_AT:g}" for n, c in looked.most_common() if n.startswith("dynamodb"))
    yield Figure("reads and writes of the look at a case that is due, its step planned", each)


def _use_cases(emulator: str, proxy: str) -> UseCases:
    """In this process, through the proxy that counts."""
    known = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-west-3"}
    os.environ.update({**known, "AWS_ENDPOINT_URL": proxy})
    create_table(TABLE, emulator)
    queues = [boto3.client("sqs").create_queue(QueueName=n)["QueueUrl"] for n in ("assess", "send", "deliveries")]
    settings = Settings.from_env(
        {
            "RELANCE_STAGE": "test",
            "RELANCE_TABLE": TABLE,
            "RELANCE_LETTERS_BUCKET": "letters",
            "RELANCE_ASSESS_QUEUE_URL": queues[0],
            "RELANCE_SEND_QUEUE_URL": queues[1],
            "RELANCE_DELIVERIES_QUEUE_URL": queues[2],
            "RELANCE_MAIL_FROM": "bench@relance.example",
            "RELANCE_CONFIGURATION_SET": "mail",
            "RELANCE_PORTAL_URL": "https://portal.example",
            "RELANCE_CLOCK": "payload",
            "RELANCE_EPOCH": "0",
            "RELANCE_MAILS_PER_SECOND": "1000",
            "RELANCE_LOOK_UP": "none",
        }
    )
    return UseCases(World(settings), PayloadClock(NOW))


def _fill(name: str, count: int, look: datetime) -> None:
    """Cases of one invoice each, twelve days late, straight into the table. Of those that are not due the heads alone:
    the planner reads an index of heads, and ten times as many rows would say nothing else.
    """
    say(f"planning: {count:,} cases {name}")
    client, waiting = boto3.client("dynamodb"), list[Any]()
    for n in range(count):
        rows = rows_of(_case(f"{name}-{n}", look), NOW).values()
        for row in rows if look <= NOW else [r for r in rows if isinstance(r, HeadRow)]:
            waiting.append({"PutRequest": {"Item": _item(row)}})
            if len(waiting) == BATCH:
                client.batch_write_item(RequestItems={TABLE: waiting})
                waiting.clear()
    if waiting:
        client.batch_write_item(RequestItems={TABLE: waiting})


def _item(row: Model) -> Any:
    return row.serialize()


def _case(name: str, look: datetime) -> Case:
    due = date(2026, 11, 11)
    debtor = Debtor(f"dbt_{name}", f"Client {name}", DebtorKind.TRADER, email="compta@client.example")
    owed = Invoice(f"inv_{name}", name, due - timedelta(days=30), due, Money(10_000))
    return Case(CaseKey(CREDITOR.id, debtor.id), debtor, (owed,), next_look_at=look, version=1)


def _planned(now: UseCases, aws: CountingProxy) -> tuple[Counter[str], float]:
    aws.take()
    started = time.perf_counter()
    now.plan_due()()
    return aws.take(), time.perf_counter() - started


def _looked_at(now: UseCases, aws: CountingProxy) -> Counter[str]:
    """A warm function looks at some of them: what it reads of their creditor is counted once, before."""
    assess = now.assess_case()
    assess(CaseKey(CREDITOR.id, "dbt_due-0"))
    aws.take()
    for n in range(1, LOOKED_AT + 1):
        assess(CaseKey(CREDITOR.id, f"dbt_due-{n}"))
    return aws.take()


def _said(counts: Counter[str], service: str) -> str:
    return ", ".join(f"{name.split()[1]} {count:,}" for name, count in counts.most_common() if name.startswith(service))


if __name__ == "__main__":
    import tempfile

    sizes = [int(a) for a in sys.argv[1:4]]
    with tempfile.TemporaryDirectory() as folder:
        for figure in figures(Path(folder), *sizes):
            print(figure)
