"""The history of a case: plain facts, chained so that a changed past shows."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain import discount_events, events, step_events
from chalicelib.domain.events import (
    DebtorChanged,
    DisputeEnded,
    Event,
    InvoiceContested,
    InvoiceUploaded,
    PaymentRecorded,
    PortalOpened,
)
from chalicelib.domain.history import HistoryEntry, broken_at, chain
from chalicelib.domain.money import Money
from chalicelib.domain.step_events import AddressSuspended, StepMoved
from tests.builders import MONDAY

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
UPLOADED = InvoiceUploaded("creditor", "inv_1", "F-1", Money(10000), MONDAY)
PAID = PaymentRecorded("key_1", "inv_1", Money(2500), MONDAY, "VIR-1", Money(7500))
CONTESTED = InvoiceContested("debtor", "inv_1", "wrong-amount", "deux fois")
ENDED = DisputeEnded("creditor", "inv_1", "réglé au téléphone")
MOVED = StepMoved("planner", "s", "planned", "reminder-1", ("inv_1", "inv_2"))


def history() -> tuple[HistoryEntry, ...]:
    first = chain((UPLOADED, PAID), 1, AT, "")
    return (*first, *chain((CONTESTED, MOVED), 2, AT, first[-1].hash))


def is_whole(entries: tuple[HistoryEntry, ...]) -> bool:
    """Whether each entry still has its own hash and that of the one before: what an auditor would compute."""
    last = ""
    for e in entries:
        content = [e.version, e.place, e.at.isoformat(), e.kind, e.data, last]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        if e.before != last or e.hash != hashlib.sha256(text.encode()).hexdigest():
            return False
        last = e.hash
    return True


def test_a_history_is_whole_as_it_was_written() -> None:
    assert is_whole(history())


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"data": {"by": "someone else"}}, id="what happened"),
        pytest.param({"kind": "PortalOpened"}, id="the kind"),
        pytest.param({"at": datetime(2026, 11, 23, 9, tzinfo=UTC)}, id="the instant"),
        pytest.param({"version": 9}, id="the version"),
        pytest.param({"place": 9}, id="the place"),
        pytest.param({"before": "0" * 64}, id="the hook"),
    ],
)
def test_a_changed_entry_is_detected(place: int, change: dict[str, object]) -> None:
    entries = list(history())
    entries[place] = replace(entries[place], **change)  # type: ignore[arg-type]
    assert not is_whole(tuple(entries))


@pytest.mark.parametrize("place", range(3))
def test_a_missing_entry_is_detected_when_others_follow(place: int) -> None:
    entries = history()
    assert not is_whole(entries[:place] + entries[place + 1 :])


def test_a_rewritten_entry_is_detected_by_the_one_after_it() -> None:
    first, *rest = history()
    forged = chain((replace(UPLOADED, total=Money(1)),), 1, AT, "")[0]
    assert forged.hash != first.hash
    assert not is_whole((forged, *rest))


def test_entries_of_one_change_keep_their_order_and_hook_onto_the_last_one() -> None:
    entries = chain((UPLOADED, PAID, MOVED), 7, AT, "abc")
    assert [(e.version, e.place, e.kind) for e in entries] == [
        (7, 0, "InvoiceUploaded"),
        (7, 1, "PaymentRecorded"),
        (7, 2, "StepMoved"),
    ]
    assert entries[0].before == "abc"
    assert [e.before for e in entries[1:]] == [e.hash for e in entries[:-1]]
    assert all(e.at == AT for e in entries)


def test_the_same_change_gives_the_same_hashes_and_another_instant_others() -> None:
    assert chain((PAID,), 1, AT, "") == chain((PAID,), 1, AT, "")
    assert chain((PAID,), 1, AT, "")[0].hash != chain((PAID,), 1, AT.replace(hour=9), "")[0].hash


def test_nothing_is_added_when_nothing_happened() -> None:
    assert chain((), 1, AT, "abc") == ()


def test_a_fact_is_kept_as_plain_values_with_money_in_cents_and_days_in_iso() -> None:
    assert PAID.data() == {
        "by": "key_1",
        "invoice_id": "inv_1",
        "amount": {"cents": 2500, "currency": "EUR"},
        "on": "2026-11-23",
        "reference": "VIR-1",
        "open_after": {"cents": 7500, "currency": "EUR"},
    }
    assert MOVED.data()["invoice_ids"] == ["inv_1", "inv_2"]


EVERY = (UPLOADED, DebtorChanged("creditor", ("email",)), PAID, CONTESTED, MOVED)


@pytest.mark.parametrize("event", [*EVERY, ENDED, AddressSuspended("mail service", "bounce"), PortalOpened("debtor")])
def test_a_fact_survives_json_unchanged(event: Event) -> None:
    assert json.loads(json.dumps(event.data())) == event.data()
    assert event.kind == type(event).__name__


def test_every_kind_of_fact_has_a_name_of_its_own() -> None:
    known = {**vars(events), **vars(step_events), **vars(discount_events)}.values()
    facts = [e for e in known if isinstance(e, type) and issubclass(e, Event)]
    assert [e.kind for e in facts] == [e.__name__ for e in facts]
    assert len(facts) == 34


CHAIN = (*chain((UPLOADED, PAID), 1, AT, ""), *chain((MOVED,), 3, AT, chain((UPLOADED, PAID), 1, AT, "")[-1].hash))


def test_a_chain_that_nobody_touched_is_whole() -> None:
    assert broken_at(CHAIN, CHAIN[-1].hash, 3) is None
    assert broken_at(CHAIN, CHAIN[-1].hash, 9) is None, "a version may have no entry"
    assert broken_at((), "", 0) is None


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        pytest.param((replace(CHAIN[0], data={**CHAIN[0].data, "number": "F-9"}), *CHAIN[1:]), 1, id="a fact changed"),
        pytest.param((CHAIN[0], replace(CHAIN[1], at=AT + timedelta(hours=1)), CHAIN[2]), 2, id="a time changed"),
        pytest.param((CHAIN[0], replace(CHAIN[1], kind="X"), CHAIN[2]), 2, id="another kind"),
        pytest.param((CHAIN[0], replace(CHAIN[1], before=""), CHAIN[2]), 2, id="another hash before it"),
        pytest.param((replace(CHAIN[0], before="0" * 64), *CHAIN[1:]), 1, id="a hash before the first"),
        pytest.param(CHAIN[1:], 1, id="the first taken out"),
        pytest.param((CHAIN[0], CHAIN[2]), 2, id="one in the middle taken out"),
        pytest.param(CHAIN[:2], 3, id="the last taken out"),
        pytest.param((), 1, id="all taken out"),
        pytest.param((*CHAIN, CHAIN[2]), 4, id="one put in"),
        pytest.param((CHAIN[1], CHAIN[0], CHAIN[2]), 1, id="two exchanged"),
    ],
)
def test_a_chain_that_was_touched_says_where(changed: tuple[HistoryEntry, ...], place: int) -> None:
    assert broken_at(changed, CHAIN[-1].hash, 3) == place


def test_a_chain_that_is_gone_with_its_last_hash_is_missed_by_the_version_that_is_left() -> None:
    assert broken_at((), "", 1) == 1


def test_a_chain_written_anew_from_some_place_on_does_not_meet_the_hash_that_the_case_keeps() -> None:
    forged = (*CHAIN[:2], *chain((UPLOADED,), 3, AT, CHAIN[1].hash))
    assert broken_at(forged, CHAIN[-1].hash, 3) == 4
