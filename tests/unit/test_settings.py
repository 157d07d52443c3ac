import pytest

from chalicelib.settings import Settings, SettingsIncomplete

WHOLE = {
    "RELANCE_STAGE": "local",
    "RELANCE_TABLE": "relance",
    "RELANCE_LETTERS_BUCKET": "letters",
    "RELANCE_ASSESS_QUEUE_URL": "https://sqs/assess",
    "RELANCE_SEND_QUEUE_URL": "https://sqs/send",
    "RELANCE_DELIVERIES_QUEUE_URL": "https://sqs/deliveries",
    "RELANCE_MAIL_FROM": "relance@relance.example",
    "RELANCE_CONFIGURATION_SET": "mail",
    "RELANCE_PORTAL_URL": "https://portal.example",
    "RELANCE_CLOCK": "real",
    "RELANCE_EPOCH": "0",
    "RELANCE_MAILS_PER_SECOND": "14",
    "RELANCE_LOOK_UP": "none",
}


def test_a_whole_environment_is_read_by_name() -> None:
    settings = Settings.from_env(WHOLE)
    assert (settings.table, settings.portal_url, settings.clock) == ("relance", "https://portal.example", "real")


def test_the_environment_of_the_process_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    assert Settings.from_env() == Settings.from_env(WHOLE)


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsIncomplete) as raised:
        Settings.from_env({})
    assert all(name in str(raised.value) for name in WHOLE)


def test_what_is_empty_is_missing_and_what_cannot_be_is_named_beside_it() -> None:
    with pytest.raises(SettingsIncomplete, match=r"set RELANCE_TABLE; RELANCE_CLOCK is 'fast'.*RELANCE_EPOCH is '-1'"):
        Settings.from_env({**WHOLE, "RELANCE_TABLE": "", "RELANCE_CLOCK": "fast", "RELANCE_EPOCH": "-1"})


def test_a_mail_is_looked_up_where_asked_and_an_unknown_place_is_named() -> None:
    assert [Settings.from_env({**WHOLE, "RELANCE_LOOK_UP": w}).look_up for w in ("none", "message-insights")] == [
        "none",
        "message-insights",
    ]
    with pytest.raises(SettingsIncomplete, match=r"RELANCE_LOOK_UP is 'archive': none or message-insights"):
        Settings.from_env({**WHOLE, "RELANCE_LOOK_UP": "archive"})


@pytest.mark.parametrize(
    ("stage", "clock", "may"),
    [
        ("local", "payload", True),
        ("local", "real", False),
        ("test", "payload", True),
        ("test-2", "payload", True),
        ("test", "real", False),
        ("prod", "payload", False),
        ("prod", "real", False),
        ("production", "payload", False),
        ("staging", "payload", False),
        ("local-eu", "payload", False),
    ],
)
def test_a_payload_sets_the_clock_only_where_asked_and_only_on_a_stage_known_for_it(
    stage: str, clock: str, may: bool
) -> None:
    settings = Settings.from_env({**WHOLE, "RELANCE_STAGE": stage, "RELANCE_CLOCK": clock})
    assert settings.payload_sets_clock is may
