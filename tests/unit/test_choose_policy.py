"""A policy is chosen for a debtor or an invoice by name, and the choice is taken back."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.segment import Segment
from chalicelib.usecases.choose_policy import ChoosePolicy
from chalicelib.usecases.steer_creditor import SteerCreditor
from tests.builders import CREDITOR, KEY, MONDAY, STANDARD, Office, case, days, debtor, invoice, payment
from tests.fakes import OwnPolicies

LATE = invoice(due=MONDAY - days(3))


def office(kind: DebtorKind = DebtorKind.TRADER) -> Office:
    made = Office(policies=OwnPolicies())
    made.keep(case(LATE, debtor=debtor(kind=kind)))
    return made


def choose(of: Office, policy: str | None, invoice_id: str = "") -> None:
    ChoosePolicy(of.change)(KEY, policy, "Claire", invoice_id)


def facts(of: Office) -> list[tuple[str, str]]:
    return [(e.data["policy"], e.data["before"]) for e in of.cases.history(KEY) if e.kind == "PolicyChosen"]


@pytest.mark.parametrize(("kind", "usual"), [(DebtorKind.TRADER, "standard-1"), (DebtorKind.CONSUMER, "consumer-1")])
def test_the_choice_of_a_debtor_is_taken_back_for_what_is_usual_for_it(kind: DebtorKind, usual: str) -> None:
    told = office(kind)
    choose(told, "firm-1")
    assert (told.case.policy, told.case.is_policy_chosen) == ("firm-1", True)
    for _ in range(2):
        choose(told, None)
    assert (told.case.policy, told.case.is_policy_chosen) == (usual, False)
    assert facts(told) == [("firm-1", "standard-1"), (usual, "firm-1")]


def test_the_choice_of_an_invoice_is_taken_back_for_what_its_debtor_has() -> None:
    told = office()
    choose(told, "gentle-1", LATE.id)
    assert told.case.invoices[0].policy == "gentle-1"
    for _ in range(2):
        choose(told, None, LATE.id)
    assert told.case.invoices[0].policy is None
    assert facts(told) == [("gentle-1", "standard-1"), ("standard-1", "gentle-1")]
    choose(told, "firm-1")
    assert replace(told.case.invoices[0], policy=None) == told.case.invoices[0]


@pytest.mark.parametrize("invoice_id", ["", LATE.id])
def test_a_version_is_chosen_by_its_one_name(invoice_id: str) -> None:
    """As the table is, which reads a number however it is written: cases of before may have it so."""

    class Lenient(OwnPolicies):
        def get(self, creditor_id: str, reference: str) -> Policy:
            return super().get(creditor_id, reference.replace("-0", "-"))

    told = office()
    told.policies = Lenient()
    with pytest.raises(Invalid, match="no policy gentle-01: it is called gentle-1"):
        choose(told, "gentle-01", invoice_id)
    with pytest.raises(Invalid, match="it is called gentle-1"):
        SteerCreditor(told.creditors, told.policies, told.clock).choose(CREDITOR, "gentle-01")
    assert told.judge.policy_of(replace(told.case, policy="gentle-01")).name == "gentle"


@pytest.mark.parametrize("policy", ["standard-01", "firm", "nope-1", ""])
def test_only_the_name_of_a_policy_is_one(policy: str) -> None:
    told = office()
    for invoice_id in ("", LATE.id):
        with pytest.raises(Invalid, match="GET /v1/policies lists them"):
            choose(told, policy, invoice_id)
    assert facts(told) == []


def test_what_is_usual_for_a_debtor_follows_from_all_that_it_ever_paid() -> None:
    """Also where its segment is about how late it pays, and what it paid late is closed."""
    told = Office(policies=OwnPolicies())
    late = Segment(average_days_late_at_least=20)
    told.policies.put(CREDITOR, replace(STANDARD, name="slow", version=1, segment=late))
    SteerCreditor(told.creditors, told.policies, told.clock).choose(CREDITOR, "standard-1", ("slow-1",))
    paid = invoice("F-0", due=MONDAY - days(60)).book(payment(10000, on=MONDAY - days(20)))
    told.keep(case(paid, LATE))
    choose(told, "firm-1")
    choose(told, None)
    assert told.case.policy == "slow-1"
