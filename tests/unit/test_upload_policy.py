"""Which policy a debtor runs under when its invoices come in: by its segment, and its past."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.money import Money
from chalicelib.domain.segment import Segment
from chalicelib.usecases.choose_policy import ChoosePolicy
from tests.builders import CREDITOR, KEY, MONDAY, STANDARD, Office, days, payment, row
from tests.fakes import OwnPolicies

# Of segments with as many conditions the first by name is taken.
LATE = replace(STANDARD, name="behind", segment=Segment(average_days_late_at_least=10))
LARGE = replace(STANDARD, name="big", segment=Segment(owed_at_least=Money(50000)))
BUYERS = replace(STANDARD, name="buyers", segment=Segment(bought_at_least=Money(20000)))


@pytest.fixture
def office() -> Office:
    own = OwnPolicies()
    for policy in (LATE, LARGE, BUYERS):
        own.put(CREDITOR, policy)
    made = Office(policies=own)
    made.creditors.states[CREDITOR] = CreditorState(segments=(LATE.reference, LARGE.reference, BUYERS.reference))
    return made


def paid_late(office: Office, late: int) -> None:
    """An invoice of 100 EUR that came in, and was paid so many days after its due date."""
    office.upload(row("F-1", due=MONDAY))
    office.wake(MONDAY + days(late))
    office.pay(CREDITOR, office.case.invoices[0].id, payment(on=MONDAY + days(late)), "key_1")


def test_a_debtor_that_owes_much_comes_in_under_the_policy_of_its_segment(office: Office) -> None:
    office.upload(row("F-1", due=MONDAY, cents=30000), row("F-2", due=MONDAY, cents=20000, line=3))
    assert office.case.policy == "big-1"


def test_a_debtor_that_paid_late_comes_back_under_the_policy_for_such(office: Office) -> None:
    paid_late(office, 10)
    assert office.case.policy == "standard-1"
    office.upload(row("F-2", due=MONDAY + days(60)))
    assert office.case.policy == "behind-1"
    (chosen,) = [e.data for e in office.cases.history(KEY) if e.kind == "PolicyChosen"]
    assert (chosen["policy"], chosen["by"]) == ("behind-1", "creditor")


def test_a_debtor_that_paid_in_time_comes_back_as_it_was_and_by_what_it_bought(office: Office) -> None:
    paid_late(office, 9)
    office.upload(row("F-2", due=MONDAY + days(60), cents=9999))
    assert office.case.policy == "standard-1"
    other = Office(policies=office.policies, creditors=office.creditors)
    paid_late(other, 9)
    other.upload(row("F-2", due=MONDAY + days(60), cents=10000))
    assert other.case.policy == "buyers-1"


def test_a_chase_that_runs_goes_on_as_it_is(office: Office) -> None:
    office.upload(row("F-1", due=MONDAY))
    office.upload(row("F-2", due=MONDAY, cents=90000))
    assert office.case.policy == "standard-1"


def test_what_a_person_chose_stays_also_when_the_debtor_comes_back(office: Office) -> None:
    office.upload(row("F-1", due=MONDAY))
    ChoosePolicy(office.change)(KEY, "gentle-1", "creditor")
    office.wake(MONDAY + timedelta(days=20))
    office.pay(CREDITOR, office.case.invoices[0].id, payment(), "key_1")
    office.upload(row("F-2", due=MONDAY + days(60), cents=90000))
    assert office.case.policy == "gentle-1"


def test_the_past_is_not_read_where_no_segment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    paid_late(office, 20)
    monkeypatch.setattr(office.cases, "whole", None)
    office.upload(row("F-2", due=MONDAY + days(60)))
    assert office.case.policy == "standard-1"
