"""The one door to the world: every request to AWS goes through `call`, under the name of its site.

What counts, times or breaks requests hangs on it: the metrics, the simulation, the check of the roles. A request beside
the door is found by tests/guards/test_door.py, where it is written, and by tests/integration, where it is made.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import partial
from typing import Any


class Site(StrEnum):
    """A place from which Relance asks something of AWS: the port, and what is asked there."""

    CASES_LOAD = "cases.load"
    CASES_LOAD_CLOSED = "cases.load-closed"
    CASES_WHOLE = "cases.whole"
    CASES_FIND = "cases.find"
    CASES_COMMIT = "cases.commit"
    CASES_DUE = "cases.due"
    CASES_HISTORY = "cases.history"
    CASES_LIST = "cases.list"
    CASES_DEBTORS = "cases.debtors"
    CASES_WAITING = "cases.waiting"
    CREDITORS_GET = "creditors.get"
    CREDITORS_PUT = "creditors.put"
    CREDITORS_STATE = "creditors.state"
    CREDITORS_COMMIT = "creditors.commit"
    CREDITORS_STOP_ALL = "creditors.stop-all"
    CREDITORS_ALL_STOPPED = "creditors.all-stopped"
    CREDITORS_HISTORY = "creditors.history"
    POLICIES_GET = "policies.get"
    POLICIES_ALL = "policies.all"
    POLICIES_PUT = "policies.put"
    DOORS_READ = "doors.read"
    DOORS_ADD_KEY = "doors.add-key"
    DOORS_OPEN = "doors.open"
    DOORS_EXTEND = "doors.extend"
    DOORS_CLOSE = "doors.close"
    DOCUMENTS_PUT = "documents.put"
    DOCUMENTS_GET = "documents.get"
    JOURNAL_BEGIN = "journal.begin"
    JOURNAL_SEAL = "journal.seal"
    JOURNAL_LIST = "journal.list"
    JOURNAL_READ = "journal.read"
    QUEUES_ASSESS = "queues.assess"
    QUEUES_SEND = "queues.send"
    QUEUES_AGAIN = "queues.again"
    FAILED_KEEP = "failed.keep"
    FAILED_ALL = "failed.all"
    FAILED_FORGET = "failed.forget"
    SUPPRESSIONS_LIST = "suppressions.list"
    SUPPRESSIONS_LIFT = "suppressions.lift"
    OUTCOMES_ADD = "outcomes.add"
    OUTCOMES_TURN_OVER = "outcomes.turn-over"
    OUTCOMES_CLEAR = "outcomes.clear"
    MAILER_SEND = "mailer.send"
    LOOK_UP_KEPT = "look-up.kept"
    LOOK_UP_ASK = "look-up.ask"
    LOOK_UP_READ = "look-up.read"
    LOOK_UP_START = "look-up.start"
    LOOK_UP_KEEP = "look-up.keep"


# What stands in the door: it makes the request, or does not, and answers for it.
Keeper = Callable[[Site, Callable[[], Any]], Any]


def _just_ask(site: Site, ask: Callable[[], Any]) -> Any:
    return ask()


_KEEPER: ContextVar[Keeper] = ContextVar("keeper", default=_just_ask)
_SITE: ContextVar[Site | None] = ContextVar("site", default=None)


def call[T](site: Site, ask: Callable[..., T], /, *given: Any, **named: Any) -> T:
    """The answer of one request. Raises what it raises."""
    mark = _SITE.set(site)
    try:
        answer: T = _KEEPER.get()(site, partial(ask, *given, **named))
    finally:
        _SITE.reset(mark)
    return answer


def each[T](site: Site, items: Iterable[T]) -> Iterator[T]:
    """Of what AWS answers page by page: each step may be a request."""
    found, end = iter(items), object()
    while (item := call(site, next, found, end)) is not end:
        yield item


def site() -> Site | None:
    """From where the request that is being made is made; None beside the door."""
    return _SITE.get()


def keeper() -> Keeper:
    """Who stands in the door: for whoever wants to stand before it."""
    return _KEEPER.get()


@contextmanager
def kept_by(keeper: Keeper) -> Iterator[None]:
    """With somebody else in the door, for those who count, and those who break things."""
    mark = _KEEPER.set(keeper)
    try:
        yield
    finally:
        _KEEPER.reset(mark)
