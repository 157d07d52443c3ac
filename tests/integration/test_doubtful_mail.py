"""A mail of which nobody will tell any more whether it went out: its creditor finds it in the worklist and says."""

from dataclasses import replace

from chalicelib.domain.case import CaseKey
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.send_entry import FROM_JOURNAL
from chalicelib.world import world
from tests.integration.conftest import Desk
from tests.integration.town import Town, an_invoice, problem, working_morning


def in_doubt(town: Town) -> tuple[str, str]:
    """The debtor's path and the reference of the mail."""
    town.upload(an_invoice(late=30))
    sent = working_morning(ago=10)
    town.run(sent)
    cases = world().cases
    debtor = town.get("/v1/invoices")["invoices"][0]["debtor_id"]
    case = cases.load(CaseKey(town.creditor.id, debtor))
    (step,) = case.steps
    lost = replace(step, state=StepState.UNKNOWN, ses_id=None, reason=FROM_JOURNAL)
    cases.commit(case, case.with_step(lost), [], sent)
    return f"/v1/debtors/{debtor}", step.reference


def code(town: Town) -> str:
    return str(town.shown("F-1")["why"]["code"])


def test_what_became_of_it_is_told_through_the_api(town: Town) -> None:
    debtor, reference = in_doubt(town)
    assert code(town) == "unconfirmed"
    path = f"{debtor}/letters/{reference}/checked"
    for body, field in (({"went_out": "no", "note": "x"}, "went_out"), ({"went_out": True, "note": " "}, "note")):
        answer = town.post(path, body)
        assert answer.status_code == 422, answer.json_body
        problem(answer)
        assert answer.json_body["errors"][0]["field"] == field
    told = town.post(path, {"went_out": True, "note": "the debtor has it", "by": "Claire"})
    assert told.status_code == 200, told.json_body
    assert code(town) != "unconfirmed"
    assert town.post(path, {"went_out": False, "note": "x"}).status_code == 404


def test_what_became_of_it_is_told_by_command(town: Town, desk: Desk) -> None:
    _, reference = in_doubt(town)
    (task,) = desk("worklist", "--json").json["tasks"]
    assert (task["kind"], task["letter"]) == ("check-mail", reference)
    told = desk("checked", reference, "--not-sent", "--note", "not in the list of the mail service")
    assert (told.code, told.out.startswith(f"reminder-1 {reference} (Garage Le Goff): did not go out")) == (0, True)
    again = desk("checked", reference, "--sent", "--note", "x")
    assert (again.code, f"no mail {reference} is in doubt" in again.err) == (1, True)
