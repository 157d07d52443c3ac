"""The mails of a case stand in one thread of their reader's mail program."""

from dataclasses import replace

from chalicelib.domain.lifecycle import StepMove
from tests.builders import MONDAY, Office, case, days, invoice


def test_each_reminder_follows_those_before_it_to_the_same_address() -> None:
    office = Office()
    office.keep(case(invoice(due=MONDAY - days(3))))
    office.send(office.planned())
    for _ in range(16):
        office.told(office.case.steps[-1], StepMove.DELIVER)
        office.wake(office.today + days(1))
        office.run()
    first, second, *_ = office.mailer.mails
    assert (first.follows, second.follows) == ((), ("ses-1",))


def test_a_mail_to_another_address_begins_a_thread_of_its_own() -> None:
    """Who reads there has none of those before it."""
    office = Office()
    office.keep(case(invoice(due=MONDAY - days(3))))
    office.send(office.planned())
    office.told(office.case.steps[-1], StepMove.BOUNCE)
    moved = replace(office.case.debtor, email="new@garage.test")
    office.cases.commit(office.case, replace(office.case, debtor=moved), [], office.clock.at)
    office.wake(MONDAY + days(1))
    office.send(office.planned())
    assert [(mail.to, mail.follows) for mail in office.mailer.mails][1:] == [("new@garage.test", ())]
