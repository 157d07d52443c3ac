"""What a thousand reminders cost on AWS: what calls and functions are billed for, by the prices of a dated file."""

import base64
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bench.figures import Figure
from infra.local.aws_proxy import CountingProxy, PassOn, call_name
from infra.local.loopback import Request, Response

PRICES = Path(__file__).parent.parent / "infra" / "prices.yaml"
KB = 1024
# Where a mail has something attached, its MIME says so; all of it is billed as it stands.
ATTACHED = re.compile(rb"Content-Disposition: attachment.*?\r?\n\r?\n(.*?)\r?\n--", re.DOTALL | re.IGNORECASE)
# What the emulator says of each run of a function, as AWS does.
REPORT = re.compile(r"REPORT .*Duration: (\d+(?:\.\d+)?) ms\s+Billed.*Memory Size: (\d+) MB")


@dataclass(frozen=True, slots=True)
class Price:
    """`dollars` for `per` units."""

    dollars: Decimal
    per: int
    since: date
    source: str

    def of(self, units: float) -> Decimal:
        return self.dollars * Decimal(units) / self.per


def prices(file: Path = PRICES) -> dict[str, Price]:
    read = yaml.safe_load(file.read_text(encoding="utf-8"))["prices"]
    return {
        unit: Price(Decimal(said["dollars"]), int(said["per"]), said["since"], said["source"])
        for unit, said in read.items()
    }


class MeteringProxy(CountingProxy):
    """Counts what each call is billed for, beside the calls."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.billed: Counter[str] = Counter()

    def _counted(self, request: Request, pass_on: PassOn) -> Response:
        answer = super()._counted(request, pass_on)
        with self._lock:
            self.billed += billed_for(call_name(request), request.body, answer.body)
        return answer


def billed_for(call: str, asked: bytes, answered: bytes) -> "Counter[str]":
    """An update is counted by what it states: the size of its item is not known here, and a longer one costs more.

    >>> billed_for("sqs SendMessageBatch", b"", b"")
    Counter({'sqs-request': 1})
    """
    service, _, operation = call.partition(" ")
    if call == "dynamodb TransactWriteItems":
        return Counter({"dynamodb-write": sum(2 * _units(i, KB) for i in json.loads(asked)["TransactItems"])})
    if operation in ("PutItem", "UpdateItem", "DeleteItem"):
        return Counter({"dynamodb-write": _units(json.loads(asked), KB)})
    if service == "dynamodb":
        return Counter({"dynamodb-read": max(1, math.ceil(len(answered) / (4 * KB)))})
    if service == "s3":
        return Counter({"s3-get" if operation in ("GET", "HEAD") else "s3-put": 1})
    if service == "ses":
        return Counter({"ses-mail": 1, "ses-attachment-byte": _attached(asked)})
    return Counter({"sqs-request": 1}) if service == "sqs" else Counter()


def _units(written: Any, size: int) -> int:
    return max(1, math.ceil(len(json.dumps(written)) / size))


def _attached(body: bytes) -> int:
    raw = base64.b64decode(json.loads(body)["Content"]["Raw"]["Data"])
    return sum(len(found) for found in ATTACHED.findall(raw))


def of_functions(lines: Iterable[str]) -> "Counter[str]":
    """The GB-seconds, in millionths, and the number of the runs that those lines of a log report."""
    runs = [found for line in lines if (found := REPORT.search(line))]
    micros = sum(float(r[1]) * float(r[2]) / 1024 * 1000 for r in runs)
    return Counter({"lambda-gb-second": round(micros), "lambda-request": len(runs)})


def figures(billed: "Counter[str]", reminders: int) -> list[Figure]:
    """A line for each service, dearest first, and their sum."""
    known, of_service = prices(), dict[str, Decimal]()
    for unit, count in billed.items():
        # Kept in millionths, as a counter counts.
        units = count / 1_000_000 if unit == "lambda-gb-second" else float(count)
        service = unit.split("-")[0]
        of_service[service] = of_service.get(service, Decimal(0)) + known[unit].of(units * 1000 / reminders)
    parts = sorted(of_service.items(), key=lambda item: -item[1])
    total = sum(of_service.values(), Decimal(0))
    said = ", ".join(f"{service} {cost:.3f}" for service, cost in parts)
    return [
        Figure("cost of 1,000 reminders on AWS by infra/prices.yaml, delivery recorded", f"{total:.2f} $"),
        Figure("of it, $ by service", said),
        Figure("billed for each reminder", ", ".join(_billed(billed, reminders))),
    ]


def _billed(billed: "Counter[str]", reminders: int) -> Iterable[str]:
    for unit, count in sorted(billed.items()):
        units = count / 1_000_000 if unit == "lambda-gb-second" else count
        yield f"{unit} {units / reminders:.2f}".rstrip("0").rstrip(".")
