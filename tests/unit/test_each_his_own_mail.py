"""Two debtors of one creditor and one of another are written to on one morning: each has its own letter."""

from dataclasses import replace

from chalicelib.domain.access import hash_of
from chalicelib.domain.case import CaseKey
from chalicelib.ports import StepKey
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, creditor, days, debtor, invoice

OTHER = "cre_other"
KEYS = (KEY, CaseKey(CREDITOR, "dbt_second"), CaseKey(OTHER, "dbt_third"))


def office_of_three() -> Office:
    office = Office()
    office.creditors.put(replace(creditor(), id=OTHER, name="Autre SARL", email="compta@autre.example"))
    for n, key in enumerate(KEYS):
        who = debtor(id=key.debtor_id, name=f"Debtor {n}", email=f"d{n}@debtor.example")
        late = invoice(f"F-{n}", due=MONDAY - days(3), id=f"inv_{n}")
        office.keep(replace(case(late, debtor=who), key=key))
    return office


def sent(office: Office) -> None:
    for key in KEYS:
        step = office.look(key)
        assert isinstance(step, StepKey)
        office.send(step)


def test_the_link_in_a_mail_opens_the_account_of_whom_it_was_sent_to() -> None:
    office = office_of_three()
    sent(office)
    opened = {}
    for mail in office.mailer.mails:
        (token,) = {part.split()[0].rstrip('">') for part in mail.words.text.split("#k=")[1:]}
        link = office.doors.links[hash_of(token)]
        opened[mail.to] = (link.key, link.email)
    assert opened == {f"d{n}@debtor.example": (key, f"d{n}@debtor.example") for n, key in enumerate(KEYS)}


def test_each_mail_is_in_the_name_of_its_own_creditor_and_answers_go_there() -> None:
    office = office_of_three()
    sent(office)
    ours, other = (creditor().name, creditor().email), ("Autre SARL", "compta@autre.example")
    assert [(mail.sender_name, mail.reply_to) for mail in office.mailer.mails] == [ours, ours, other]


def test_each_mail_speaks_of_its_own_invoice_alone() -> None:
    office = office_of_three()
    sent(office)
    for n, mail in enumerate(office.mailer.mails):
        (letter,) = (a.content.decode() for a in mail.attachments)
        assert [f"'F-{other}'" in letter for other in range(3)] == [other == n for other in range(3)]
