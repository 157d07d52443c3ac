"""The letter of a step from its case: the same for the one that is sent and the one that is read beforehand."""

from dataclasses import replace

from chalicelib.domain.case import Case
from chalicelib.domain.channel import policy_of_letter
from chalicelib.domain.instalment_reminder import reminder_said
from chalicelib.domain.letter import Letter
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.own_words import said_by_its_creditor
from chalicelib.domain.parties import Debtor
from chalicelib.domain.position import positions
from chalicelib.domain.replies import compose_reply
from chalicelib.domain.said import formal_notices
from chalicelib.domain.step import Step
from chalicelib.law.stated import stated_in
from chalicelib.usecases.deciding import Judge


def composed(judge: Judge, case: Case, debtor: Debtor, step: Step, site: str) -> Letter:
    """As of the day of the step, to that debtor; `site` is the creditor's public page. Raises LetterIncomplete;
    NothingToReply where a reply has nothing to reply to any more.
    """
    facts, policy = judge.facts_on(case, step.on), judge.policy_of(case)
    if step.level.is_reply:
        return compose_reply(judge.creditor_of(case), debtor, case, step, site, facts)
    placed = positions(facts, step.on)
    rung = policy_of_letter(step, facts, policy).rung(step.level)
    recalled = reminder_said(step, facts, policy)
    creditor = judge.creditor_of(case)
    notices = formal_notices(facts, step.on)
    letter = compose(creditor, debtor, case.invoices, step, site, placed, case.ever_contested, rung, recalled, notices)
    stated = replace(letter, statement=stated_in(letter, case.invoices))
    return said_by_its_creditor(stated)


def site_of(portal_url: str, case: Case) -> str:
    """The creditor's public page, in the debtor's language."""
    return f"{portal_url}/{case.debtor.language}/{case.key.creditor_id}/"
