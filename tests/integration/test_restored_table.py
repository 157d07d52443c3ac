"""A table that comes back from a backup has forgotten what went out since: the journal has not."""

from pathlib import Path

import pytest

from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.send_entry import FROM_JOURNAL
from chalicelib.world import world
from infra.local.ses_double import SesDouble
from tests.integration.town import Town, an_invoice, case_of, restore, table_as_it_is, working_morning


def mails(ses: SesDouble) -> list[Path]:
    return list(ses.store.folder.glob("*.eml"))


@pytest.mark.parametrize("sent_days_ago", [7, 0], ids=["on a later day", "on the same day"])
def test_what_went_out_since_the_backup_is_not_sent_again(
    town: Town, ses: SesDouble, monkeypatch: pytest.MonkeyPatch, sent_days_ago: int
) -> None:
    town.upload(an_invoice(late=20))
    backup = table_as_it_is()
    town.run(working_morning(ago=sent_days_ago))
    assert len(mails(ses)) == 1
    restore(backup, monkeypatch)
    town.run(working_morning())
    assert len(mails(ses)) == 1
    steps = world().cases.load(case_of(town, "F-1")).steps
    assert [s.reason for s in steps if s.state is StepState.UNKNOWN] == [FROM_JOURNAL]
    assert town.shown("F-1")["why"]["code"] == "unconfirmed"
    (task,) = town.get("/v1/worklist")["tasks"]
    assert task["kind"] == "check-mail"


def test_a_restored_table_goes_on_with_whom_it_has_not_written_to(
    town: Town, ses: SesDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.upload(an_invoice())
    restore(table_as_it_is(), monkeypatch)
    town.run(working_morning())
    assert len(mails(ses)) == 1
    assert world().cases.load(case_of(town, "F-1")).epoch == 1


def test_what_a_person_answers_before_anybody_has_looked_is_of_the_mail_that_went_out(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.upload(an_invoice())
    backup = table_as_it_is()
    town.run(working_morning())
    (sent,) = world().cases.load(key := case_of(town, "F-1")).steps
    restore(backup, monkeypatch)
    assert not world().cases.load(key).steps
    path = f"/v1/debtors/{key.debtor_id}/letters/{sent.reference}/checked"
    told = town.post(path, {"went_out": True, "note": "the debtor has it"})
    assert told.status_code == 200, told.body
    case = world().cases.load(key)
    assert ([s.state for s in case.steps], case.epoch) == ([StepState.ACCEPTED], 1)
