"""The messages that failed, in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chalicelib.domain.failed_message import FailedMessage


@dataclass
class MemoryFailedMessages:
    kept: dict[str, FailedMessage] = field(default_factory=dict)

    def keep(self, message: FailedMessage) -> None:
        self.kept[message.about] = message

    def all(self) -> Iterable[FailedMessage]:
        return [self.kept[about] for about in sorted(self.kept)]

    def forget(self, message: FailedMessage) -> None:
        if message.about in self.kept and self.kept[message.about].id == message.id:
            del self.kept[message.about]
