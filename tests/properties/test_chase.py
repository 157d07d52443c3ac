"""Two hundred days of one debtor, with payments, disputes, bounces, faults and missed runs as they come.

Whatever happens: one mail a step, one a day, the gap kept, no rung skipped, nothing sent that is not owed, nothing
forgotten.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.calendar import is_working_day, next_opening
from chalicelib.domain.contact import HEARD
from chalicelib.domain.decision import Why
from chalicelib.domain.errors import CaseMoved, NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import ENDED, StepMove, StepState
from chalicelib.domain.mail import Mail
from chalicelib.domain.step import Step
from chalicelib.usecases.contest_invoice import NothingToContest
from chalicelib.usecases.upload_invoices import invoice_id
from tests.builders import CREDITOR, KEY, UNATTENDED, Office, days, debtor, payment, row
from tests.fakes import NobodyCounts, SentBox
from tests.scenarios.diary import HOLIDAYS

pytestmark = pytest.mark.usefixtures("every_rate_known")
STARTS, LASTS, PEACE = date(2026, 10, 5), 200, 60
NUMBERS = ("F-1", "F-2", "F-3")
# Two of them days apart, that what each has to say would come too soon after the other.
DUES = dict(zip(NUMBERS, (date(2026, 9, 1), date(2026, 11, 2), date(2026, 11, 5)), strict=True))
# All are issued before the days begin: whoever may pay any of them on any day.
ISSUED = date(2026, 8, 1)
ACTIONS = (
    "pays some",
    "pays all",
    "contests",
    "planner stops",
    "mailbox silent",
    "mailbox bounces",
    "mailbox complains",
    "mailbox works",
    "mail throttled",
    "mail doubtful",
    "mail refused",
    "new address",
    "opens the portal",
)
SOME_OF_THEM = st.lists(
    st.tuples(st.sampled_from(range(LASTS)), st.sampled_from(ACTIONS), st.sampled_from(NUMBERS)), max_size=20
)
MOODS = {
    "mailbox silent": None,
    "mailbox bounces": StepMove.BOUNCE,
    "mailbox complains": StepMove.COMPLAIN,
    "mailbox works": StepMove.DELIVER,
}
FAULTS = {
    "mail throttled": NotSentForNow("throttled"),
    "mail doubtful": OutcomeUnknown("timed out"),
    "mail refused": NotSent("refused"),
}
LAST_WORDS = {
    Why.PAID,
    Why.IN_CREDIT,
    Why.CONTESTED,
    Why.LADDER_ENDED,
    Why.WAITS_FOR_PERSON,
    Why.TO_POST,
}
ENDS = ENDED | {StepState.ACCEPTED, StepState.HELD}


@dataclass
class WatchfulBox(SentBox):
    """A mail service that checks, at the very moment of sending, that what is sent is owed and not held."""

    office: "Office | None" = None

    def send(self, mail: Mail) -> str:
        assert self.office is not None
        kept, on = self.office.case, self.office.today
        (claimed,) = [s for s in kept.steps if s.state is StepState.CLAIMED]
        assert kept.open.is_positive
        assert all(kept.invoice(i.invoice_id).is_open for i in claimed.items)
        assert not any(kept.hold_on(i.invoice_id, on) for i in claimed.items)
        listed = sum(kept.invoice(i.invoice_id).open.cents for i in claimed.items)
        account = sum(i.open.cents for i in kept.invoices if not (i.is_open and kept.hold_on(i.id, on)))
        assert 0 < int(mail.words.text.split()[0]) <= min(listed, account)
        assert mail.to == kept.email
        assert mail.tags["step"] == claimed.reference.replace("-", "")
        assert is_working_day(on, HOLIDAYS)
        assert next_opening(self.office.clock.at, "Europe/Paris", time(8), time(19)) == self.office.clock.at
        self.lost = bool(self.outcomes) and isinstance(self.outcomes[0], OutcomeUnknown)
        return super().send(mail)


@dataclass
class Life:
    office: Office
    mailbox: StepMove | None = StepMove.DELIVER
    stopped_until: date = STARTS
    payments: int = 0
    clicks: bool = False
    sent_on: list[date] = field(default_factory=list)

    def live(self, day: date) -> None:
        """Two planner runs, in the morning and after lunch; the mail service answers in between."""
        for hour in (9, 14):
            self.office.wake(day, hour)
            if day >= self.stopped_until:
                before = len(self.box.mails)
                self.run()
                self.sent_on += [day] * (len(self.box.mails) - before)
            for sent in self.office.case.steps:
                if sent.state is StepState.ACCEPTED and sent.on == day and self.mailbox:
                    self.office.told(sent, self.mailbox)

    def run(self) -> None:
        """When the case moves under a worker, its message is lost: the next run has to find the step again."""
        office = self.office
        if self.clicks:
            office.cases.interfere = lambda: office.cases.commit(office.case, office.case, [], office.clock.at)
        with suppress(CaseMoved):
            office.run()
        self.clicks, office.cases.interfere = False, None

    @property
    def box(self) -> WatchfulBox:
        assert isinstance(self.office.mailer, WatchfulBox)
        return self.office.mailer

    def comes_to_peace(self, day: date) -> None:
        """All works again, and the mail service tells at last what became of every doubtful mail."""
        self.mailbox, self.stopped_until, self.box.outcomes = StepMove.DELIVER, day, []
        for sent in self.office.case.steps:
            if sent.state is StepState.UNKNOWN:
                self.office.told(sent, StepMove.DELIVER)

    def happens(self, action: str, number: str, day: date) -> None:
        if action in MOODS:
            self.mailbox = MOODS[action]
        elif action in FAULTS:
            self.box.outcomes = [FAULTS[action]]
        elif action.startswith("pays"):
            self.payments += 1
            cents = 4000 if action == "pays some" else 10000
            self.office.pay(
                CREDITOR, invoice_id(CREDITOR, number), payment(cents, f"VIR-{self.payments}", day), "key_1"
            )
        elif action == "planner stops":
            self.stopped_until = day + days(40)
        elif action == "new address":
            who = debtor(email=f"a{day.toordinal()}@garage.test")
            self.office.upload(row(number, due=DUES[number], issued_on=ISSUED, who=who))
        elif action == "opens the portal":
            self.clicks = True
        else:
            with suppress(NothingToContest):
                self.office.contest(KEY, invoice_id(CREDITOR, number), "wrong-amount", "")


def lived(actions: list[tuple[int, str, str]]) -> Life:
    box = WatchfulBox()
    life = Life(Office(mailer=box, outcomes=NobodyCounts()))
    box.office = life.office
    life.office.holidays.days = HOLIDAYS
    life.office.wake(STARTS)
    life.office.upload(*(row(n, line=k, due=due, issued_on=ISSUED) for k, (n, due) in enumerate(DUES.items())))
    for n in range(LASTS + PEACE):
        day = STARTS + timedelta(days=n)
        for when, action, number in actions:
            if when == n:
                life.happens(action, number, day)
        if n == LASTS:
            life.comes_to_peace(day)
        life.live(day)
    return life


def climbs(steps: tuple[Step, ...], number: str) -> list[Level]:
    """The levels that an invoice was asked for at, in the order of hearing; what is only mentioned is no reminder."""
    wanted = invoice_id(CREDITOR, number)
    return [
        i.level
        for s in steps
        if s.state in HEARD
        for i in s.items
        if i.invoice_id == wanted
        and (i.level is Level.NOTICE or s.level is not Level.FORMAL_NOTICE or i.level is s.level)
    ]


@given(SOME_OF_THEM)
@settings(max_examples=150)
@example([(0, "pays some", "F-1")] * 3 + [(0, "contests", "F-1")])
@example([(0, "pays all", "F-1"), (0, "pays all", "F-1")])
def test_whatever_happens_what_is_promised_holds(actions: list[tuple[int, str, str]]) -> None:
    life = lived(actions)
    assert [broken for check in PROMISED for broken in check(life)] == []


def each_step_is_one_mail_at_most_and_each_day_has_one(life: Life) -> Iterator[str]:
    steps = Counter(m.tags["step"] for m in life.box.mails)
    yield from (f"{step} is {times} mails" for step, times in steps.items() if times > 1)
    yield from (f"{day} has {times}" for day, times in Counter(life.sent_on).items() if times > 1)


def the_gap_between_two_messages_is_kept(life: Life) -> Iterator[str]:
    heard = [s.on for s in life.office.case.steps if s.state in HEARD]
    gaps = ((sooner, later) for sooner, later in pairwise(heard))
    yield from (f"{s} then {t}" for s, t in gaps if (t - s).days < UNATTENDED.budget.gap_days)


def no_rung_is_skipped_and_none_is_heard_twice(life: Life) -> Iterator[str]:
    for number in NUMBERS:
        said = climbs(life.office.case.steps, number)
        whole = list(LADDER) if said[:1] == [Level.NOTICE] else list(LADDER)[1:]
        if said != whole[: len(said)]:
            yield f"{number} climbs {said}"


def nothing_is_forgotten_once_peace_has_come_back(life: Life) -> Iterator[str]:
    office = life.office
    decision = office.judge.decision_on(office.case, office.clock.at)
    states = {s.state for s in office.case.steps}
    yield from (f"a step is {state}" for state in states - ENDS)
    whys = {r.why for r in decision.reasons}
    # What waits for a mended letter, or behind one that waits for the post.
    behind = {Why.HELD: StepState.HELD in states, Why.CONTACT_GAP: Why.TO_POST in whys}
    yield from (f"waits: {why}" for why in whys - LAST_WORDS if not behind.get(why))
    held = {s.reason for s in office.case.steps if s.state is StepState.HELD}
    yield from (f"held: {reason}" for reason in held - {"refused"})


PROMISED: tuple[Callable[[Life], Iterator[str]], ...] = (
    each_step_is_one_mail_at_most_and_each_day_has_one,
    the_gap_between_two_messages_is_kept,
    no_rung_is_skipped_and_none_is_heard_twice,
    nothing_is_forgotten_once_peace_has_come_back,
)
