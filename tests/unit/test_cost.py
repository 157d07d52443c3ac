"""What reminders are billed for is read from their calls and from what the emulator reports of each run."""

import base64
import json
from collections import Counter
from datetime import date

import pytest

from bench.cost import billed_for, figures, of_functions, prices

SHORT, LONG = {"Put": {"Item": "x"}}, {"Put": {"Item": "x" * 1500}}
MAIL = (
    b"Subject: a\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Disposition: attachment\r\n\r\n" + b"A" * 4000 + b"\r\n--b--"
)


def sent(mail: bytes) -> bytes:
    return json.dumps({"Content": {"Raw": {"Data": base64.b64encode(mail).decode()}}}).encode()


@pytest.mark.parametrize(
    ("call", "asked", "answered", "billed"),
    [
        # A transaction costs twice, each item by its own size.
        ("dynamodb TransactWriteItems", json.dumps({"TransactItems": [SHORT, LONG]}), "", {"dynamodb-write": 6}),
        ("dynamodb UpdateItem", json.dumps(SHORT), "", {"dynamodb-write": 1}),
        ("dynamodb Query", "{}", "x" * 4097, {"dynamodb-read": 2}),
        ("dynamodb GetItem", "{}", "{}", {"dynamodb-read": 1}),
        ("s3 PUT", "", "", {"s3-put": 1}),
        ("s3 GET", "", "", {"s3-get": 1}),
        ("sqs SendMessageBatch", "", "", {"sqs-request": 1}),
        ("ses POST", sent(MAIL).decode(), "", {"ses-mail": 1, "ses-attachment-byte": 4000}),
        ("ses POST", sent(b"Subject: a\r\n\r\ntext").decode(), "", {"ses-mail": 1, "ses-attachment-byte": 0}),
    ],
)
def test_each_call_is_billed_for_what_it_moves(call: str, asked: str, answered: str, billed: dict[str, int]) -> None:
    assert billed_for(call, asked.encode(), answered.encode()) == billed


def test_a_run_of_a_function_is_billed_by_its_memory_and_its_time() -> None:
    lines = [
        "START RequestId: 1",
        "REPORT RequestId: 1\tDuration: 500 ms\tBilled Duration: 500 ms\tMemory Size: 1536 MB\tMax Memory Used: 9 MB",
        "REPORT RequestId: 2\tDuration: 20.5 ms\tBilled Duration: 21 ms\tMemory Size: 256 MB\tMax Memory Used: 9 MB",
    ]
    assert of_functions(lines) == {"lambda-gb-second": 755_125, "lambda-request": 2}


def test_a_thousand_reminders_cost_what_their_units_cost() -> None:
    billed = Counter({"ses-mail": 10, "lambda-gb-second": 6_000_000, "dynamodb-write": 100})
    total, by_service, each = figures(billed, 10)
    assert total.value == "0.12 $"
    assert by_service.value == "ses 0.100, lambda 0.010, dynamodb 0.006"
    assert each.value == "dynamodb-write 10, lambda-gb-second 0.6, ses-mail 1"


def test_each_price_has_a_day_and_a_source_and_none_is_wanting() -> None:
    known = prices()
    assert all(isinstance(p.since, date) and p.source.startswith("https://aws.amazon.com/") for p in known.values())
    assert {"ses-attachment-byte", "lambda-request", "sns-publish", "s3-get", "dynamodb-read"} < known.keys()
