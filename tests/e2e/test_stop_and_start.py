"""The stack stopped and started again: what was done is kept, no mail goes out twice."""

from chalicelib.domain.lifecycle import StepState
from tests.e2e.accounts import Account, invoice
from tests.e2e.conftest import Local


def test_a_stop_and_a_start_keep_everything_and_send_nothing(account: Account, local: Local) -> None:
    account.upload(invoice("F-1", "Alpha"), invoice("F-2", "Beta"))
    account.plan()
    listed, sent = account.call("GET", "/invoices"), [mail.key for mail in local.mails()]
    local.restart()
    assert account.stack == local.stack
    account.plan()
    assert account.call("GET", "/invoices") == listed
    assert [mail.key for mail in local.mails()] == sent
    assert [s.state for s in account.case("Alpha").steps] == [StepState.DELIVERED]
    assert account.pay("F-1", 25000, "VIR-1")[0] == 201


def test_no_planner_of_today_comes_between_the_days_of_these_tests(local: Local) -> None:
    """The stack has its schedule, as on AWS; here each run is made by hand."""
    (planner,) = (r for r in local.stack.client("events").list_rules()["Rules"] if "ScheduleExpression" in r)
    assert planner["State"] == "DISABLED"
