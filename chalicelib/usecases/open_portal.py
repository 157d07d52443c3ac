"""The debtor clicks on the landing page: its link becomes a session. The link stays good, the click is kept."""

from dataclasses import dataclass

from chalicelib.domain.access import SESSION_IDLES, SESSION_LASTS, Session, hash_of
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import PortalOpened
from chalicelib.domain.parties import Language
from chalicelib.ports import Cases, Clock, Doors, Ids

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
        session = Session(hash_of(secret), link.key, language, now + SESSION_IDLES, now + SESSION_LASTS)
        for _ in range(TRIES):
            case = self.cases.load(link.key)
            try:
                self.cases.commit(case, case, [PortalOpened("debtor")], now, also=[session])
            except CaseMoved:
                continue
            return secret
        raise CaseMoved("the case kept moving: click again")
