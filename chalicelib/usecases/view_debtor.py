"""What a creditor sees: one debtor's case with today's decision, and all that waits for a person."""

from dataclasses import dataclass, replace

from chalicelib.domain.case import Case, CaseKey, CaseUnreadable
from chalicelib.domain.decision import Decision
from chalicelib.domain.e_invoice import HOLDS, PLATFORM
from chalicelib.domain.errors import NotFound
from chalicelib.domain.history import HistoryEntry, last_of
from chalicelib.domain.hold import Hold
from chalicelib.domain.listing import Debtors
from chalicelib.domain.task import Task, TaskKind
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.deciding import Judge

READS = 3
OF_PLATFORMS = frozenset(HOLDS.values())


@dataclass(frozen=True, slots=True)
class Worklist:
    """Tasks with their cases, the most pressing of each case first; `cursor` asks for more. What waits in the cases of
    `unreadable` debtors is not known.
    """

    tasks: tuple[tuple[Task, Case], ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DebtorHistory:
    """All that happened to a case, oldest first, with the version and the hash of the last entry that the case keeps
    itself. One that cannot be read keeps none: its chain ends with no entry, and whoever checks it sees so.
    """

    entries: tuple[HistoryEntry, ...]
    version: int
    last_hash: str
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class ViewDebtor:
    cases: Cases
    judge: Judge
    clock: Clock

    def __call__(self, key: CaseKey) -> tuple[Case, Decision]:
        """Raises NotFound."""
        case = self.cases.load(key)
        decision = self.judge.decision_on(case, self.clock.now())
        return case, replace(decision, tasks=(*_of_failure(case), *decision.tasks))

    def shown(self, key: CaseKey) -> tuple[Case, Decision, tuple[Hold, ...]]:
        """The same, and what stands by the word of the platforms of its e-invoices. Raises NotFound."""
        case, decision = self(key)
        today = self.judge.today(case, self.clock.now())
        holds = (h for h in self.judge.facts_on(case, today).holds if h.by == PLATFORM and h.kind in OF_PLATFORMS)
        return case, decision, tuple(h for h in holds if h.stands(today))

    def history(self, key: CaseKey) -> DebtorHistory:
        """Also of a case of which nothing else can be read. Raises NotFound."""
        for _ in range(READS):
            found = self._history(key)
            # Otherwise a change came between the two reads, or the chain is broken whenever it is read.
            if last_of(found.entries) == found.last_hash:
                break
        return found

    def _history(self, key: CaseKey) -> DebtorHistory:
        try:
            case = self.cases.load(key)
        except CaseUnreadable:
            return _of_unreadable(self.cases.history(key))
        except NotFound:
            entries = self.cases.history(key)
            if not entries:
                raise
            return _of_unreadable(entries)
        return DebtorHistory(self.cases.history(key), case.version, case.last_hash)

    def all(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Debtors:
        """Every debtor that the creditor has, also one without an invoice."""
        return self.cases.debtors(creditor_id, limit=limit, cursor=cursor)

    def worklist(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Worklist:
        """The cases in which something waited at their last change, each read anew: what was done since is not told."""
        page = self.cases.waiting(creditor_id, limit=limit, cursor=cursor)
        found, unreadable = list[tuple[Task, Case]](), list[str]()
        for key in page.cases:
            try:
                case = self.cases.load(key)
            except NotFound:
                continue
            except CaseUnreadable as damage:
                unreadable.append(damage.debtor_id)
                continue
            found += [(task, case) for task in self._tasks(case)]
        return Worklist(tuple(found), page.cursor, tuple(unreadable))

    def _tasks(self, case: Case) -> tuple[Task, ...]:
        failure = _of_failure(case)
        try:
            return (*failure, *self.judge.decision_on(case, self.clock.now()).tasks)
        except Exception:
            # What keeps the planner from looking at it may keep us: that hides no other case.
            if not failure:
                raise
            return failure


def _of_failure(case: Case) -> tuple[Task, ...]:
    return (Task(TaskKind.LOOK_FAILED, case.look_failed_on),) if case.look_failed_on else ()


def _of_unreadable(entries: tuple[HistoryEntry, ...]) -> DebtorHistory:
    # Of what has a version an empty history is none at all.
    return DebtorHistory(entries, max((e.version for e in entries), default=1), "", is_unreadable=True)
