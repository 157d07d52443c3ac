"""The creditor's API as the command calls it, over plain HTTP."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chalicelib.entrypoints.cli.output import CommandFailed, Exit

TYPES = {".csv": "text/csv", ".json": "application/json"}
PATIENCE = 60


def content_of(file: Path) -> tuple[bytes, str]:
    """A file's bytes and media type. Raises CommandFailed for one that cannot be sent."""
    content_type = TYPES.get(file.suffix.lower())
    if content_type is None:
        raise CommandFailed(f"{file}: give a .json or .csv file", Exit.USAGE)
    try:
        return file.read_bytes(), content_type
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}", Exit.USAGE) from None


@dataclass(frozen=True, slots=True)
class Api:
    """`url` is the API's root, without /v1; `key` is a creditor's API key."""

    url: str
    key: str

    @classmethod
    def at(cls, url: str, key: str) -> "Api":
        """From what a person typed. Raises CommandFailed."""
        key, url = key.strip(), url.strip().rstrip("/")
        if not key:
            raise CommandFailed("give the creditor's key: --key, or RELANCE_API_KEY", Exit.USAGE)
        if not (key.isascii() and key.isprintable()):
            raise CommandFailed("the key holds characters that no key has: copy it again", Exit.USAGE)
        if not url.startswith(("http://", "https://")):
            raise CommandFailed(f"{url}: give the API's address as https://…", Exit.USAGE)
        return cls(url.removesuffix("/v1"), key)

    def upload(self, file: Path, *, partial: bool) -> dict[str, Any]:
        """The report of one file. Raises CommandFailed for a file that cannot be sent or was refused whole."""
        body, content_type = content_of(file)
        status, answer = self.call("POST", f"/v1/invoices{'?partial=true' if partial else ''}", body, content_type)
        if status in (401, 403):
            raise CommandFailed(f"{self.url} does not know this key: create one with `relance key create CREDITOR`")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            again = "the same command may be given again, it takes nothing twice"
            raise CommandFailed(f"{self.url} failed over {file} ({status}): {again}\n{_faults(answer)}")
        if status not in (200, 201):
            raise CommandFailed(f"{file} was refused ({status})\n{_faults(answer)}")
        report: dict[str, Any] = answer
        return report

    def get(self, path: str) -> dict[str, Any]:
        """Raises CommandFailed for whatever is no answer to it."""
        return self.send("GET", path)

    def find(self, path: str) -> dict[str, Any] | None:
        """The same; None where there is no such thing."""
        status, answer = self.call("GET", path)
        return None if status == HTTPStatus.NOT_FOUND else self._accepted(status, answer)

    def send(self, method: str, path: str, document: Any = None) -> dict[str, Any]:
        """The answer's document. Raises CommandFailed with what the API says against it."""
        return self.put_document(method, path, None if document is None else json.dumps(document).encode())

    def put_document(
        self, method: str, path: str, body: bytes | None, content_type: str = "application/json"
    ) -> dict[str, Any]:
        """The same of a document that is written already."""
        return self._accepted(*self.call(method, path, body, content_type))

    def _accepted(self, status: int, answer: Any) -> dict[str, Any]:
        """Raises CommandFailed."""
        if status in (401, 403):
            raise CommandFailed(f"{self.url} does not know this key: create one with `relance key create CREDITOR`")
        if status >= HTTPStatus.BAD_REQUEST:
            raise CommandFailed(f"{self.url} refused it ({status})\n{_faults(answer)}")
        found: dict[str, Any] = answer
        return found

    def pdf(self, path: str) -> bytes:
        """Raises CommandFailed for whatever is no PDF."""
        # Chalice wants a type of what there is none of.
        status, content = self._called(
            "GET", path, None, {"Content-Type": "application/json", "Accept": "application/pdf"}
        )
        if status >= HTTPStatus.BAD_REQUEST:
            self._accepted(status, _document(content))
        if not content.startswith(b"%PDF"):
            raise CommandFailed(f"{self.url} answers, but with no PDF: is the address right?")
        return content

    def pages(self, path: str, name: str) -> list[dict[str, Any]]:
        """All that a list holds, page by page."""
        return [each for page in self.each_page(path) for each in page[name]]

    def each_page(self, path: str) -> Iterator[dict[str, Any]]:
        cursor, joint = None, "&" if "?" in path else "?"
        while True:
            page = self.get(f"{path}{joint}cursor={quote(cursor, safe='')}" if cursor else path)
            yield page
            cursor = page["next_cursor"]
            if not cursor:
                return

    def call(self, method: str, path: str, body: bytes | None = None, content_type: str = "application/json") -> Any:
        """Status and document. Raises CommandFailed when nobody answers, or somebody else does."""
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        status, content = self._called(method, path, body, headers)
        if status >= HTTPStatus.BAD_REQUEST:
            return status, _document(content)
        try:
            return status, json.loads(content)
        except ValueError:
            raise CommandFailed(f"{self.url} answers, but not as Relance does: is the address right?") from None

    def _called(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        """Raises CommandFailed when nobody answers."""
        headers = {"Authorization": f"Bearer {self.key}", **headers}
        request = urllib.request.Request(self.url + path, body, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except (OSError, HTTPException) as error:
            raise CommandFailed(f"{self.url} does not answer ({error}): is the address right?") from None


def _document(content: bytes) -> dict[str, Any]:
    """The answer as JSON; of a page in HTML, which something between us and Relance wrote, nothing is shown."""
    try:
        document = json.loads(content)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _faults(answer: dict[str, Any]) -> str:
    lines = [answer.get("detail") or answer.get("message") or answer.get("Message") or "no reason given"]
    for fault in answer.get("errors", []):
        lines.append(f"  {f'line {fault["line"]}, ' if 'line' in fault else ''}{fault['field']}: {fault['message']}")
    return "\n".join(lines)
