"""What the use cases need from the world. Adapters implement these; tests implement them in memory."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.domain.access import ApiKey, Link, Session
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.events import Event
from chalicelib.domain.failed_message import FailedMessage
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.hold import Hold
from chalicelib.domain.letter import Letter
from chalicelib.domain.listing import Debtors, DueCase, Listing, Suppressed, Waiting
from chalicelib.domain.mail import Mail, MailText
from chalicelib.domain.outcomes import Outcomes
from chalicelib.domain.pacing import PacedCase
from chalicelib.domain.parties import Creditor
from chalicelib.domain.policy import Policy
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step
from chalicelib.domain.suppression import Suppression

# What is written with the change of a case, or not at all.
Beside = Link | Session | Suppression


class Cases(Protocol):
    """The cases of all creditors. Every change is one transaction on the case's version."""

    def load(self, key: CaseKey, closed_invoice: str | None = None) -> Case:
        """The open case, with one closed invoice beside it when asked. Raises NotFound, CaseUnreadable."""
        ...

    def whole(self, key: CaseKey) -> Case:
        """The case with every invoice it ever had. Costs what its past holds. Raises NotFound, CaseUnreadable."""
        ...

    def find(self, creditor_id: str, invoice_ids: Iterable[str]) -> dict[str, CaseKey]:
        """The case of each of these invoices that the creditor has; the others are left out."""
        ...

    def commit(
        self,
        before: Case,
        after: Case,
        events: Iterable[Event],
        at: datetime,
        also: Iterable[Beside] = (),
        *,
        to: str | None = None,
    ) -> Case:
        """Writes the difference and the events, or nothing; the case as stored. Raises CaseMoved; AddressSuppressed
        when the case has not moved and `to` is on the creditor's suppression list.
        """
        ...

    def due(self, now: datetime, most: int | None = None) -> Iterable[DueCase]:
        """The cases whose next look has come, the oldest look first; at most so many. Reads only those."""
        ...

    def history(self, key: CaseKey) -> tuple[HistoryEntry, ...]:
        """All that happened to the case, oldest first."""
        ...

    def list(self, creditor_id: str, *, is_open: bool, limit: int, cursor: str | None = None) -> Listing:
        """A creditor's invoices by due date. Raises Refused when the cursor is not one of ours."""
        ...

    def debtors(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Debtors:
        """All the cases that a creditor has, with invoices or without."""
        ...

    def waiting(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Waiting:
        """The cases that have a task, by its day. What is listed may have been done since: read the case."""
        ...


class Creditors(Protocol):
    def get(self, creditor_id: str) -> Creditor:
        """Raises NotFound."""
        ...

    def put(self, creditor: Creditor) -> None: ...

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        """How it chases at the moment; as nobody has said anything yet, where it was never put. It may have been read a
        minute ago, unless `anew`: what is changed is read so.
        """
        ...

    def commit_state(
        self, creditor_id: str, state: CreditorState, events: Iterable[Event], at: datetime
    ) -> CreditorState:
        """Writes it with what was done, or nothing; the state as stored. Raises CaseMoved when another change came
        since it was read.
        """
        ...

    def stop_all(self, pause: Hold) -> None:
        """A stop of every creditor's, in the place of one before it: it stands in each `state` that is not `anew`, and
        in nobody's history.
        """
        ...

    def history(self, creditor_id: str) -> tuple[HistoryEntry, ...]:
        """All that the creditor changed in how it chases, oldest first."""
        ...


class Suppressions(Protocol):
    """The addresses that take no mail of a creditor's. A case puts them there with the change by which it learns."""

    def list(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Suppressed:
        """All of them, in no order that says anything of the address."""
        ...

    def lift(self, creditor_id: str, email: str) -> None:
        """Takes it off the list where it has bounced. A complaint stays, and so does what is not there."""
        ...


class SendOutcomes(Protocol):
    """What became of the last mails of each sender: a creditor, or all of them."""

    def add(self, sender: str, became: Outcomes) -> Outcomes:
        """Counts it; what became of the last mails, with it."""
        ...

    def clear(self, sender: str) -> None:
        """Begins to count anew."""
        ...


class Doors(Protocol):
    """Keys, links and sessions, by their hash."""

    def api_key(self, kid: str) -> ApiKey | None: ...

    def add_api_key(self, key: ApiKey) -> None: ...

    def link(self, link_hash: str) -> Link | None: ...

    def session(self, session_hash: str) -> Session | None: ...

    def open(self, session: Session) -> None: ...

    def extend(self, session: Session) -> None:
        """Puts its end off. Raises NotFound for one that was closed meanwhile: it stays closed."""
        ...

    def close(self, session_hash: str) -> None: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, in UTC."""
        ...


class Metrics(Protocol):
    """Figures that alarms watch."""

    def count(self, name: str, value: int, what: tuple[str, ...]) -> None:
        """`what` names each thing that was counted."""
        ...


class Ids(Protocol):
    """Chance, from a source fit for secrets."""

    def token(self) -> str:
        """160 bits in base32, lower case: a link."""
        ...

    def secret(self) -> str:
        """At least 190 bits in letters and digits: a key, a session, a fence."""
        ...

    def kid(self) -> str:
        """Eight letters and digits: the public part of a key."""
        ...


class Holidays(Protocol):
    def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
        """The public holidays of a country in these years."""
        ...


class Policies(Protocol):
    def get(self, creditor_id: str, reference: str) -> Policy:
        """A policy, as `standard-1`: the creditor's own, or one that comes with Relance. Raises NotFound."""
        ...

    def all(self, creditor_id: str) -> tuple[Policy, ...]:
        """Every version that the creditor may choose, by name and version."""
        ...

    def put(self, creditor_id: str, policy: Policy) -> None:
        """Keeps a new version. Raises CaseMoved when it was kept meanwhile."""
        ...


class Press(Protocol):
    """Prints what a letter says. Raises LetterIncomplete when a word is missing."""

    def letter_pdf(self, letter: Letter) -> bytes: ...

    def mail_words(self, letter: Letter, link: str) -> MailText: ...


class Documents(Protocol):
    """Files kept under the hash of their content: the same file twice is one file."""

    def put(self, content: bytes, suffix: str) -> str:
        """Keeps it; its key."""
        ...

    def get(self, key: str) -> bytes:
        """Raises NotFound."""
        ...


class SendJournal(Protocol):
    """What was about to be handed to the mail service, written before it was: it outlives a restored table. Of each
    attempt there is an entry, or a seal, or nothing; what is there stays.
    """

    def begin(self, entry: SendEntry) -> None:
        """Writes it. Raises SentBefore when something stands there that is not this very entry, NotSentForNow when it
        could not be written: either way nothing may be handed over.
        """
        ...

    def seal(self, key: CaseKey, step: Step) -> bool:
        """Whether this attempt of the step was never begun: then nobody can begin it any more. Raises TryAgain."""
        ...

    def entries(self, key: CaseKey, but: Collection[tuple[str, int]] = ()) -> tuple[SendEntry, ...]:
        """All that was begun for the case, without those of these references and attempts. Raises TryAgain."""
        ...


class Mailer(Protocol):
    def send(self, mail: Mail) -> str:
        """Sends once; the service's id of the message.

        Raises NotSentForNow or NotSent when it refused for certain, OutcomeUnknown in every other case of doubt.
        """
        ...


class LookUp(Protocol):
    """What the mail service can be asked about a mail after the fact, beside the events that it sends by itself."""

    def find(self, key: CaseKey, step: Step) -> str | None:
        """The service's id of the mail, empty where it has the mail and does not tell its id; None where it has none to
        show, or not yet. Raises nothing: it is evidence, and where there is none the case goes on as without it.
        """
        ...


@dataclass(frozen=True, slots=True)
class StepKey:
    """A step and its case: all that a queue carries."""

    case: CaseKey
    step_id: str


class Queues(Protocol):
    """At least once, in any order. `now` travels along only where the stage lets a payload set the clock."""

    def assess(self, cases: Iterable[PacedCase], now: datetime) -> int:
        """Each to be had after its delay; how many were queued."""
        ...

    def send(self, keys: Iterable[StepKey], now: datetime) -> int:
        """How many were queued."""
        ...

    def again(self, message: FailedMessage) -> None:
        """Into the queue that it came from, as it was."""
        ...


class FailedMessages(Protocol):
    """Those that nobody could handle, until they are put back: one of each thing that they are about."""

    def keep(self, message: FailedMessage) -> None: ...

    def all(self) -> Iterable[FailedMessage]: ...

    def forget(self, message: FailedMessage) -> None:
        """Unless it has failed once more since."""
        ...
