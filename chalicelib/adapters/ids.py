"""Chance, from the operating system's source for secrets."""

import secrets
import string
from base64 import b32encode

ALPHABET = string.ascii_letters + string.digits


class SystemIds:
    def token(self) -> str:
        return b32encode(secrets.token_bytes(20)).decode().lower()

    def secret(self) -> str:
        return _letters(32)

    def kid(self) -> str:
        return _letters(8)


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
