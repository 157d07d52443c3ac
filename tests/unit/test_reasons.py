"""Every reason has its sentence in both languages, and each reads with the values that a decision gives."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.decision import Reason, Why
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.policy import Policy
from chalicelib.domain.reasons import LEVELS, SENTENCES, level_name, sentence
from chalicelib.domain.step import Step, StepItem
from chalicelib.domain.task import TaskKind
from chalicelib.domain.task_words import what_to_do
from tests.builders import MONDAY, STANDARD, UNATTENDED, days, dispute, fact, pause, step

R1, FINAL, FORMAL = Level.REMINDER_1, Level.FINAL_REMINDER, Level.FORMAL_NOTICE


def decided(
    *invoices: InvoiceFacts,
    steps: tuple[Step, ...] = (),
    holds: tuple[Hold, ...] = (),
    can_write: bool = True,
    on: date = MONDAY,
    policy: Policy = UNATTENDED,
    **facts: Any,
) -> Reason:
    """The reason of the first invoice."""
    return decide(Facts(invoices, steps, holds, can_write, **facts), policy, on).reasons[0]


def held(kind: HoldKind, until: date | None = None) -> Reason:
    return decided(fact(), holds=(Hold(kind, "a", MONDAY, "creditor", "because", until=until),))


ACCEPTED, PROVEN = StepState.ACCEPTED, StepState.DELIVERED
SITUATIONS = {
    Why.SENDS: decided(fact(late=3)),
    Why.PRINTS: decided(fact(late=3), can_write=False),
    Why.PAID: decided(fact(cents=0)),
    Why.IN_CREDIT: decided(fact(), fact("b", cents=-20000)),
    Why.TOLERATED: decided(fact(cents=500), policy=replace(UNATTENDED, tolerance=(Money(500),))),
    Why.INSOLVENT: held(HoldKind.INSOLVENCY),
    Why.E_INVOICE_REJECTED: held(HoldKind.REJECTED),
    Why.E_INVOICE_REFUSED: held(HoldKind.REFUSED),
    Why.CONTESTED: decided(fact(), holds=(dispute(),)),
    Why.E_INVOICE_SUSPENDED: held(HoldKind.SUSPENDED),
    Why.IN_PLAN: held(HoldKind.PLAN),
    Why.PROMISED: held(HoldKind.PROMISE, MONDAY + days(2)),
    Why.PAYMENT_SENT: held(HoldKind.PAYMENT_SENT, MONDAY + days(2)),
    Why.DIRECT_DEBIT: held(HoldKind.DIRECT_DEBIT, MONDAY + days(2)),
    Why.UNMATCHED_MONEY: held(HoldKind.UNMATCHED_MONEY),
    Why.BANK_DATA_OLD: decided(fact(), policy=replace(UNATTENDED, bank_data_days=2)),
    Why.WAITS_FOR_APPROVAL: decided(fact(late=50), steps=(step(FINAL, PROVEN, on=MONDAY - days(10)),), policy=STANDARD),
    Why.NOT_APPROVED: decided(
        fact(late=50),
        steps=(step(FINAL, PROVEN, on=MONDAY - days(10)),),
        approvals=(Approval("a", FORMAL, MONDAY, "Claire", is_given=False, reason="a good customer"),),
    ),
    Why.CONTACT_BUDGET: decided(
        fact(late=5),
        steps=tuple(step(R1, PROVEN, on=MONDAY - days(n), items=(StepItem("z", R1),)) for n in (6, 12)),
    ),
    Why.SENDER_STOPPED: decided(
        fact(), holds=(replace(pause("", until=MONDAY + days(1)), kind=HoldKind.SENDER_STOPPED),)
    ),
    Why.PAUSED: decided(fact(), holds=(pause(until=MONDAY + days(4)),)),
    Why.NOT_DUE_BEFORE: decided(fact(late=-20)),
    Why.ON_ITS_WAY: decided(fact(), steps=(step(R1, StepState.CLAIMED),)),
    Why.UNCONFIRMED: decided(fact(), steps=(step(R1, StepState.UNKNOWN),)),
    Why.HELD: decided(fact(), steps=(step(R1, StepState.HELD),)),
    Why.FAILED: decided(fact(), steps=(step(R1, StepState.FAILED),)),
    Why.WAITS_FOR_PROOF: decided(fact(), steps=(step(R1, ACCEPTED),)),
    Why.WAITS_FOR_PERSON: decided(fact(late=50), steps=(step(FINAL, ACCEPTED, on=MONDAY - days(10)),)),
    Why.RATE_UNKNOWN: decide(
        Facts((fact(late=50),), (step(FINAL, PROVEN, on=MONDAY - days(10)),), rate_unknown=frozenset("a")),
        UNATTENDED,
        MONDAY,
    ).reasons[0],
    Why.GIVEN_TIME: decided(fact(late=12), steps=(step(R1, PROVEN, on=MONDAY - days(1)),)),
    Why.CONTACT_GAP: decided(
        fact(late=-14), steps=(step(R1, PROVEN, on=MONDAY - days(1), items=(StepItem("z", R1),)),)
    ),
    Why.DECIDED_TODAY: decided(fact(), steps=(step(R1, StepState.CANCELLED),)),
    Why.NOT_A_WORKING_DAY: decided(fact(late=9), on=MONDAY - days(1)),
    Why.TO_POST: decided(fact(), steps=(step(R1, StepState.UNPOSTED, on=MONDAY - days(1)),), can_write=False),
    Why.LADDER_ENDED: decided(fact(late=90), steps=(step(FORMAL, PROVEN, on=MONDAY - days(9)),)),
}
READS = {
    Why.SENDS: (
        "À envoyer, aux heures d’envoi : la première relance.",
        "To be sent, within the hours of sending: the first reminder.",
    ),
    Why.NOT_DUE_BEFORE: (
        "Pas de message avant le 28 novembre 2026 (le rappel avant échéance).",
        "Nothing before 28 November 2026 (the note before the due date).",
    ),
    Why.WAITS_FOR_PROOF: (
        "Message accepté, preuve de remise attendue jusqu’au 26 novembre 2026.",
        "Message accepted; waiting for proof of delivery until 26 November 2026.",
    ),
    Why.WAITS_FOR_PERSON: (
        "La relance précédente n’a pas de preuve de remise : la mise en demeure attend une décision.",
        "The previous reminder has no proof of delivery: the formal notice waits for a person.",
    ),
    Why.RATE_UNKNOWN: (
        "Le taux d’intérêt du semestre n’est pas encore connu ici : la mise en demeure attend une décision.",
        "The interest rate of this half-year is not known here yet: the formal notice waits for a person.",
    ),
    Why.GIVEN_TIME: (
        "Délai de paiement laissé au débiteur : rien avant le 29 novembre 2026 (la deuxième relance).",
        "The debtor was given time to pay: nothing before 29 November 2026 (the second reminder).",
    ),
    Why.CONTACT_GAP: (
        "Message récent, ou courrier encore à poster : rien avant le 27 novembre 2026 (le rappel avant échéance).",
        "Recently written to, or a letter is still to be posted: "
        "nothing before 27 November 2026 (the note before the due date).",
    ),
    Why.NOT_A_WORKING_DAY: (
        "Jour non ouvré : rien avant le 23 novembre 2026 (la première relance).",
        "Not a working day: nothing before 23 November 2026 (the first reminder).",
    ),
}


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_a_situation_that_gives_it(why: Why) -> None:
    assert SITUATIONS[why].why is why


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_a_sentence_in_each_language(why: Why) -> None:
    french, english = SENTENCES[why]
    assert french
    assert english
    assert french != english


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("why", Why)
def test_a_sentence_has_no_hole_with_the_values_that_a_decision_gives(why: Why, language: Language) -> None:
    said = sentence(SITUATIONS[why], language)
    assert said.endswith(".")
    assert not re.search(r"[{}]|None|\(\)|  |further notice|nouvel ordre", said)


@pytest.mark.parametrize("why", [w for w in Why if any("{" in s for s in SENTENCES[w])])
def test_a_decision_gives_what_the_sentence_asks_for(why: Why) -> None:
    reason = SITUATIONS[why]
    for text in SENTENCES[why]:
        assert "{level}" not in text or reason.level is not None
        assert "{until}" not in text or reason.until is not None


@pytest.mark.parametrize("why", READS)
def test_a_reason_reads_as_a_sentence(why: Why) -> None:
    french, english = (sentence(SITUATIONS[why], language).replace("\u00a0", " ") for language in Language)
    assert (french, english) == READS[why]


@pytest.mark.parametrize("level", Level)
def test_every_level_has_a_name_in_each_language(level: Level) -> None:
    assert (level_name(level, Language.FR), level_name(level, Language.EN)) == LEVELS[level]
    assert len(set(LEVELS[level])) == 2


def test_no_level_is_named_when_there_is_none() -> None:
    assert level_name(None, Language.FR) == level_name(None, Language.EN) == ""


def test_a_pause_without_end_is_said_to_be_one() -> None:
    assert sentence(Reason("a", Why.PAUSED), Language.EN) == "Reminders paused until further notice."
    assert sentence(Reason("a", Why.PAUSED), Language.FR) == "Relances suspendues jusqu’à nouvel ordre."


def test_a_pause_is_said_to_last_until_its_own_last_day() -> None:
    paused = decided(fact(), holds=(pause(until=MONDAY + days(4)),))
    assert sentence(paused, Language.FR).replace("\u00a0", " ") == "Relances suspendues jusqu’au 27 novembre 2026."


def test_a_notice_to_print_agrees_in_gender() -> None:
    printed = sentence(Reason("a", Why.PRINTS, Level.NOTICE), Language.FR)
    assert printed.endswith("poster : le rappel avant échéance.")


@pytest.mark.parametrize("kind", TaskKind)
def test_every_task_says_what_is_done_about_it_in_both_languages(kind: TaskKind) -> None:
    french, english = (what_to_do(kind, language) for language in (Language.FR, Language.EN))
    assert french.endswith(".")
    assert english.endswith(".")
    assert french != english
