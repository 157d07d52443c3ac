"""The creditor's API as the command calls it, over plain HTTP."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.entrypoints.cli.output import CommandFailed, Exit

TYPES = {".csv": "text/csv", ".json": "application/json"}
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Api:
    """`url` is the API's root, without /v1; `key` is a creditor's API key."""

    url: str
    key: str

    def upload(self, file: Path, *, partial: bool) -> dict[str, Any]:
        """The report of one file. Raises CommandFailed for a file that cannot be sent or was refused whole."""
        content_type = TYPES.get(file.suffix.lower())
        if content_type is None:
            raise CommandFailed(f"{file}: give a .json or .csv file", Exit.USAGE)
        try:
            body = file.read_bytes()
        except OSError as error:
            raise CommandFailed(f"{file}: {error.strerror}", Exit.USAGE) from None
        status, answer = self.call("POST", f"/v1/invoices{'?partial=true' if partial else ''}", body, content_type)
        if status not in (200, 201):
            raise CommandFailed(f"{file} was refused ({status})\n{_faults(answer)}")
        report: dict[str, Any] = answer
        return report

    def call(self, method: str, path: str, body: bytes | None = None, content_type: str = "application/json") -> Any:
        """Status and document. Raises CommandFailed when nobody answers."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": content_type, "Accept": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _document(error.read())
        except OSError as error:
            raise CommandFailed(f"{self.url} does not answer ({error}): is the address right?") from None


def _document(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return {"detail": content.decode(errors="replace")[:200]}


def _faults(answer: Any) -> str:
    lines = [answer.get("detail") or answer.get("message") or answer.get("Message") or "no reason given"]
    for fault in answer.get("errors", []):
        lines.append(f"  {f'line {fault["line"]}, ' if 'line' in fault else ''}{fault['field']}: {fault['message']}")
    return "\n".join(lines)
