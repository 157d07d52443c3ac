"""Settings of a deployed stage, all of them given."""

from chalicelib.settings import Settings


def settings(**changes: str) -> Settings:
    plain = dict.fromkeys((f"RELANCE_{n.upper()}" for n in Settings.__dataclass_fields__), "x")
    numbers = {"RELANCE_EPOCH": "0", "RELANCE_MAILS_PER_SECOND": "14"}
    words = {"RELANCE_CLOCK": "payload", "RELANCE_LOOK_UP": "none"}
    return Settings.from_env({**plain, **words, **numbers, **changes})
