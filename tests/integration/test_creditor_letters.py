"""The letters that went out in the creditor's name, and those that wait for its printer, through the API."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

import app as switchboard
from chalicelib.domain.lifecycle import StepState
from chalicelib.world import world
from infra.local.mail_file import read_mail
from infra.local.ses_double import SesDouble
from tests.builders import creditor
from tests.integration.town import Town, a_debtor, a_key, an_invoice, case_of, gateway_event, problem, working_morning

NEVER_WENT = (
    StepState.PLANNED,
    StepState.RENDERED,
    StepState.CLAIMED,
    StepState.HELD,
    StepState.FAILED,
    StepState.CANCELLED,
    StepState.WITHDRAWN,
)
ROUTE = "/v1/invoices/{invoice_id}/letters/{reference}"


@pytest.fixture
def on_paper(town: Town) -> Town:
    """A reminder to a debtor without e-mail: nobody sends it, so somebody must print it."""
    town.upload(an_invoice(debtor=a_debtor(email=None)))
    town.run(working_morning())
    return town


def test_a_letter_to_print_is_listed_and_fetched(on_paper: Town) -> None:
    shown = on_paper.shown("F-1")
    (letter,) = shown["letters"]
    assert (letter["level"], letter["state"], letter["by_mail"]) == ("reminder-1", "unposted", False)
    assert letter["on"] == working_morning().date().isoformat()
    answer = on_paper.call("GET", letter["url"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert "F-1" in PdfReader(BytesIO(answer.body)).pages[0].extract_text()
    assert letter["reference"] in answer.headers["Content-Disposition"]


def test_a_letter_that_went_by_mail_is_the_one_its_debtor_has(town: Town, ses: SesDouble) -> None:
    town.upload(an_invoice())
    town.run(working_morning())
    (letter,) = town.shown("F-1")["letters"]
    assert (letter["by_mail"], letter["state"]) == (True, "accepted")
    mail = read_mail(next(ses.store.folder.glob("*.eml")).read_bytes())
    assert [a.content for a in mail.attachments] == [town.call("GET", letter["url"]).body]


def standing(town: Town, state: StepState) -> str:
    """Puts the step that was sent into a state; where its letter would be fetched."""
    case = world().cases.load(case_of(town))
    (step,) = case.steps
    world().cases.commit(case, case.with_step(replace(step, state=state)), (), working_morning())
    return f"/v1/invoices/{town.shown('F-1')['id']}/letters/{step.reference}"


def test_a_letter_that_never_went_out_is_neither_listed_nor_fetched(town: Town, ses: SesDouble) -> None:
    town.upload(an_invoice())
    town.run(working_morning())
    for state in NEVER_WENT:
        url = standing(town, state)
        assert town.shown("F-1")["letters"] == [], state
        assert town.call("GET", url).status_code == 404, state
    for state in set(StepState) - set(NEVER_WENT):
        url = standing(town, state)
        assert [(a["url"], a["state"]) for a in town.shown("F-1")["letters"]] == [(url, state)]
        assert town.call("GET", url).status_code == 200, state


@pytest.mark.parametrize(("mailbox", "state"), [("reject", "held"), ("throttle", "planned")])
def test_a_letter_that_the_mail_service_refused_is_not_shown_as_one_that_went_out(
    town: Town, ses: SesDouble, mailbox: str, state: str
) -> None:
    town.upload(an_invoice(debtor=a_debtor(email=f"{mailbox}@legoff.example")))
    town.run(working_morning())
    shown = town.shown("F-1")
    assert (shown["history"][-1]["data"]["state"], shown["letters"]) == (state, [])


def test_an_invoice_nobody_wrote_about_has_no_letter(town: Town) -> None:
    town.upload(an_invoice(late=-60))
    assert town.shown("F-1")["letters"] == []


def test_api_gateway_hands_the_letter_over_as_bytes(on_paper: Town) -> None:
    url = on_paper.shown("F-1")["letters"][0]["url"]
    answer = switchboard.app(gateway_event("GET", ROUTE, url, b"", on_paper.creditor.id), None)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)


def test_what_is_not_there_and_what_is_another_creditors_read_alike(on_paper: Town) -> None:
    on_paper.upload(an_invoice("F-2", late=-60, debtor=a_debtor("Autre")))
    shown = on_paper.shown("F-1")
    url, reference = shown["letters"][0]["url"], shown["letters"][0]["reference"]
    other = on_paper.shown("F-2")["id"]
    tried = [
        f"/v1/invoices/{shown['id']}/letters/AAAA-AAAA",
        f"/v1/invoices/{shown['id']}/letters/{'A' * 500}",
        f"/v1/invoices/{other}/letters/{reference}",
        f"/v1/invoices/inv_{'0' * 20}/letters/{reference}",
        f"/v1/invoices/nothing/letters/{reference}",
        f"/v1/invoices/inv_{'0' * 3000}/letters/{reference}",
    ]
    answers = [on_paper.call("GET", path) for path in tried]
    world().creditors.put(creditor(id="cre-2"))
    foreign = replace(on_paper, creditor=creditor(id="cre-2"), key=a_key("cre-2")).call("GET", url)
    for answer in (*answers, foreign):
        assert answer.status_code == 404
        problem(answer)
    assert foreign.body == on_paper.call("GET", f"/v1/invoices/inv_{'0' * 20}/letters/{reference}").body
