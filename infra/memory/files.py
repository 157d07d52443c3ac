"""Letters and the send journal in memory."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotFound, SentBefore
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step


@dataclass
class MemoryDocuments:
    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, content: bytes, suffix: str) -> str:
        key = hashlib.sha256(content).hexdigest() + suffix
        self.files[key] = content
        return key

    def get(self, key: str) -> bytes:
        if key not in self.files:
            raise NotFound("no such document")
        return self.files[key]


@dataclass
class MemoryJournal:
    """`seals` are attempts that were never begun and may not be any more; of the next `taken` somebody else is found to
    have begun the same before, from a table that is gone.
    """

    written: dict[tuple[CaseKey, str, int], SendEntry] = field(default_factory=dict)
    seals: set[tuple[CaseKey, str, int]] = field(default_factory=set)
    taken: int = 0

    def begin(self, entry: SendEntry) -> None:
        place = (entry.case, entry.step.reference, entry.step.attempt)
        if self.taken:
            self.taken -= 1
            self.written[place] = replace(entry, step=replace(entry.step, owner="before the restore"))
        if place in self.seals or self.written.setdefault(place, entry) != entry:
            raise SentBefore("that attempt is in the journal already")

    def seal(self, key: CaseKey, step: Step) -> bool:
        place = (key, step.reference, step.attempt)
        if place in self.written:
            return False
        self.seals.add(place)
        return True

    def entries(self, key: CaseKey, but: Collection[tuple[str, int]] = ()) -> tuple[SendEntry, ...]:
        ours = sorted((place, entry) for (k, *place), entry in self.written.items() if k == key)
        return tuple(entry for place, entry in ours if tuple(place) not in but)
