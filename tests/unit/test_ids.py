"""What nobody may guess: how much chance is in it."""

from base64 import b32decode

from chalicelib.adapters.ids import ALPHABET, SystemIds


def test_a_link_has_a_hundred_and_sixty_bits_and_so_has_the_secret_of_a_key() -> None:
    ids = SystemIds()
    assert len(b32decode(ids.token().upper())) * 8 == 160
    assert len(set(ALPHABET)) ** len(ids.secret()) > 2**160
    assert len({ids.token() for _ in range(1000)}) == len({ids.secret() for _ in range(1000)}) == 1000
