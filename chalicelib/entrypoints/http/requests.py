"""What Chalice gives of a request, with one type each."""

import re

from chalice.app import Request

from chalicelib.domain.errors import NotFound

INVOICE_ID = re.compile(r"inv_[0-9a-f]{20}")


def possible(invoice_id: str) -> str:
    """The id; NotFound for what cannot be one, however long."""
    if not INVOICE_ID.fullmatch(invoice_id):
        raise NotFound("no such invoice")
    return invoice_id


def body_of(request: Request) -> bytes:
    """The bytes as they arrived; Chalice gives text where API Gateway sent none in base64."""
    raw = request.raw_body or b""
    return raw.encode() if isinstance(raw, str) else bytes(raw)


def query_of(request: Request) -> dict[str, str]:
    """The query, the last value of each name; nothing where there is none."""
    found: dict[str, str] = dict(request.query_params or {})
    return found


def type_of(request: Request) -> str:
    """The media type that came, without its parameters; empty where none is said."""
    return str(request.headers.get("content-type", "")).split(";")[0].strip().lower()
