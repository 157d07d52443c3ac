"""The suppression lists in memory and in the tables: what one case learns of an address, no other claims a mail to."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adapters.dynamo.suppressions import DynamoSuppressions
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import AddressSuppressed, CaseMoved
from chalicelib.domain.suppression import SuppressedFor, Suppression
from chalicelib.ports import Cases, Suppressions
from tests.contract.stored import AT, KEY, invoice, paid, stored
from tests.fakes import MemoryCases

DAY = date(2026, 11, 23)
BOUNCED = Suppression("cre_1", "Compta@Garage.test", SuppressedFor.BOUNCE, DAY)
COMPLAINED = replace(BOUNCED, reason=SuppressedFor.COMPLAINT, since=date(2026, 11, 24))


@pytest.fixture
def suppressions(cases: Cases) -> Suppressions:
    return cases.suppressions if isinstance(cases, MemoryCases) else DynamoSuppressions()


def learned(cases: Cases, *listed: Suppression, key: CaseKey = KEY) -> Case:
    """A case that has told the list of each of these in turn."""
    case = stored(cases, invoice(f"of-{key.debtor_id}"), key=key)
    for one in listed:
        case = cases.commit(case, case, [], AT, also=[one])
    return case


@pytest.mark.parametrize("written", ["Compta@Garage.test", "compta@garage.TEST"])
def test_nothing_is_claimed_for_an_address_that_another_case_has_told_of(cases: Cases, written: str) -> None:
    learned(cases, BOUNCED)
    other = stored(cases, invoice("b"), key=CaseKey("cre_1", "dbt_2"))
    with pytest.raises(AddressSuppressed):
        cases.commit(other, paid(other, "inv_b", 100), [], AT, to=written)
    assert cases.load(other.key) == other, "and nothing of it is written"
    assert cases.commit(other, other, [], AT, to="autre@garage.test").version == other.version + 1


def test_the_list_of_one_creditor_is_not_that_of_another(cases: Cases, suppressions: Suppressions) -> None:
    learned(cases, BOUNCED)
    other = stored(cases, invoice("b"), key=CaseKey("cre_2", "dbt_1"))
    cases.commit(other, other, [], AT, to=BOUNCED.email)
    assert suppressions.list("cre_2", limit=9).addresses == ()


def test_whoever_came_second_is_told_so_and_not_that_the_address_is_listed(cases: Cases) -> None:
    """It has another case to decide on: its address may be another one, too."""
    case = learned(cases, BOUNCED)
    cases.commit(case, paid(case, "inv_of-dbt_1", 100), [], AT)
    with pytest.raises(CaseMoved):
        cases.commit(case, paid(case, "inv_of-dbt_1", 200), [], AT, to=BOUNCED.email)


def test_what_is_not_written_puts_nothing_on_the_list(cases: Cases, suppressions: Suppressions) -> None:
    case = stored(cases, invoice("a"))
    cases.commit(case, case, [], AT)
    with pytest.raises(CaseMoved):
        cases.commit(case, case, [], AT, also=[BOUNCED])
    assert suppressions.list("cre_1", limit=9).addresses == ()


@pytest.mark.parametrize("told", [(BOUNCED, COMPLAINED), (COMPLAINED, BOUNCED)], ids=["in order", "the bounce late"])
def test_a_complaint_stays_on_the_list(cases: Cases, suppressions: Suppressions, told: tuple[Suppression, ...]) -> None:
    learned(cases, *told)
    suppressions.lift("cre_1", BOUNCED.email)
    assert suppressions.list("cre_1", limit=9).addresses == (COMPLAINED,)


def test_what_bounced_is_lifted_however_it_is_written(cases: Cases, suppressions: Suppressions) -> None:
    case = learned(cases, BOUNCED)
    suppressions.lift("cre_1", "COMPTA@garage.test")
    suppressions.lift("cre_1", "nobody@garage.test")
    assert suppressions.list("cre_1", limit=9).addresses == ()
    cases.commit(case, case, [], AT, to=BOUNCED.email)


def test_the_list_is_read_page_by_page(cases: Cases, suppressions: Suppressions) -> None:
    listed = [replace(BOUNCED, email=f"m{n}@garage.test") for n in range(5)]
    learned(cases, *listed)
    found, cursor = list[Suppression](), None
    for left in (2, 1, 0):
        page = suppressions.list("cre_1", limit=2, cursor=cursor)
        found += page.addresses
        cursor = page.cursor
        assert (cursor is None) is (left == 0)
        assert "garage" not in (cursor or "")
    assert sorted(s.email for s in found) == [s.email for s in listed]
