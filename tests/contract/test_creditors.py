"""What any store of creditors' states and policies must do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from chalicelib.adapters.dynamo.creditors import DynamoCreditors
from chalicelib.adapters.dynamo.policies import DynamoPolicies
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.clause import Clause, LatePaymentTerms, TimesLegal
from chalicelib.domain.creditor_events import BankDataTold, ClosuresSet
from chalicelib.domain.creditor_state import Closure, CreditorState
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.history import broken_at
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.rate import Rate
from chalicelib.ports import Creditors, Policies
from tests.builders import CREDITOR, creditor
from tests.fakes import FixedClock
from tests.unit.test_policy_document import EXPECTED

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_state_that_nobody_put_is_the_one_by_default(creditors: Creditors) -> None:
    assert creditors.state("cre_1") == CreditorState()


def test_a_state_comes_back_as_it_was_put_and_for_its_creditor_alone(creditors: Creditors) -> None:
    pause = Hold(HoldKind.PAUSE, EVERYTHING, ON, "Claire", "congés", until=ON)
    state = CreditorState("gentle-1", ("consumer-1",), (Closure(ON, ON),), (pause,), ON)
    kept = creditors.commit_state("cre_1", state, [BankDataTold("Claire", ON)], AT)
    assert (creditors.state("cre_1"), creditors.state("cre_2")) == (state, CreditorState())
    creditors.commit_state("cre_1", replace(kept, pauses=()), [BankDataTold("Claire", ON)], AT)
    assert creditors.state("cre_1").pauses == ()


@pytest.mark.parametrize("clause", [None, Rate.percent("9.5"), TimesLegal(Decimal("3.5"))], ids=str)
def test_the_terms_of_sale_come_back_as_they_were_told(creditors: Creditors, clause: Clause | None) -> None:
    told = replace(creditor(), late_payment=LatePaymentTerms(clause))
    creditors.put(told)
    found = creditors.get(CREDITOR)
    assert found == told


def test_what_a_creditor_changed_is_seen_within_a_minute(creditors: Creditors) -> None:
    """By the functions that did not write it, however long they live."""
    if not isinstance(creditors, DynamoCreditors):
        pytest.skip("memory keeps nothing back")
    clock, state = FixedClock(), CreditorState()
    warm = DynamoCreditors(clock)
    for name in ("Before", "After", "After all"):
        creditors.put(replace(creditor(), name=name))
        pause = Hold(HoldKind.PAUSE, EVERYTHING, ON, "Claire", name)
        state = creditors.commit_state(CREDITOR, replace(state, pauses=(pause,)), [BankDataTold("Claire", ON)], AT)
        clock.advance(seconds=61)
        assert warm.get(CREDITOR).name == name
        assert [p.reason for p in warm.state(CREDITOR).pauses] == [name]


def test_a_change_stands_with_its_fact_in_the_history_of_its_creditor_alone(creditors: Creditors) -> None:
    first = creditors.commit_state("cre_1", CreditorState(bank_data_on=ON), [BankDataTold("Claire", ON)], AT)
    closed = replace(first, closures=(Closure(ON, ON),))
    second = creditors.commit_state("cre_1", closed, [ClosuresSet("Louis « é »", (f"{ON}/{ON}",))], AT)
    read = creditors.state("cre_1", anew=True)
    assert (read, read.version, read.last_hash) == (closed, 2, second.last_hash)
    history = creditors.history("cre_1")
    assert [(e.version, e.place, e.at, e.kind, e.data["by"]) for e in history] == [
        (1, 0, AT, "BankDataTold", "Claire"),
        (2, 0, AT, "ClosuresSet", "Louis « é »"),
    ]
    assert broken_at(history, read.last_hash, read.version) is None
    assert (creditors.history("cre_2"), creditors.state("cre_2").version) == ((), 0)


@pytest.mark.parametrize("known", [0, 1], ids=["the first", "a later one"])
def test_the_second_of_two_changes_from_one_state_is_refused_whole(creditors: Creditors, known: int) -> None:
    state = CreditorState()
    for _ in range(known):
        state = creditors.commit_state("cre_1", state, [BankDataTold("Claire", ON)], AT)
    creditors.commit_state("cre_1", replace(state, bank_data_on=ON), [BankDataTold("Claire", ON)], AT)
    with pytest.raises(CaseMoved):
        creditors.commit_state("cre_1", replace(state, policy="firm-1"), [BankDataTold("Louis", ON)], AT)
    read = creditors.state("cre_1")
    assert (read.policy, read.version, len(creditors.history("cre_1"))) == ("standard-1", known + 1, known + 1)


def own(**changes: object) -> Policy:
    return replace(EXPECTED, **changes)  # type: ignore[arg-type]


def test_a_policy_comes_back_as_it_was_put_and_for_its_creditor_alone(policies: Policies) -> None:
    policies.put("cre_1", own())
    assert policies.get("cre_1", "whole-3") == own()
    with pytest.raises(NotFound):
        policies.get("cre_2", "whole-3")


def test_a_policy_that_was_kept_before_a_rule_came_is_read_all_the_same(policies: Policies) -> None:
    """Else its creditor could not read one of its cases."""
    short = replace(own(), budget=replace(own().budget, opens=time(8, 10), closes=time(8, 50)))
    policies.put("cre_1", short)
    if isinstance(policies, DynamoPolicies):
        policies = DynamoPolicies()
    assert policies.get("cre_1", "whole-3") == short
    assert short in policies.all("cre_1")


def test_those_that_come_with_relance_are_everybodys(policies: Policies) -> None:
    assert policies.get("cre_1", "standard-1") == shipped()["standard-1"]
    assert policies.all("cre_1") == tuple(shipped().values())


def test_every_version_is_listed_by_name_and_number(policies: Policies) -> None:
    for version in (10, 9):
        policies.put("cre_1", own(name="standard", version=version))
    references = [p.reference for p in policies.all("cre_1")]
    assert references[-3:] == ["standard-1", "standard-9", "standard-10"]
    assert "standard-9" not in [p.reference for p in policies.all("cre_2")]


def test_a_version_is_put_once(policies: Policies) -> None:
    policies.put("cre_1", own())
    with pytest.raises(CaseMoved):
        policies.put("cre_1", own(why="other words"))
    assert policies.get("cre_1", "whole-3").why == own().why


@pytest.mark.parametrize("odd", ["standard-2", "standard", "standard-", "-1", "standard-²", "x" * 500 + "-1", "a#b-1"])
def test_a_policy_that_there_is_not_is_not_found(policies: Policies, odd: str) -> None:
    with pytest.raises(NotFound):
        policies.get("cre_1", odd)
