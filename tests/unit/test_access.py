"""Secrets are kept as hashes; doors close by themselves."""

import hashlib
from datetime import timedelta

from chalicelib.domain.access import LINK_LASTS, SESSION_IDLES, SESSION_LASTS, csrf_of, hash_of


def test_only_the_sha_256_of_a_secret_is_kept() -> None:
    assert hash_of("secret") == hashlib.sha256(b"secret").hexdigest()


def test_the_form_token_cannot_be_read_off_the_stored_hash_of_the_session() -> None:
    assert csrf_of("secret") != hash_of("secret")
    assert csrf_of("secret") == hash_of("form:secret")


def test_two_sessions_have_two_form_tokens() -> None:
    assert csrf_of("a") != csrf_of("b")


def test_a_link_outlives_the_longest_chase_and_little_more() -> None:
    assert timedelta(days=365) < LINK_LASTS <= timedelta(days=400)


def test_a_session_left_open_on_a_shared_machine_ends_soon_and_every_session_the_same_day() -> None:
    assert timedelta(0) < SESSION_IDLES <= timedelta(minutes=30)
    assert SESSION_IDLES < SESSION_LASTS <= timedelta(hours=12)
