"""Makes a creditor's API key. It is shown once; only its hash is kept."""

from dataclasses import dataclass

from chalicelib.domain.access import ApiKey, hash_of
from chalicelib.ports import Clock, Creditors, Doors, Ids

PREFIX = "rl_live_"


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    creditors: Creditors
    doors: Doors
    clock: Clock
    ids: Ids

    def __call__(self, creditor_id: str, label: str) -> str:
        """The key: `rl_live_<kid>_<secret>`. Raises NotFound for no such creditor."""
        self.creditors.get(creditor_id)
        kid, secret = self.ids.kid(), self.ids.secret()
        self.doors.add_api_key(ApiKey(kid, hash_of(secret), creditor_id, label, self.clock.now()))
        return f"{PREFIX}{kid}_{secret}"
