"""What the mail sink holds, against what was to go out: seen without asking the application anything."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from infra.local.mail_store import KeptMail


@dataclass(frozen=True)
class Verdict:
    """`duplicates` are the mails beyond the first of a step, and beyond the first of a debtor; `missing` the addresses
    that had none; `strange` those that nobody was to write to.
    """

    wanted: int
    mails: int
    duplicates: tuple[str, ...]
    missing: tuple[str, ...]
    strange: tuple[str, ...]
    kills: dict[str, int] = field(default_factory=dict)
    seconds: float = 0

    @property
    def is_clean(self) -> bool:
        return self.mails == self.wanted and not (self.duplicates or self.missing or self.strange)

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "is_clean": self.is_clean}


def verdict(wanted: Iterable[str], mails: Iterable[KeptMail]) -> Verdict:
    """`wanted` are the addresses that each have one mail to get."""
    addresses, kept = set(wanted), list(mails)
    steps = Counter(mail.tags.get("step", "") for mail in kept)
    had = Counter(address for mail in kept for address in mail.recipients)
    twice = [f"step {step}" for step, count in steps.items() if count > 1 or not step]
    twice += [address for address, count in had.items() if count > 1]
    return Verdict(
        len(addresses),
        len(kept),
        tuple(sorted(twice)),
        tuple(sorted(addresses - had.keys())),
        tuple(sorted(had.keys() - addresses)),
    )
