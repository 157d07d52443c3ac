"""What a debtor with an open session sees: its own case, nothing else. Reading only moves the session's end."""

from dataclasses import dataclass, replace

from chalicelib.domain.access import SESSION_IDLES, Session, hash_of
from chalicelib.domain.case import Case
from chalicelib.domain.case_view import SHOWN, CaseView, view_of
from chalicelib.domain.errors import NotFound
from chalicelib.ports import Cases, Clock, Documents, Doors
from chalicelib.usecases.deciding import Judge


@dataclass(frozen=True, slots=True)
class EnterSession:
    """Finds the session of a cookie, and puts its end off while it is used."""

    doors: Doors
    clock: Clock

    def __call__(self, secret: str) -> Session:
        """Raises NotFound for a session that is unknown or over."""
        now = self.clock.now()
        session = self.doors.session(hash_of(secret))
        if session is None or min(session.expires_at, session.ends_at) <= now:
            raise NotFound("no such session")
        if session.expires_at - now < SESSION_IDLES / 2:
            session = replace(session, expires_at=now + SESSION_IDLES)
            self.doors.extend(session)
        return session


@dataclass(frozen=True, slots=True)
class ViewCase:
    cases: Cases
    judge: Judge
    clock: Clock

    def __call__(self, session: Session, settled: str | None = None) -> CaseView:
        """The account; an invoice that is settled to the cent stands in it where it is asked for by its id."""
        case = self.cases.load(session.key, closed_invoice=settled)
        today = self.judge.today(case, self.clock.now())
        return view_of(case, self.judge.creditor_of(case), today, self.judge.facts_on(case, today))


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """The bytes of a letter that went out to this debtor."""

    cases: Cases
    documents: Documents

    def __call__(self, session: Session, reference: str) -> bytes:
        """Raises NotFound when this case has sent no such letter."""
        return self.documents.get(_key_of(self.cases.load(session.key), reference))


def _key_of(case: Case, reference: str) -> str:
    for step in case.steps:
        if step.reference == reference and step.state in SHOWN and step.letter_key:
            return step.letter_key
    raise NotFound("no such letter")
