"""The protocol with one of its guards taken out, each in its turn: a harness that does not notice is blind."""

from collections.abc import Callable

import pytest

from infra.simulation.life import ORDINARY as ORDINARY_LIFE
from infra.simulation.life import Life
from infra.simulation.run import simulate
from tests.simulation import mutants_of_judging, mutants_of_sending
from tests.simulation.mutants_of_judging import (
    Patch,
    gives_up_at_once,
    hears_no_complaint,
    mails_whoever_complained,
    says_a_formal_notice_again,
    says_it_a_third_time,
    sends_on_whatever_comes_back,
    takes_a_later_attempt_back_to_a_claim_of_the_backup,
)
from tests.simulation.mutants_of_sending import begins_what_is_sealed, posts_again_where_no_answer_came

MUTANTS = [*mutants_of_sending.MUTANTS, *mutants_of_judging.MUTANTS]

# Where each is noticed first: another seed may do once the program or the world has changed, and is looked for then.
NOTICED_AT: dict[Callable[[Patch], None], int] = {
    mails_whoever_complained: 3,
    posts_again_where_no_answer_came: 2,
    begins_what_is_sealed: 11,
    hears_no_complaint: 3,
    gives_up_at_once: 7,
}
# A world in which it is met: how often a request meets a fault, and what lives there.
ORDINARY = (0.05, Life(25))
# Nobody is ever told of a mail.
DEAF = (0.2, Life(25, loss=1, looks_up=False))
# Of every fifth mail nobody is told for a while, or ever.
HARD_OF_HEARING = (0.2, Life(60, loss=0.2, looks_up=False))
WORLD_OF: dict[Callable[[Patch], None], tuple[float, Life]] = {
    # More than half of its mails come back, and a sender is stopped for far fewer.
    sends_on_whatever_comes_back: (0.05, Life(12, creditors=1, bounces=60)),
    says_a_formal_notice_again: DEAF,
    says_it_a_third_time: DEAF,
    gives_up_at_once: HARD_OF_HEARING,
    # A claim that came to nothing, the next that went out, and a table of between.
    takes_a_later_attempt_back_to_a_claim_of_the_backup: (0.2, ORDINARY_LIFE),
}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.replace("_", " "))
def test_the_harness_notices(mutant: Callable[[Patch], None], monkeypatch: Patch) -> None:
    mutant(monkeypatch)
    first, (rate, life) = NOTICED_AT.get(mutant, 0), WORLD_OF.get(mutant, ORDINARY)
    for seed in (first, *(s for s in range(24) if s != first)):
        if not simulate(seed, rate, life).found.is_clean:
            return
    pytest.fail("nobody noticed")


def test_where_nobody_is_told_of_a_mail_a_reminder_is_said_again_once_and_a_formal_notice_never() -> None:
    found = [simulate(seed, *DEAF).found for seed in range(2)]
    assert all(f.is_clean for f in found), [f.wrong for f in found]
    assert sum(f.said_twice for f in found) > 3


def test_with_the_clients_own_retries_mails_go_out_twice(monkeypatch: Patch) -> None:
    """The canary: a harness that counts no duplicates here counts none anywhere."""
    posts_again_where_no_answer_came(monkeypatch)
    first = NOTICED_AT[posts_again_where_no_answer_came]
    assert any(simulate(seed, 0.05, Life(25)).found.duplicates for seed in (first, *range(12)))
