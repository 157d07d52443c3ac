"""Lets a creditor's API key in. An unknown key costs as much work as a wrong one, and both read alike."""

import hmac
from dataclasses import dataclass

from chalicelib.domain.access import hash_of
from chalicelib.domain.errors import NotFound
from chalicelib.ports import Doors
from chalicelib.usecases.create_api_key import PREFIX


@dataclass(frozen=True, slots=True)
class Authorize:
    doors: Doors

    def __call__(self, header: str) -> str:
        """The creditor's id from `Bearer rl_live_<kid>_<secret>`. Raises NotFound."""
        scheme, _, presented = header.partition(" ")
        presented = presented.strip()
        kid, _, secret = presented.removeprefix(PREFIX).partition("_")
        is_ours = scheme.lower() == "bearer" and presented.startswith(PREFIX) and kid and secret
        key = self.doors.api_key(kid) if is_ours else None
        proof = hash_of(secret)
        if key is None or not hmac.compare_digest(key.hash, proof):
            raise NotFound("no such key")
        return key.creditor_id
