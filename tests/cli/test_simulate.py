"""`relance simulate`: what it counted, and the same again for the same seed."""

import pytest

from tests.cli.conftest import Relance


def test_a_simulation_says_what_it_counted_and_the_same_seed_says_the_same(relance: Relance) -> None:
    once, again = (relance("simulate", "--seed", "3", "--steps", "150", "--faults", "0.05", "--json") for _ in range(2))
    assert (once.code, once.json) == (0, again.json)
    assert once.json["steps"] >= 150
    assert once.json["requests"] > once.json["faults"] > 100
    assert (once.json["duplicates"], once.json["lost"], once.json["wrong"]) == (0, 0, [])
    assert 10 <= once.json["sites_covered"] <= once.json["sites_total"]
    other = relance("simulate", "--seed", "4", "--steps", "150", "--faults", "0.05", "--json")
    assert other.json["mails"] != once.json["mails"]


def test_a_simulation_is_told_in_a_line(relance: Relance) -> None:
    told = relance("simulate", "--steps", "1", "--faults", "0")
    assert (told.code, " 0 sent twice, 0 lost, " in told.out) == (0, True)


@pytest.mark.parametrize("wrong", [("--faults", "0.6"), ("--steps", "0"), ("--seed", "-1")])
def test_what_cannot_be_simulated_is_refused(relance: Relance, wrong: tuple[str, str]) -> None:
    assert relance("simulate", *wrong).code == 2
