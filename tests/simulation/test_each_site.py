"""Every site at which Relance asks something of AWS, broken in every way, once in a small life that comes there."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from chalicelib.adapters.io import Site
from infra.simulation.faults import Fault
from infra.simulation.life import Life
from infra.simulation.run import SITES, Simulated, simulate

LIVES, SEEDS = 20, range(200)


@dataclass(frozen=True)
class Place:
    """Where a site is asked something: a life, and the requests that fail in it in any case."""

    life: Life
    broken: tuple[tuple[Site, int, Fault], ...] = ()

    def lived(self, seed: int, *broken: tuple[Site, int, Fault]) -> Simulated:
        breaks = {(site, number): fault for site, number, fault in (*self.broken, *broken)}
        return simulate(seed, 0, self.life, breaks)


SHORT = Life(2, lives=timedelta(days=14), plans_every=timedelta(hours=3), restores=False, looks_up=False)
ORDINARY = Place(SHORT)
# The worker dies between its claim and the journal: whoever looks at it next seals the attempt.
DIES = Place(SHORT, tuple((Site.JOURNAL_BEGIN, n, Fault.CRASH_BEFORE) for n in range(3)))
# The letters cannot be kept for so long that messages end among the dead letters.
OUTAGE = Place(SHORT, tuple((Site.DOCUMENTS_PUT, n, Fault.REFUSED) for n in range(12)))
RESTORED = Place(replace(SHORT, lives=timedelta(days=20), restores=True))
# Nearly all comes back: the creditor is stopped, and where there are many of them, all are.
RETURNED = Place(replace(SHORT, debtors=10, creditors=1, bounces=99, lives=timedelta(days=9)))
SHORTER = replace(SHORT, lives=timedelta(days=5), plans_every=timedelta(hours=6))
ALL_RETURNED = Place(replace(SHORTER, debtors=12, creditors=6, bounces=99))
# Each sender's counts are turned over from time to time.
COUNTED = Place(replace(SHORT, half=2))
# No answer comes back for the first mails, and the mail service is asked what became of them.
IN_DOUBT = Place(replace(SHORT, looks_up=True), tuple((Site.MAILER_SEND, n, Fault.LOST_DONE) for n in range(3)))
LOOK_UP = (Site.LOOK_UP_KEPT, Site.LOOK_UP_ASK, Site.LOOK_UP_READ, Site.LOOK_UP_START, Site.LOOK_UP_KEEP)
PLACE_OF = {
    **dict.fromkeys(SITES, ORDINARY),
    Site.JOURNAL_SEAL: DIES,
    **dict.fromkeys((Site.FAILED_KEEP, Site.FAILED_FORGET, Site.QUEUES_AGAIN), OUTAGE),
    **dict.fromkeys((Site.JOURNAL_LIST, Site.JOURNAL_READ), RESTORED),
    **dict.fromkeys(LOOK_UP, IN_DOUBT),
    Site.OUTCOMES_TURN_OVER: COUNTED,
    Site.CREDITORS_HISTORY: RETURNED,
    **dict.fromkeys((Site.OUTCOMES_CLEAR, Site.CREDITORS_STOP_ALL), ALL_RETURNED),
}


@cache
def in_peace(place: Place, seed: int) -> Simulated:
    """With nothing broken but what belongs to it: how often each site is asked something."""
    return place.lived(seed)


@pytest.mark.parametrize("site", sorted(SITES))
def test_whatever_becomes_of_a_request_no_mail_goes_out_twice_and_none_is_lost(site: Site) -> None:
    where, lived = PLACE_OF[site], 0
    for seed in SEEDS:
        asked = in_peace(where, seed).asked[site]
        if not asked:
            # As its creditors are silent for long, or nobody pays: it proves nothing.
            continue
        chance, left = Random(seed), list(Fault)
        chance.shuffle(left)
        while left:
            # As many in one life as the site is asked something; one that comes to nothing, as what came before it
            # has changed all, has its turn in another.
            numbers = sorted(chance.sample(range(asked), min(asked, len(left))))
            broken = [(site, number, fault) for number, fault in zip(numbers, left, strict=False)]
            found = where.lived(seed, *broken)
            assert found.found.is_clean, (seed, broken, found.found)
            assert (site, left[0]) in found.met
            left = [fault for fault in left if (site, fault) not in found.met]
        lived += 1
        if lived == LIVES:
            return
    pytest.fail(f"{lived} lives come here, of {len(SEEDS)}")
