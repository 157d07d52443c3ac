"""The mails the double of SES has kept: one `.eml` and one `.json` each in a folder, numbered in order of arrival.

The `.json` is written last and makes the mail exist; its list of events is the queue of what SNS must still hear, so a
restart loses neither. Writes are atomic.
"""

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from infra.local.ses_outcome import Outcome, marked_outcome

PENDING, HELD, SENT = "pending", "held", "sent"


@dataclass(frozen=True)
class MailEvent:
    name: str
    recipients: tuple[str, ...]
    state: str = PENDING
    sent_at: str | None = None


@dataclass(frozen=True)
class KeptMail:
    number: int
    message_id: str
    received_at: str
    source: str
    destination: dict[str, list[str]]
    recipients: tuple[str, ...]
    configuration_set: str | None
    tags: dict[str, str]
    step: str | None
    answer: str
    subject: str
    attachments: tuple[str, ...]
    events: tuple[MailEvent, ...]


class MailStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._mails = {mail.number: mail for mail in sorted(map(_read, folder.glob("[0-9]*.json")), key=_by_number)}
        self._settings: dict[str, Any] = _json(folder / "double.json")

    def __len__(self) -> int:
        return len(self._mails)

    def newest_first(self) -> list[KeptMail]:
        with self._lock:
            return list(reversed(self._mails.values()))

    def mail(self, number: int) -> KeptMail | None:
        return self._mails.get(number)

    def raw(self, number: int) -> bytes:
        return (self.folder / f"{number:06d}.eml").read_bytes()

    def keep(self, raw: bytes, mail: KeptMail) -> KeptMail:
        """Gives the mail its number; it is on disk when this returns."""
        with self._lock:
            kept = replace(mail, number=max(self._mails, default=0) + 1)
            write_whole(self.folder / f"{kept.number:06d}.eml", raw)
            self._save(kept)
            return kept

    def next_pending(self) -> tuple[KeptMail, int] | None:
        with self._lock:
            return next(((mail, index) for mail, index, event in self._events() if event.state == PENDING), None)

    def count(self, state: str) -> int:
        with self._lock:
            return sum(event.state == state for _, _, event in self._events())

    def mark_sent(self, number: int, index: int, at: str) -> None:
        with self._lock:
            mail = self._mails[number]
            events = list(mail.events)
            events[index] = replace(events[index], state=SENT, sent_at=at)
            self._save(replace(mail, events=tuple(events)))

    def release_held(self) -> int:
        with self._lock:
            late = [mail for mail in self._mails.values() if any(event.state == HELD for event in mail.events)]
            for mail in late:
                self._save(replace(mail, events=tuple(_released(event) for event in mail.events)))
            return len(late)

    @property
    def topic_arn(self) -> str | None:
        return self._settings.get("topic_arn")

    @topic_arn.setter
    def topic_arn(self, topic_arn: str) -> None:
        self._set("topic_arn", topic_arn)

    def script(self, address: str, outcome: Outcome | None, times: int | None = None) -> None:
        """Sets what becomes of mails to one exact address, for good or for so many mails; None forgets it."""
        with self._lock:
            scripts = {**self._settings.get("scripts", {}), address.lower(): {"outcome": outcome, "times": times}}
            if outcome is None:
                del scripts[address.lower()]
            self._set("scripts", scripts)

    def take_outcome(self, address: str) -> Outcome:
        with self._lock:
            script = self._settings.get("scripts", {}).get(address.lower())
            if script is None:
                return marked_outcome(address)
            outcome, times = Outcome(script["outcome"]), script["times"]
            if times is not None:
                self.script(address, outcome if times > 1 else None, times - 1)
            return outcome

    def _events(self) -> Iterable[tuple[KeptMail, int, MailEvent]]:
        return ((mail, index, event) for mail in self._mails.values() for index, event in enumerate(mail.events))

    def _save(self, mail: KeptMail) -> None:
        write_whole(self.folder / f"{mail.number:06d}.json", _encoded(asdict(mail)))
        self._mails[mail.number] = mail

    def _set(self, name: str, value: object) -> None:
        with self._lock:
            settings = {**self._settings, name: value}
            write_whole(self.folder / "double.json", _encoded(settings))
            self._settings = settings


def write_whole(path: Path, content: bytes) -> None:
    """The old file or the new one, never a part."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def _by_number(mail: KeptMail) -> int:
    return mail.number


def _read(path: Path) -> KeptMail:
    fields = _json(path)
    events = tuple(MailEvent(**{**event, "recipients": tuple(event["recipients"])}) for event in fields["events"])
    tuples = {name: tuple(fields[name]) for name in ("recipients", "attachments")}
    return KeptMail(**{**fields, **tuples, "events": events})


def _released(event: MailEvent) -> MailEvent:
    return replace(event, state=PENDING) if event.state == HELD else event
