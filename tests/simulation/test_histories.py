"""Many debtors under faults of every kind, at three rates: no mail twice, none lost, nothing after it was told."""

import os

import pytest

from chalicelib.adapters.io import Site
from infra.simulation.life import Life
from infra.simulation.run import simulate

# Of each rate: some 215 steps a world. `make soak` lives 250,000, and 3,000,000 with WORLDS=4700, which takes a night.
WORLDS = int(os.environ.get("RELANCE_WORLDS", "400")) if os.environ.get("RELANCE_SOAK") else 12
PROTOCOL = {Site.CASES_COMMIT, Site.CASES_LOAD, Site.DOCUMENTS_PUT, Site.JOURNAL_BEGIN, Site.MAILER_SEND}


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.20])
def test_no_mail_goes_out_twice_and_none_is_lost(rate: float) -> None:
    covered: set[Site] = set()
    for seed in range(WORLDS):
        found = simulate(1000 * seed + int(rate * 100), rate)
        assert found.found.is_clean, (seed, found.found)
        assert found.broken > 100
        assert found.found.mails > 50
        covered |= found.covered
    assert covered >= PROTOCOL


def test_the_same_seed_is_the_same_history() -> None:
    one, other = simulate(7, 0.05, Life(10)), simulate(7, 0.05, Life(10))
    assert one == other
    assert one != simulate(8, 0.05, Life(10))
