"""The debtor clicks on the landing page: its link becomes a session. The link stays good, the click is kept.

A click is kept once an hour at most: whoever holds a link and clicks all day must neither fill the history nor keep the
case moving under a step that is about to be sent.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.access import SESSION_IDLES, SESSION_LASTS, Session, hash_of
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import PortalOpened
from chalicelib.domain.parties import Language
from chalicelib.ports import Cases, Clock, Doors, Ids

KEPT_EVERY = timedelta(hours=1)
TRIES = 5


@dataclass(frozen=True, slots=True)
class OpenPortal:
    cases: Cases
    doors: Doors
    clock: Clock
    ids: Ids

    def __call__(self, token: str, language: Language) -> str:
        """The secret of the new session. Raises NotFound for a link that is unknown or has expired: both read alike."""
        now = self.clock.now()
        link = self.doors.link(hash_of(token))
        if link is None or link.expires_at <= now:
            raise NotFound("no such link")
        secret = self.ids.secret()
        session = Session(hash_of(secret), link.key, language, now + SESSION_IDLES, now + SESSION_LASTS, link.email)
        for _ in range(TRIES):
            case = self.cases.load(link.key)
            if case.seen_at and now - case.seen_at < KEPT_EVERY:
                self.doors.open(session)
                return secret
            try:
                self.cases.commit(case, replace(case, seen_at=now), [PortalOpened("debtor")], now, also=[session])
            except CaseMoved:
                continue
            return secret
        raise CaseMoved("the case kept moving: click again")
