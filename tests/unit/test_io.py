"""The door to AWS: what is asked through it, who stands in it, and that it is empty again afterwards."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.adapters import io
from chalicelib.adapters.io import Site

GET, PUT = Site.DOCUMENTS_GET, Site.DOCUMENTS_PUT


def test_a_request_is_made_with_what_it_was_given_and_its_site_is_known_while_it_is() -> None:
    def ask(*given: int, **named: int) -> tuple[object, ...]:
        return given, named, io.site()

    assert io.call(GET, ask, 1, site=2) == ((1,), {"site": 2}, GET)
    assert io.site() is None


def test_of_pages_each_step_is_a_request() -> None:
    asked = list[Site]()

    def counts(site: Site, ask: Callable[[], Any]) -> Any:
        asked.append(site)
        return ask()

    with io.kept_by(counts):
        assert list(io.each(GET, (io.site() for _ in range(3)))) == [GET, GET, GET]
    assert asked == [GET] * 4
    list(io.each(GET, [1]))
    assert len(asked) == 4


def test_whoever_stands_in_the_door_may_answer_and_is_gone_after_an_error() -> None:
    def refuses(site: Site, ask: Callable[[], Any]) -> Any:
        raise TimeoutError(site)

    with io.kept_by(refuses), pytest.raises(TimeoutError, match=r"documents\.put"):
        io.call(PUT, print)
    assert (io.call(PUT, lambda: 7), io.site()) == (7, None)


def test_a_request_within_a_request_has_its_own_site() -> None:
    def outer() -> tuple[Site | None, Site | None]:
        return io.call(PUT, io.site), io.site()

    assert io.call(GET, outer) == (PUT, GET)
