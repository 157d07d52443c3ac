"""Makes a creditor's API key: shown once, only its hash is kept."""

import pytest

from chalicelib.domain.access import ApiKey, hash_of
from chalicelib.domain.errors import NotFound
from chalicelib.usecases.create_api_key import CreateApiKey
from tests.builders import CREDITOR, MORNING, Office


def made(office: Office) -> CreateApiKey:
    return CreateApiKey(office.creditors, office.doors, office.clock, office.ids)


def test_the_key_is_shown_and_only_its_hash_is_kept() -> None:
    office = Office()
    shown = made(office)(CREDITOR, "export de nuit")
    live, kid, secret = shown.removeprefix("rl_").split("_")
    assert (live, kid) == ("live", "kid00000")
    assert office.doors.keys == {kid: ApiKey(kid, hash_of(secret), CREDITOR, "export de nuit", MORNING)}
    assert secret not in repr(office.doors)


def test_two_keys_of_one_creditor_are_two() -> None:
    office = Office()
    assert made(office)(CREDITOR, "a") != made(office)(CREDITOR, "a")
    assert len(office.doors.keys) == 2


def test_no_key_is_made_for_a_creditor_that_is_not_there() -> None:
    office = Office()
    with pytest.raises(NotFound, match="no such creditor"):
        made(office)("cre_9", "a")
    assert office.doors.keys == {}
