"""What any store of cases must do."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.errors import CaseMoved, NotFound, Refused
from chalicelib.domain.events import PaymentRecorded, PortalOpened
from chalicelib.domain.facts import Approval, ManualStepDone
from chalicelib.domain.history import chain
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.invoice import CancelledEntry, Entry, EntryKind, Part, WithdrawnCredit
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import Bounce, StepMove
from chalicelib.domain.listing import DueCase
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Channel, ManualStepKind
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.rate import Rate
from chalicelib.domain.reply import Received, ReplyTo
from chalicelib.domain.step import Figures, Step, StepItem, step_id
from chalicelib.ports import Cases
from tests.contract.stored import AT, DEBTOR, KEY, invoice, paid, stored


def test_a_case_comes_back_as_it_was_stored(cases: Cases) -> None:
    on = date(2026, 11, 23)
    step = Step(
        step_id("cre_1", "dbt_1", "standard-1", Level.REMINDER_1, on),
        Level.REMINDER_1,
        on,
        (StepItem("inv_a", Level.REMINDER_1),),
    )
    claimed = step.move(StepMove.RENDER).move(StepMove.CLAIM, owner="me", attempt=1, claimed_at=AT, email="a@b.fr")
    hold = Hold(HoldKind.DISPUTE, "inv_b", on, "debtor", "other", "colis abîmé « deux fois »")
    new = Case(
        KEY,
        DEBTOR,
        (invoice("a"), invoice("b")),
        (claimed,),
        (hold,),
        suspended_emails=frozenset({"x@y.fr"}),
        next_look_at=AT,
        seen_at=AT,
    )
    saved = cases.commit(new, new, [], AT)
    assert cases.load(KEY) == saved == replace(new, version=1)


def test_all_that_persons_and_platforms_said_comes_back_as_it_was_stored(cases: Cases) -> None:
    on, part = date(2026, 11, 23), Money(4000)
    halves = (Part(date(2026, 10, 31), Money(64225)), Part(on, Money(64225)))
    asked = EInvoiceStatus(StatusCode.SUSPENDED, AT, on, "JUSTIF_ABS")
    statuses = (asked, EInvoiceStatus(StatusCode.COMPLETED, AT, on))
    gone = CancelledEntry(Entry(EntryKind.PAYMENT, on, part, "VIR « 1 »"), on, "d'un autre client")
    rich = replace(invoice("a"), parts=halves, policy="gentle-1", statuses=statuses, cancelled=(gone,))
    plan = Plan("pln", ("inv_a",), (Instalment(on, part),), on, "creditor", Money(0), 8, ended_on=on, beyond_cents=7)
    word = Promise("p", ("a",), on, on, "x", 3, PromiseState.BROKEN, "fin", on, ("a",), (part,), (("a", on),), (part,))
    posted = Step(
        step_id("cre_1", "dbt_1", "standard-1", Level.REMINDER_1, on),
        Level.REMINDER_1,
        on,
        (StepItem("inv_a/1", Level.REMINDER_1),),
        channel=Channel.REGISTERED_POST,
    ).move(StepMove.PRINT)
    said = {"heard_on": on, "proof": "1A 234", "pay_until": on, "presumed_on": on, "reason": "é", "letter_key": "k"}
    came = Received("F-1", on, on, Money(9000), on, part, Money(1))
    fence = {"attempt": 2, "owner": "me", "claimed_at": AT, "email": "a@b.fr", "ses_id": "ses"}
    letter = {
        "figures": (Figures(9000, 1000, 500),),
        "recalls": (Instalment(on, part),),
        "delayed_on": on,
        "bounce": Bounce.NOTE,
        "reply": ReplyTo("prm", ("Voici.", "« 1 »"), is_upheld=True, received=(came,)),
    }
    whole = posted.move(StepMove.POST, **said, **fence, **letter)
    assert not [f.name for f in fields(Step) if getattr(whole, f.name) == f.default], "a field that may be lost unseen"
    new = Case(
        KEY,
        DEBTOR,
        (rich, replace(invoice("b"), discount=EarlyPaymentDiscount(Rate.percent("2.5"), 0))),
        (whole,),
        (
            Hold(HoldKind.DISPUTE, "inv_a", on, "debtor", "other", amount=part, act_by=on),
            Hold(
                HoldKind.INSOLVENCY,
                EVERYTHING,
                on,
                "creditor",
                "BODACC",
                declared_on=on,
                proof="n° 1",
                declared=(("a", 1),),
            ),
        ),
        policy="firm-1",
        is_policy_chosen=True,
        promises=(word,),
        plans=(plan,),
        approvals=(Approval("inv_a/1", Level.FORMAL_NOTICE, on, "Claire", is_given=False, reason="bon client"),),
        done=(ManualStepDone(ManualStepKind.CALL, "inv_a/1", 15, on, "sans réponse"),),
        credits=(Entry(EntryKind.CREDIT_NOTE, on, Money(500), "AV-9"),),
        withdrawn_credits=(WithdrawnCredit(Entry(EntryKind.PAYMENT, on, Money(500), "VIR-9"), on, "erreur", "inv_a"),),
        excuses=(Hold(HoldKind.PAUSE, "inv_a", on, "creditor", "erreur", until=on),),
        waits_since=on,
    )
    saved = cases.commit(new, new, [], AT)
    assert cases.load(KEY) == saved == replace(new, version=1)
    assert cases.commit(saved, replace(saved, plans=(), promises=(), waits_since=None), [], AT) == cases.load(KEY)


def test_the_cases_in_which_something_waits_are_listed_by_its_day_and_leave_when_it_is_done(cases: Cases) -> None:
    days = {"dbt_1": date(2026, 11, 20), "dbt_2": date(2026, 11, 3), "dbt_3": None}
    held = {}
    for debtor, since in days.items():
        key = CaseKey("cre_1", debtor)
        case = stored(cases, invoice(debtor), key=key)
        held[debtor] = cases.commit(case, replace(case, waits_since=since), [], AT)
    other = stored(cases, invoice("z"), key=CaseKey("cre_2", "dbt_9"))
    cases.commit(other, replace(other, waits_since=date(2026, 1, 1)), [], AT)
    first = cases.waiting("cre_1", limit=1)
    assert [k.debtor_id for k in first.cases] == ["dbt_2"]
    last = cases.waiting("cre_1", limit=1, cursor=first.cursor)
    assert ([k.debtor_id for k in last.cases], last.cursor) == (["dbt_1"], None)
    cases.commit(held["dbt_2"], replace(held["dbt_2"], waits_since=None), [], AT)
    assert [k.debtor_id for k in cases.waiting("cre_1", limit=9).cases] == ["dbt_1"]
    assert [i.debtor_id for i in cases.list("cre_1", is_open=True, limit=9).invoices] == ["dbt_1", "dbt_2", "dbt_3"]


def test_no_such_case_is_not_found(cases: Cases) -> None:
    with pytest.raises(NotFound):
        cases.load(CaseKey("cre_1", "dbt_none"))


def test_the_second_of_two_changes_from_one_version_is_refused_whole(cases: Cases) -> None:
    case = stored(cases, invoice("a"))
    first = cases.commit(case, paid(case, "inv_a", 100), [], AT)
    with pytest.raises(CaseMoved):
        cases.commit(case, replace(paid(case, "inv_a", 200), next_look_at=AT), [], AT)
    assert cases.load(KEY) == first


def test_a_case_is_made_once(cases: Cases) -> None:
    stored(cases, invoice("a"))
    with pytest.raises(CaseMoved):
        stored(cases, invoice("b"))


def test_an_invoice_number_belongs_to_one_case_of_a_creditor(cases: Cases) -> None:
    stored(cases, invoice("a"))
    with pytest.raises(CaseMoved):
        stored(cases, invoice("a"), key=CaseKey("cre_1", "dbt_2"))
    with pytest.raises(NotFound):
        cases.load(CaseKey("cre_1", "dbt_2"))
    stored(cases, invoice("a"), key=CaseKey("cre_2", "dbt_2"))
    assert cases.find("cre_1", ["inv_a", "inv_none"]) == {"inv_a": KEY}
    assert cases.find("cre_2", ["inv_a"]) == {"inv_a": CaseKey("cre_2", "dbt_2")}


def test_a_paid_invoice_leaves_the_open_case_and_is_found_when_asked_for(cases: Cases) -> None:
    case = stored(cases, invoice("a"), invoice("b"))
    cases.commit(case, paid(case, "inv_a", 128450), [], AT)
    assert [i.id for i in cases.load(KEY).invoices] == ["inv_b"]
    whole = cases.load(KEY, closed_invoice="inv_a")
    assert [i.id for i in whole.invoices] == ["inv_a", "inv_b"]
    assert whole.invoice("inv_a").open == Money(0)


def test_a_closed_invoice_paid_again_comes_back_with_its_credit(cases: Cases) -> None:
    case = stored(cases, invoice("a"), invoice("b"))
    cases.commit(case, paid(case, "inv_a", 128450), [], AT)
    whole = cases.load(KEY, closed_invoice="inv_a")
    cases.commit(whole, paid(whole, "inv_a", 500), [], AT)
    assert cases.load(KEY).invoice("inv_a").open == Money(-500)


def test_a_closed_invoice_is_open_again_when_its_payment_is_cancelled_and_listed_so(cases: Cases) -> None:
    case = stored(cases, invoice("a"), invoice("b"))
    cases.commit(case, paid(case, "inv_a", 128450), [], AT)
    whole = cases.load(KEY, closed_invoice="inv_a")
    again = whole.with_invoice(whole.invoice("inv_a").cancel("vir-128450", date(2026, 11, 3), "a slip"))
    saved = cases.commit(whole, again, [], AT)
    assert cases.load(KEY) == cases.whole(KEY) == saved
    assert [i.number for i in cases.list("cre_1", is_open=True, limit=9).invoices] == ["a", "b"]
    assert cases.list("cre_1", is_open=False, limit=9).invoices == ()


def test_only_cases_whose_look_has_come_are_due(cases: Cases) -> None:
    for name, look in (("past", -3), ("now", 0), ("later", 1), ("never", None)):
        key = CaseKey("cre_1", f"dbt_{name}")
        at = None if look is None else AT + timedelta(hours=look)
        new = Case(key, replace(DEBTOR, id=key.debtor_id), next_look_at=at)
        cases.commit(new, new, [], AT)
    assert {case.key.debtor_id for case in cases.due(AT)} == {"dbt_past", "dbt_now"}


def test_a_look_that_was_past_when_it_was_written_has_waited_since_then(cases: Cases) -> None:
    """What comes in late was forgotten by nobody."""
    past = Case(CaseKey("cre_1", "dbt_1"), DEBTOR, next_look_at=AT - timedelta(days=80))
    cases.commit(past, past, (), AT)
    assert list(cases.due(AT + timedelta(hours=1))) == [DueCase(past.key, AT)]
    assert cases.load(past.key).next_look_at == AT - timedelta(days=80)


def test_a_look_to_come_waits_from_its_own_instant_on(cases: Cases) -> None:
    coming = Case(CaseKey("cre_1", "dbt_1"), DEBTOR, next_look_at=AT + timedelta(hours=1))
    cases.commit(coming, coming, (), AT)
    assert list(cases.due(AT + timedelta(hours=3))) == [DueCase(coming.key, AT + timedelta(hours=1))]


def test_no_case_that_is_due_is_left_out_wherever_the_table_keeps_it(cases: Cases) -> None:
    keys = {CaseKey("cre_1", f"dbt_{n}") for n in range(24)}
    for key in keys:
        new = Case(key, replace(DEBTOR, id=key.debtor_id), next_look_at=AT)
        cases.commit(new, new, [], AT)
    assert set(cases.due(AT)) == {DueCase(key, AT) for key in keys}


def test_of_what_is_due_the_oldest_is_read_and_no_more_than_was_asked_for(cases: Cases) -> None:
    """Wherever the table keeps them: 24 cases lie in all of its parts."""
    looks = {CaseKey("cre_1", f"dbt_{n}"): AT - timedelta(minutes=n * 7 % 24) for n in range(24)}
    for key, look in looks.items():
        new = Case(key, replace(DEBTOR, id=key.debtor_id), next_look_at=look)
        cases.commit(new, new, [], look)
    oldest = sorted(looks, key=lambda key: looks[key])
    assert [due.key for due in cases.due(AT, 5)] == oldest[:5]
    assert [due.key for due in cases.due(AT)] == oldest


def test_a_case_is_no_longer_due_once_it_looks_later(cases: Cases) -> None:
    new = Case(KEY, DEBTOR, next_look_at=AT)
    case = cases.commit(new, new, [], AT)
    later = cases.commit(case, replace(case, next_look_at=AT + timedelta(days=2)), [], AT)
    assert list(cases.due(AT)) == []
    cases.commit(later, replace(later, next_look_at=None), [], AT)
    assert list(cases.due(AT + timedelta(days=400))) == []


def test_the_history_is_a_chain_in_order(cases: Cases) -> None:
    case = stored(cases, invoice("a"), invoice("b"))
    event = PaymentRecorded("creditor", "inv_a", Money(100), date(2026, 11, 2), "vir", Money(128350))
    cases.commit(case, paid(case, "inv_a", 100), [event], AT)
    history = cases.history(KEY)
    assert [e.kind for e in history] == ["InvoiceUploaded", "InvoiceUploaded", "PaymentRecorded"]
    assert [e.before for e in history] == ["", history[0].hash, history[1].hash]
    assert history[2] == chain((event,), 2, AT, history[1].hash)[0]


def test_the_history_stays_in_order_as_it_grows(cases: Cases) -> None:
    case = stored(cases, invoice("a"))
    for _ in range(11):
        case = cases.commit(case, case, [PortalOpened("debtor")], AT)
    assert [e.version for e in cases.history(KEY)] == list(range(1, 13))


def test_a_list_shows_what_is_contested_until_the_dispute_is_ended(cases: Cases) -> None:
    case = stored(cases, invoice("a"), invoice("b"))

    def contested(on: date) -> list[str]:
        return [i.number for i in cases.list("cre_1", is_open=True, limit=9).invoices if i.is_contested(on)]

    assert contested(date(2026, 11, 24)) == []
    hold = Hold(HoldKind.DISPUTE, "inv_b", date(2026, 11, 23), "debtor", "other", "abîmé")
    case = cases.commit(case, replace(case, holds=(hold,)), [], AT)
    assert contested(date(2027, 11, 24)) == ["b"]
    cases.commit(case, replace(case, holds=(replace(hold, until=date(2026, 11, 24)),)), [], AT)
    assert (contested(date(2026, 11, 24)), contested(date(2026, 11, 25))) == (["b"], [])


def test_lists_go_by_due_date_in_pages(cases: Cases) -> None:
    numbers = ["c", "a", "b"]
    case = stored(cases, *(invoice(n, date(2026, 10, d)) for n, d in zip(numbers, (3, 1, 2), strict=True)))
    cases.commit(case, paid(case, "inv_b", 128450), [], AT)
    first = cases.list("cre_1", is_open=True, limit=1)
    assert [i.number for i in first.invoices] == ["a"]
    second = cases.list("cre_1", is_open=True, limit=1, cursor=first.cursor)
    assert [i.number for i in second.invoices] == ["c"]
    assert second.cursor is None
    assert [i.number for i in cases.list("cre_1", is_open=False, limit=9).invoices] == ["b"]
    assert cases.list("cre_2", is_open=True, limit=9).invoices == ()
    with pytest.raises(Refused):
        cases.list("cre_1", is_open=True, limit=9, cursor="nonsense")


def test_a_case_of_a_thousand_open_invoices_is_read_whole(cases: Cases, size: int) -> None:
    case = Case(KEY, DEBTOR)
    for start in range(0, size, 40):
        after = case
        for n in range(start, start + 40):
            after = after.with_invoice(invoice(f"{n:04d}"))
        case = cases.commit(case, after, [], AT)
    assert cases.load(KEY) == case
    assert len(case.invoices) == size
