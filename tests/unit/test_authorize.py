"""Lets a creditor's API key in; whatever is wrong with a key reads alike."""

import pytest

from chalicelib.domain.access import ApiKey, hash_of
from chalicelib.domain.errors import NotFound
from chalicelib.usecases.authorize import Authorize
from infra.memory.doors import MemoryDoors
from tests.builders import MORNING

KEYS = (ApiKey("kid1", hash_of("s3cret"), "cre_1", "", MORNING), ApiKey("kid2", hash_of("other"), "cre_2", "", MORNING))
AUTHORIZE = Authorize(MemoryDoors(keys={k.kid: k for k in KEYS}))


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("Bearer rl_live_kid1_s3cret", id="as documented"),
        pytest.param("bearer rl_live_kid1_s3cret", id="the scheme in lower case"),
        pytest.param("Bearer  rl_live_kid1_s3cret ", id="with blanks around"),
    ],
)
def test_the_creditor_of_a_good_key_comes_in(header: str) -> None:
    assert AUTHORIZE(header) == "cre_1"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="no header"),
        pytest.param("Bearer", id="no key"),
        pytest.param("Bearer ", id="an empty key"),
        pytest.param("rl_live_kid1_s3cret", id="no scheme"),
        pytest.param("Basic rl_live_kid1_s3cret", id="another scheme"),
        pytest.param("Bearer rl_live_kid9_s3cret", id="an unknown key"),
        pytest.param("Bearer rl_live_kid1_wrong", id="a wrong secret"),
        pytest.param("Bearer rl_live_kid2_s3cret", id="the secret of another key"),
        pytest.param("Bearer rl_live_kid1_", id="no secret"),
        pytest.param("Bearer rl_live_kid1", id="the public part alone"),
        pytest.param("Bearer rl_live__s3cret", id="the secret alone"),
        pytest.param(f"Bearer rl_live_kid1_{hash_of('s3cret')}", id="the stored hash instead of the secret"),
        pytest.param("Bearer rl_live_kid1_s3cretmore", id="a secret that goes on"),
        pytest.param("Bearer kid1_s3cret", id="without its prefix"),
        pytest.param("Bearer rl_live_kid1_é", id="letters that no key has"),
    ],
)
def test_every_other_header_is_refused_alike(header: str) -> None:
    with pytest.raises(NotFound, match=r"^no such key$"):
        AUTHORIZE(header)


def test_a_key_that_was_taken_back_is_refused_at_once() -> None:
    doors = MemoryDoors(keys={"kid1": KEYS[0]})
    authorize = Authorize(doors)
    assert authorize("Bearer rl_live_kid1_s3cret") == "cre_1"
    doors.keys.clear()
    with pytest.raises(NotFound):
        authorize("Bearer rl_live_kid1_s3cret")
