"""What the environment says, read once and typed. All that is missing is named at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

# A lower one would hand out nothing between two runs of the planner, for ever.
LEAST_RATE = 0.1


class SettingsIncomplete(RuntimeError):
    """The environment lacks settings, or holds one that cannot be: the message names each."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is the variable RELANCE_<NAME>. `clock` is `real`, or `payload` where a payload may set the day.
    `epoch` counts how often the table was restored from a backup; `mails_per_second` is what the mail service takes;
    `look_up` is where a mail is looked for of which nobody knows whether it went out.
    """

    stage: str
    table: str
    letters_bucket: str
    assess_queue_url: str
    send_queue_url: str
    deliveries_queue_url: str
    mail_from: str
    configuration_set: str
    portal_url: str
    clock: Literal["real", "payload"]
    epoch: int
    mails_per_second: float
    look_up: Literal["none", "message-insights"]

    @property
    def payload_sets_clock(self) -> bool:
        """Only where it was asked for and the stage is known to be a plaything: `local`, `test…`."""
        return self.clock == "payload" and (self.stage == "local" or self.stage.startswith("test"))

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Raises SettingsIncomplete."""
        found = os.environ if environment is None else environment
        names = {f.name: f"RELANCE_{f.name.upper()}" for f in fields(cls)}
        missing = sorted(variable for variable in names.values() if not found.get(variable))
        faults = [f"set {', '.join(missing)}"] if missing else []
        clock = found.get(names["clock"])
        if clock and clock not in ("real", "payload"):
            faults.append(f"RELANCE_CLOCK is {clock!r}: real or payload")
        epoch = found.get(names["epoch"])
        if epoch and not (epoch.isascii() and epoch.isdecimal()):
            faults.append(f"RELANCE_EPOCH is {epoch!r}: a whole number, 0 until a table is restored")
        rate = found.get(names["mails_per_second"])
        if rate and not _is_rate(rate):
            said = f"a number from {LEAST_RATE}, the sending rate of the account"
            faults.append(f"RELANCE_MAILS_PER_SECOND is {rate!r}: {said}")
        look_up = found.get(names["look_up"])
        if look_up and look_up not in ("none", "message-insights"):
            faults.append(f"RELANCE_LOOK_UP is {look_up!r}: none or message-insights")
        if faults:
            raise SettingsIncomplete("; ".join(faults))
        given: dict[str, Any] = {name: found[variable] for name, variable in names.items()}
        return cls(**given | {"epoch": int(given["epoch"]), "mails_per_second": float(given["mails_per_second"])})


def _is_rate(text: str) -> bool:
    """As SES says it: a whole number, or one with a point.

    >>> [_is_rate(t) for t in ("14", "0.1", "0.001", "0", "-1", "nan", "1e3", "14/s")]
    [True, True, False, False, False, False, False, False]
    """
    whole, _, part = text.partition(".")
    digits = whole + part
    return digits.isascii() and digits.isdecimal() and float(text) >= LEAST_RATE
