"""Whatever debtor, creditor, platform and mail service do over the years, in whatever order: what is promised holds.

`RELANCE_SOAK=1 pytest tests/properties/test_chase_machine.py` looks fifteen times as far, and elsewhere each time.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.domain.errors import OutcomeUnknown
from chalicelib.domain.hold import EVERYTHING, HoldKind
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.wrong_recipient import WrongRecipient
from tests.builders import days
from tests.properties.chase_life import POLICIES, STARTS
from tests.properties.chase_people import People
from tests.properties.chase_rules import CENTS, CLERK, FAULTS, MOODS, PEACE, PICK, HoldRules, MoneyRules, owes_something
from tests.properties.chase_values import Sent

pytestmark = pytest.mark.usefixtures("every_rate_known")
SAID_LATE = (StepMove.BOUNCE, StepMove.COMPLAIN)
SOAK = bool(os.environ.get("RELANCE_SOAK"))
LIVES = settings(
    max_examples=120 if SOAK else 8,  # under each of the policies
    stateful_step_count=40,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
# In how many lives something happened, and how many days and messages there were in all.
MET: Counter[str] = Counter()
AT_LEAST = {
    "mailed": 0.6,
    "printed": 0.1,
    "posted": 0.07,
    "reminder-2": 0.3,
    "formal-notice": 0.1,
    "formal-notice, in peace": 0.1,
    "bounced": 0.02,
    "delayed": 0.03,
    "promise broken": 0.08,
    "promise kept": 0.04,
    "taken back": 0.1,
    "instalment": 0.05,
    "plan default": 0.03,
    "plan paid": 0.02,
    "peace": 0.15,
    "asked for in part": 0.02,
    "waits-for-person": 0.03,
    "waits-for-approval": 0.15,
    "contact-budget": 0.2,
    "given-time": 0.2,
    "came between": 0.02,
    "not-me": 0.1,
    "wrong-address": 0.1,
    "trusted anew": 0.03,
    "found out": 0.05,
}


# Of these the mail service may tell more.
DOUBTFUL = ("taken", "unknown", "given up", "held", "delivered")


class ChaseMachine(MoneyRules, HoldRules, RuleBasedStateMachine):
    policy = "standard"

    @initialize(
        owed=st.lists(CENTS, min_size=1, max_size=3),
        clerk=CLERK,
        mood=st.sampled_from(("delivers", "delivers", "is silent", "is slow")),
    )
    def begins(self, owed: list[int], clerk: int | None, mood: str) -> None:
        self.life = People(POLICIES[self.policy])
        self.life.posts_after = clerk
        self.life.mood, self.life.for_good = MOODS[mood]
        self.life.imports_bank_data()
        for n, cents in enumerate(owed):
            self.life.owes([(STARTS + days(8 * n), cents)])

    @invariant()
    def what_is_promised_holds(self) -> None:
        self.life.check()

    # Time.

    @rule()
    def a_day_passes(self) -> None:
        self.life.live(1)

    @rule(count=st.integers(10, 200))
    def many_days_pass(self, count: int) -> None:
        self.life.live(count)

    @rule(count=st.integers(2, 40))
    def weeks_pass(self, count: int) -> None:
        self.life.live(count)

    @rule(count=st.sampled_from((1, 3, 8, 40)))
    def the_planner_is_missed(self, count: int) -> None:
        self.life.miss(count)

    @rule(count=st.integers(30, 120), mood=st.sampled_from(("delivers", "is silent")))
    def all_is_settled_and_nobody_approves(self, count: int, mood: str) -> None:
        self.life.is_settled()
        self.life.mood, _ = MOODS[mood]
        self.life.live(count)

    @rule()
    def peace_comes(self) -> None:
        self.life.comes_to_peace()
        self.life.met["peace"] += 1

    # Mail and post.

    @rule(mood=st.sampled_from(sorted(MOODS)), peace=PEACE)
    def the_mailbox_changes(self, mood: str, peace: int) -> None:
        self.life.mood, self.life.for_good = MOODS[mood]
        self.life.live(peace)

    @rule(fault=FAULTS, peace=PEACE)
    def a_mail_meets_a_fault(self, fault: Exception, peace: int) -> None:
        self.life.box.lost = isinstance(fault, OutcomeUnknown)
        self.life.box.outcomes = [fault]
        self.life.live(peace)

    def told_late(self) -> list[Sent]:
        """What was disowned too, unless its address is good again: that of which one complains never is."""
        truth = self.life.truth
        strangers = [m for m in truth.sent if m.fate == "disowned" and m.to in truth.suspended]
        return strangers + [m for m in truth.sent if m.fate in DOUBTFUL]

    @precondition(lambda self: self.told_late())
    @rule(move=st.sampled_from((*[StepMove.DELIVER] * 2, *[StepMove.DELAY] * 2, *SAID_LATE)), peace=PEACE)
    def a_late_word_comes(self, move: StepMove, peace: int) -> None:
        message = min(self.told_late(), key=lambda m: (m.fate != "unknown", m.fate != "taken", -m.on.toordinal()))
        self.life.tell(message, move, for_good=True)
        self.life.live(peace)

    @rule(peace=PEACE)
    def a_new_address_is_given(self, peace: int) -> None:
        self.life.mood, self.life.for_good = MOODS["delivers"]
        self.life.gives_an_address()
        self.life.live(peace)

    @precondition(lambda self: owes_something(self) and self.life.truth.can_write)
    @rule(went_out=st.sampled_from((False, False, True)), peace=PEACE)
    def a_person_finds_out_whether_a_mail_went_out(self, went_out: bool, peace: int) -> None:
        self.life.box.lost, self.life.box.outcomes = True, [OutcomeUnknown("timed out")]
        for _ in range(20):
            self.life.live(1)
            if unknown := [m for m in self.life.truth.sent if m.fate == "unknown"]:
                self.life.finds_out(unknown[0], went_out=went_out)
                break
        self.life.live(peace)

    @precondition(lambda self: any(m.to for m in self.life.truth.sent))
    @rule(answer=st.sampled_from(WrongRecipient), peace=PEACE)
    def somebody_else_reads_it(self, answer: WrongRecipient, peace: int) -> None:
        self.life.disowns(answer)
        self.life.live(peace)

    @precondition(lambda self: not self.life.truth.can_write and self.life.truth.email not in self.life.unwanted)
    @rule(peace=PEACE)
    def the_address_is_trusted_anew(self, peace: int) -> None:
        self.life.is_trusted_anew()
        self.life.live(peace)

    @precondition(lambda self: self.life.letters_to_post())
    @rule(peace=PEACE)
    def a_letter_is_posted(self, peace: int) -> None:
        self.life.posts(self.life.letters_to_post()[-1])
        self.life.live(peace)

    @precondition(lambda self: any(m.fate == "withdrawn" for m in self.life.truth.sent))
    @rule(peace=PEACE)
    def a_letter_was_posted_although_it_was_withdrawn(self, peace: int) -> None:
        self.life.posts(next(m for m in reversed(self.life.truth.sent) if m.fate == "withdrawn"))
        self.life.live(peace)

    # Persons.

    @precondition(owes_something)
    @rule(peace=PEACE)
    def the_formal_notice_is_approved(self, peace: int) -> None:
        self.life.decides(tuple(self.life.claims().values()), is_given=True)
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, peace=PEACE)
    def the_formal_notice_is_refused(self, pick: int, peace: int) -> None:
        claims = list(self.life.claims().values())
        self.life.decides((claims[pick % len(claims)],), is_given=False)
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, level=st.sampled_from(LADDER), is_given=st.booleans(), peace=PEACE)
    def a_level_is_decided_before_it_is_asked_for(self, pick: int, level: Level, is_given: bool, peace: int) -> None:
        claims = list(self.life.claims().values())
        self.life.decides((claims[pick % len(claims)],), level, is_given=is_given)
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, what=st.sampled_from(("paid", "paused", "promised", "contested", "disowned")), peace=PEACE)
    def something_comes_between_the_look_and_the_sending(self, pick: int, what: str, peace: int) -> None:
        number = self.one_of(pick)

        def happens() -> None:
            if what == "paid":
                self.pay_all_of(tuple(self.life.truth.open_numbers()))
            elif what == "paused":
                self.life.holds(HoldKind.PAUSE, EVERYTHING, until=self.life.today + days(9))
            elif what == "contested":
                self.life.contests(number)
            elif what == "disowned":
                self.life.disowns(WrongRecipient.NOT_ME)
            elif numbers := self.unplanned(pick):
                self.life.promises(numbers, self.life.today + days(4))

        today = self.life.today
        self.life.day(self.life.next_day(today + days(1)), happens)
        self.life.met["days"] += (self.life.today - today).days
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK)
    def a_call_is_made(self, pick: int) -> None:
        claims = list(self.life.claims().values())
        self.life.calls(claims[pick % len(claims)])

    # The creditor.

    @rule(length=st.integers(0, 25), peace=PEACE)
    def the_creditor_pauses(self, length: int, peace: int) -> None:
        self.life.pauses(self.life.today + days(length))
        self.life.live(peace)

    @precondition(lambda self: any(p.stands(self.life.today) for p in self.life.truth.pauses))
    @rule(peace=PEACE)
    def the_creditor_resumes(self, peace: int) -> None:
        self.life.resumes()
        self.life.live(peace)

    @rule(ahead=st.integers(0, 20), length=st.integers(0, 30), peace=PEACE)
    def the_creditor_closes(self, ahead: int, length: int, peace: int) -> None:
        since = self.life.today + timedelta(days=ahead)
        self.life.closes(since, since + days(length))
        self.life.live(peace)

    @precondition(lambda self: self.life.truth.closed)
    @rule(peace=PEACE)
    def the_creditor_opens(self, peace: int) -> None:
        self.life.opens()
        self.life.live(peace)

    @rule(peace=PEACE)
    def bank_data_is_imported(self, peace: int) -> None:
        self.life.imports_bank_data()
        self.life.live(peace)

    def teardown(self) -> None:
        if hasattr(self, "life"):
            MET["days"] += self.life.met.pop("days", 0)
            MET["messages"] += self.life.met["message"]
            MET["lives"] += 1
            MET.update(self.life.met.keys())


def test_whatever_happens_in_whatever_order_what_is_promised_holds() -> None:
    MET.clear()
    for place, policy in enumerate(POLICIES):
        machine = type(f"ChaseMachine, {policy}", (ChaseMachine,), {"policy": policy})
        run_state_machine_as_test(machine if SOAK else seed(place)(machine), settings=LIVES)
    years = MET["days"] / 365
    # A property that never meets its case proves nothing: so many of the lives must have met it.
    shares = {what: MET[what] / MET["lives"] for what in AT_LEAST}
    assert {what: share for what, share in shares.items() if share < AT_LEAST[what]} == {}, dict(MET)
    assert years > MET["lives"]
