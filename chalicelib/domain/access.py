"""Who may come in: API keys of a creditor, links and sessions of a debtor. Only hashes of secrets are ever kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.case import CaseKey
from chalicelib.domain.parties import Language

LINK_LASTS = timedelta(days=396)
SESSION_IDLES = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=12)


def hash_of(secret: str) -> str:
    """The SHA-256 of a secret of 160 bits or more, as hex; such a secret needs no salt (ASVS 6.5.2)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A creditor's key: `rl_live_<kid>_<secret>`. `kid` finds it, the hash proves it."""

    kid: str
    hash: str
    creditor_id: str
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A debtor's way in, sent by mail to `email`: good many times, for one debtor of one creditor."""

    hash: str
    key: CaseKey
    expires_at: datetime
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Opened by a click on the landing page, from a link that went to `email`. `ends_at` is its last moment, however
    it is used.
    """

    hash: str
    key: CaseKey
    language: Language
    expires_at: datetime
    ends_at: datetime
    email: str | None = None


def csrf_of(session_secret: str) -> str:
    """The form token of a session: it cannot be made without its cookie."""
    return hash_of("form:" + session_secret)
