"""What a debtor says has its reply: asked for or not, it goes out as mail with its letter, once, and is shown."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage as Message
from io import BytesIO

from pypdf import PdfReader

from chalicelib.domain.level import REPLIED_TO
from chalicelib.world import world
from infra.local.ses_double import SesDouble
from tests.integration.town import Town, day, working_morning


def until_all_is_out(town: Town, ses: SesDouble) -> list[Message]:
    """All that goes out by the next morning of work, by subject."""
    for _ in range(4):
        town.run(working_morning(ago=-1))
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in ses.store.folder.glob("*.eml")]
    return sorted(read, key=lambda one: str(one["Subject"]))


def subjects(mails: list[Message]) -> list[str]:
    return [str(mail["Subject"]).split(" – ")[0] for mail in mails]


def test_a_promise_a_plan_and_a_contest_are_confirmed_by_mail_and_an_answer_says_why(
    chase: tuple[Town, str, str], ses: SesDouble
) -> None:
    town, debtor, first = chase
    world().creditors.put(replace(town.creditor, replies=REPLIED_TO))
    second = str(town.shown("F-2")["id"])
    town.post(f"{debtor}/promises", {"invoice_ids": [first], "on": day(5), "by": "debtor"})
    halves = [{"on": day(10), "amount_cents": 2500}, {"on": day(40), "amount_cents": 2500}]
    town.post(f"{debtor}/plans", {"invoice_ids": [second], "instalments": halves})
    assert subjects(until_all_is_out(town, ses)) == ["Votre engagement de régler", "Votre échéancier"]
    letters = town.get(f"/v1/invoices/{second}")["letters"]
    (plan,) = (one for one in letters if one["level"] == "plan")
    answer = town.call("GET", f"/v1/invoices/{second}/letters/{plan['reference']}")
    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.body)).pages]
    assert len(pages) == 3
    assert "Reconnaissance de dette" in pages[1]


def test_an_answer_to_a_contest_is_read_before_it_is_taken_down(chase: tuple[Town, str, str], ses: SesDouble) -> None:
    town, debtor, first = chase
    town.post(f"{debtor}/holds", {"kind": "dispute", "invoice_id": first, "reason": "montant"})
    said = {"invoice_id": first, "is_upheld": False, "words": ["Nous ferons saisir vos meubles."]}
    refused = town.post(f"{debtor}/disputes/answer", said)
    assert (refused.status_code, refused.json_body["errors"][0]["field"]) == (422, "words")
    assert "seiz" in str(refused.json_body)
    told = town.post(f"{debtor}/disputes/answer", {**said, "words": ["Voici le bon signé le 3."], "by": "Claire"})
    assert told.status_code == 201
    assert town.post(f"{debtor}/disputes/answer", said).status_code == 404
    mails = {s: mail for mail in until_all_is_out(town, ses) if (s := subjects([mail])[0])}
    answer = mails["Réponse à votre contestation de la facture F-1"]
    body = answer.get_body(("plain",))
    assert body
    assert "Voici le bon signé le 3." in body.get_content()


def test_an_account_and_a_proposal_go_out_when_they_are_asked_for(chase: tuple[Town, str, str], ses: SesDouble) -> None:
    town, debtor, first = chase
    assert town.post(f"{debtor}/accounts", {"by": "Claire"}).status_code == 201
    assert town.post(f"{debtor}/accounts", {"by": "Claire"}).status_code == 422
    halves = [{"on": day(20), "amount_cents": 5000}, {"on": day(50), "amount_cents": 5000}]
    wanted = {"invoice_ids": [first], "instalments": halves, "answer_by": day(10)}
    assert town.post(f"{debtor}/plan-proposals", wanted).status_code == 201
    assert {"Relevé de votre compte", "Proposition d’échéancier"} <= {*subjects(until_all_is_out(town, ses))}
