"""`relance decide`: a fault is named by the place where it stands in the file, and by nothing of ours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Relance
from tests.cli.test_decide import APPROVED, OWN, PARTS, PLAN, facts, invoice

Write = Callable[..., Path]
A_DAY = 'must be a day in quotation marks, like "2026-10-31"'
IN_PARTS = {"id": "a", "number": "F-1", "parts": PARTS}
FAR = {"on": "2100-01-15", "amount_cents": 500}
FAULTS = [
    pytest.param(
        facts(policy={**OWN, "name": "x"}), ["policy.name: is no field we know: check its spelling"], id="odd field"
    ),
    pytest.param(facts(policy={**OWN, "version": "1"}), ["policy.version: must be a whole number"], id="version"),
    *(
        pytest.param(
            facts(policy={**OWN, "version": odd}),
            ["policy.version: must be a whole number, without quotation marks or a decimal point"],
            id=f"version {odd}",
        )
        for odd in (2.0, True)
    ),
    pytest.param(
        facts({"id": "a", "number": "F-1", "parts": []}),
        ["invoices.1.due_on: is missing: give due_on and open_cents, or parts"],
        id="neither a day nor parts",
    ),
    pytest.param(
        facts(policy={**OWN, "levels": [*OWN["levels"], {"level": "formal-notice"}]}),
        ["policy.levels.2.offset_days: is missing"],
        id="a field of a level",
    ),
    pytest.param(facts(policy={**OWN, "levels": []}), ["policy.levels: needs at least 1"], id="no level"),
    pytest.param(
        facts(policy={**OWN, "levels": [{"level": "reminder-1", "offset_days": 0}]}),
        ["policy.levels.1: "],
        id="levels that do not go together",
    ),
    *(
        pytest.param(facts(policy=odd), ["policy: give the name of a policy that comes with Relance, or"], id=str(odd))
        for odd in (["standard-1"], 1, None, True)
    ),
    pytest.param(facts({**invoice(), "policy": ""}), ["invoices.1.policy: "], id="no policy of its own"),
    *(
        pytest.param(facts({**invoice(), "due_on": odd}), [f"invoices.1.due_on: {A_DAY}"], id=f"{odd} as a day")
        for odd in (1234567, 20261124, 2026.5, True)
    ),
    pytest.param(facts(invoice("2026-11-24T00:00:00")), ["invoices.1.due_on: '2026-11-24T00"], id="a time of day"),
    pytest.param(facts(invoice("24/11/2026")), ["'24/11/2026' is not a day like 2026-10-31"], id="day first"),
    pytest.param(facts(invoice("2026-02-30")), ["'2026-02-30' is no day of the calendar"], id="a day that is none"),
    *(
        pytest.param(facts(can_write=odd), ["can_write: must be true or false"], id=f"{odd!r} for true or false")
        for odd in (1, "yes", "true", None)
    ),
    pytest.param(facts(approvals=[{**APPROVED, "is_given": "no"}]), ["approvals.1.is_given: must be"], id="given: no"),
    *(
        pytest.param(
            facts(one, approvals=[{**APPROVED, "claim_id": name}]),
            [f"approvals.1.claim_id: no invoice has the id {name!r}"],
            id=f"a word about {name}",
        )
        for one, name in (
            (IN_PARTS, "a"),
            (IN_PARTS, "a/0"),
            (IN_PARTS, "a/x"),
            (invoice(), "a/1"),
        )
    ),
    pytest.param(facts(holidays=[20261124]), [f"holidays.1: {A_DAY}"], id="a holiday as a number"),
    pytest.param(
        facts(holds=[{"kind": "plan", "since": "2026-11-02", "by": "x"}]),
        ["holds.1.until: is missing: the last day on which nothing is sent for the plan"],
        id="a plan as a hold that nothing would ever end",
    ),
    pytest.param(
        facts(plans=[{**PLAN, "instalments": [FAR]}]),
        ["plans.1.instalments.1.on: 2100-01-15 is outside 2000 to 2099"],
        id="an instalment too far off",
    ),
    pytest.param(facts(plans=[{**PLAN, "instalments": []}]), ["plans.1.instalments: needs at least 1"], id="none"),
    pytest.param(
        facts(policy={**OWN, "name": "x"}, plans=[{**PLAN, "instalments": [FAR, {**FAR, "amount_cents": 0}]}]),
        [
            *("plans.1.instalments.1.on: ", "plans.1.instalments.2.on: "),
            *("plans.1.instalments.2.amount_cents: ", "policy.name: "),
        ],
        id="several at once",
    ),
]


@pytest.mark.parametrize(("given", "said"), FAULTS)
def test_each_fault_is_named_by_its_place_and_no_other_is(
    relance: Relance, file: Write, given: Any, said: list[str]
) -> None:
    ended = relance("decide", file(given), "--on", "2026-11-24", "--json")
    assert ended.code == 1
    found = ended.json["error"].splitlines()
    assert len(found) == len(said), found
    assert all(part in one for one, part in zip(found, said, strict=True)), found
    assert "Value error" not in ended.err


@pytest.mark.parametrize("content", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_a_file_of_nothing_is_said_to_be_empty(relance: Relance, file: Write, content: bytes) -> None:
    path = file(content)
    ended = relance("decide", path, "--on", "2026-11-24", "--json")
    assert (ended.code, ended.json["error"]) == (1, f"{path} is empty")


@pytest.mark.parametrize("sign", ["\x1b[31m", "\n", "\x00", "\x9b", "\u202e", "\u200b"])
@pytest.mark.parametrize("field", ["id", "number"])
def test_what_cannot_be_seen_in_an_id_or_a_number_is_refused_before_a_terminal_obeys_it(
    relance: Relance, file: Write, field: str, sign: str
) -> None:
    ended = relance("decide", file(facts({**invoice(), field: f"F-1{sign}"})), "--on", "2026-11-24")
    said = f"holds a control or invisible character (U+{ord(sign[0]):04X}): type it anew by hand"
    assert (ended.code, ended.out, ended.err) == (1, "", f"relance: invoices.1.{field}: {said}\n")


def test_a_number_in_any_letters_is_taken(relance: Relance, file: Write) -> None:
    ended = relance("decide", file(facts({**invoice(), "number": "Nº 2026/0142 — Ærø"})), "--on", "2026-11-24")
    assert (ended.code, "Nº 2026/0142 — Ærø: " in ended.out) == (0, True)
