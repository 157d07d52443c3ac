"""What Chalice gives of a request, with one type each."""

from chalice.app import Request


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
