"""What any store of cases must know of the debtors that a creditor has."""

from dataclasses import replace

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.events import PortalOpened
from chalicelib.ports import Cases
from tests.contract.stored import AT, DEBTOR, invoice, paid, stored


def test_every_case_of_a_creditor_is_listed_by_its_debtor_with_invoices_or_without(cases: Cases) -> None:
    for creditor, debtor in (("cre_1", "dbt_10"), ("cre_1", "dbt_1"), ("cre_1", "dbt_2"), ("cre_2", "dbt_3")):
        new = Case(CaseKey(creditor, debtor), replace(DEBTOR, id=debtor))
        cases.commit(new, new, [PortalOpened("debtor")], AT)
    paid_up = stored(cases, invoice("a"), key=CaseKey("cre_1", "dbt_4"))
    cases.commit(paid_up, paid(paid_up, "inv_a", 128450), [], AT)
    first = cases.debtors("cre_1", limit=2)
    assert [k.debtor_id for k in first.cases] == ["dbt_1", "dbt_10"]
    rest = cases.debtors("cre_1", limit=2, cursor=first.cursor)
    assert (rest.cases, rest.cursor) == ((CaseKey("cre_1", "dbt_2"), CaseKey("cre_1", "dbt_4")), None)
    assert cases.debtors("cre_9", limit=2).cases == ()
