"""What the days must have made of promises, by what really happened."""

import hashlib
import json
from datetime import date

from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.promise import PromiseState
from chalicelib.domain.step import Step
from tests.builders import Office
from tests.properties.chase_model import Truth
from tests.properties.chase_values import Sent, Word


def check_promise(truth: Truth, promise: Word, state: str, on: date) -> None:
    """Kept with what was paid; broken when something was owed that nothing excused."""
    owed = sum(truth.debts[n].owed_by(promise.due_by[n]) for n in promise.numbers)
    if state == PromiseState.KEPT:
        assert owed <= truth.overpaid() + truth.spared
    if state == PromiseState.BROKEN:
        is_paid = any(not truth.debts[n].owed_by(promise.due_by[n]) for n in promise.numbers)
        assert is_paid or not truth.is_bank_data_old(on)
        assert is_paid or any(truth.late_of(promise, n, on) for n in promise.numbers)


def check_words(truth: Truth, today: date) -> None:
    """A promise that nothing excuses, and no money keeps, is told broken on the first day on which it is."""
    if truth.overpaid() > 0 or truth.is_bank_data_old(today):
        return
    for promise in truth.promises:
        late = sum(truth.late_of(promise, n, today) for n in promise.numbers)
        assert promise.is_over or late <= truth.spared, f"{promise} is broken"


def hash_of(entry: HistoryEntry) -> str:
    content = [entry.version, entry.place, entry.at.isoformat(), entry.kind, entry.data, entry.before]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def in_vain(office: Office, on: date) -> list[Step]:
    """What was planned that day and not sent, as the look at sending decided otherwise."""
    steps = (s for case in office.cases.stored.values() for s in case.steps)
    return [s for s in steps if s.on == on and s.reason == "no longer wanted"]


def forget_approvals(truth: Truth, unheard: list[Sent]) -> None:
    """They were not heard after all: what was approved beyond them is so no more, unless another said as much."""
    heard = [m for m in truth.sent if m.fate in ("taken", "delivered", "complained", "posted")]
    for (claim, approved), (_, is_given) in [*truth.words.items()]:
        before = [level for level in LADDER if Level.NOTICE.rank < level.rank < approved.rank]
        lost = [level for level in before if any(m.asked.get(claim) is level for m in unheard)]
        left = [level for level in before if any(m.asked.get(claim) is level for m in heard)]
        if is_given and lost and not (left and left[-1].rank >= lost[-1].rank):
            del truth.words[claim, approved]
