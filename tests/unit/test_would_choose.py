"""Who would run under a policy of a name that a creditor has taken for its own, for a segment, or for both."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.creditor_events import PoliciesChosen
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.segment import Segment
from tests.builders import CREDITOR, MONDAY, UNATTENDED, Office, case, debtor, invoice
from tests.fakes import OwnPolicies

CONSUMERS = Segment(kinds=frozenset({DebtorKind.CONSUMER}))
OWN = replace(UNATTENDED, name="own", segment=CONSUMERS)
FOR_ALL = replace(UNATTENDED, name="for-all", segment=Segment())


def whom(usual: Policy, *segments: Policy) -> set[str]:
    """The kinds of debtor, each owing 100.00, that the second version of OWN would be for."""
    told, taken = Office(policies=OwnPolicies()), tuple(p.reference for p in segments)
    for policy in {p.reference: p for p in (usual, *segments)}.values():
        told.policies.put(CREDITOR, policy)
    told.creditors.commit_state(
        CREDITOR,
        CreditorState(usual.reference, taken),
        [PoliciesChosen("Claire", usual.reference, taken)],
        told.clock.at,
    )
    owed, newer = invoice(due=date(2026, 10, 1)), replace(OWN, version=2)
    return {
        kind
        for kind in (DebtorKind.CONSUMER, DebtorKind.TRADER)
        if told.judge.would_choose(newer, case(owed, debtor=debtor(kind=kind)), MONDAY)
    }


@pytest.mark.parametrize(
    ("segments", "whom_it_is_for"),
    [
        pytest.param((OWN,), {"consumer", "trader"}, id="its segment, and all others as the usual one"),
        pytest.param((OWN, FOR_ALL), {"consumer"}, id="another segment takes the others"),
        pytest.param((FOR_ALL,), set(), id="it is no segment, and another takes all"),
        pytest.param((), {"consumer", "trader"}, id="the usual one alone, whomever it is for"),
    ],
)
def test_a_creditors_usual_policy_is_for_a_segment_too_only_where_it_was_taken_for_one(
    segments: tuple[Policy, ...], whom_it_is_for: set[str]
) -> None:
    assert whom(OWN, *segments) == whom_it_is_for
