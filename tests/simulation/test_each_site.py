"""Every site at which Relance asks something of AWS on the way of a mail, broken in every way, once in a small life."""

from datetime import timedelta
from functools import cache
from random import Random

import pytest

from chalicelib.adapters.io import Site
from infra.simulation.faults import Fault
from infra.simulation.run import Simulated, simulate

DAYS, DEBTORS = timedelta(days=14), 2
LIVES = 20
ON_THE_WAY = {
    Site.CASES_DUE,
    Site.QUEUES_ASSESS,
    Site.CASES_LOAD,
    Site.CREDITORS_GET,
    Site.CREDITORS_STATE,
    Site.CREDITORS_ALL_STOPPED,
    Site.POLICIES_GET,
    Site.CASES_COMMIT,
    Site.QUEUES_SEND,
    Site.DOCUMENTS_PUT,
    Site.JOURNAL_BEGIN,
    Site.MAILER_SEND,
}


@cache
def in_peace(seed: int) -> Simulated:
    """A life in which nothing is broken: how often each site is asked something."""
    return simulate(seed, DEBTORS, 0, lives=DAYS, restores=False)


@pytest.mark.parametrize("site", sorted(ON_THE_WAY))
def test_whatever_becomes_of_a_request_no_mail_goes_out_twice_and_none_is_lost(site: Site) -> None:
    lives = 0
    for seed in range(60):
        if lives == LIVES:
            break
        asked = in_peace(seed).asked[site]
        if not asked:
            # A life that never comes here, as its creditors are silent for long, proves nothing.
            continue
        lives += 1
        place = Random(seed).randrange(asked)
        for fault in Fault:
            found = simulate(seed, DEBTORS, 0, at=(site, place, fault), lives=DAYS, restores=False)
            assert found.broken == 1
            assert found.found.is_clean, (seed, place, fault, found.found)
    assert lives == LIVES


@pytest.mark.parametrize("site", [Site.JOURNAL_SEAL, Site.JOURNAL_LIST, Site.JOURNAL_READ, Site.CASES_FIND])
def test_so_it_is_where_something_was_broken_before(site: Site) -> None:
    """Only who finds a claim, or comes from a backup, asks here: among other faults, and one in ten of its own."""
    met = 0
    for seed in range(LIVES):
        found = simulate(seed, 6, 0.02, lives=timedelta(days=40))
        met += site in found.asked
        assert found.found.is_clean, (seed, found.found)
    assert met
