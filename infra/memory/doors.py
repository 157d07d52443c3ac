"""Keys, links and sessions in memory."""

from dataclasses import dataclass, field

from chalicelib.domain.access import ApiKey, Link, Session
from chalicelib.domain.errors import NotFound


@dataclass
class MemoryDoors:
    keys: dict[str, ApiKey] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)

    def api_key(self, kid: str) -> ApiKey | None:
        return self.keys.get(kid)

    def add_api_key(self, key: ApiKey) -> None:
        self.keys[key.kid] = key

    def link(self, link_hash: str) -> Link | None:
        return self.links.get(link_hash)

    def session(self, session_hash: str) -> Session | None:
        return self.sessions.get(session_hash)

    def open(self, session: Session) -> None:
        self.sessions[session.hash] = session

    def extend(self, session: Session) -> None:
        if session.hash not in self.sessions:
            raise NotFound("no such session")
        self.sessions[session.hash] = session

    def close(self, session_hash: str) -> None:
        self.sessions.pop(session_hash, None)
