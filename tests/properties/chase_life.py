"""Years of one debtor in seconds: days pass by jumping to the next look, and after each the engine is checked."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.policy import Anchor, Policy, Rung
from chalicelib.domain.promise import PromiseState
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.record_posting import RecordPosting
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.upload_invoices import invoice_id
from tests.builders import CREDITOR, KEY, UNATTENDED, Office, days
from tests.fakes import FixedPolicies, NobodyCounts
from tests.properties.chase_model import HOLIDAYS, Truth
from tests.properties.chase_values import ASKED_LATER, ASKS_FOR, ENDS, Sent
from tests.properties.chase_watch import WatchfulBox, WatchfulPress, check_to_post, take_back
from tests.properties.chase_words import check_promise, check_words, forget_approvals, hash_of, in_vain

STARTS = date(2026, 10, 5)
STANDARD = shipped()["standard-1"]
AFTER_THE_LAST = tuple(
    replace(r, anchor=Anchor.PREVIOUS_LEVEL, offset_days=10) if r.level.rank > Level.REMINDER_1.rank else r
    for r in UNATTENDED.rungs
)
FOLLOW_UP = Rung(Level.FOLLOW_UP, 20, Anchor.PREVIOUS_LEVEL)
POLICIES = {
    "standard": STANDARD,
    "unattended": UNATTENDED,
    "firm": shipped()["firm-1"],
    "gentle": shipped()["gentle-1"],
    "counted from the last": replace(UNATTENDED, rungs=AFTER_THE_LAST),
    "with bank data": replace(UNATTENDED, bank_data_days=20),
    "by post": replace(
        STANDARD, rungs=tuple(replace(r, channels=r.channels[::-1], needs_approval=False) for r in STANDARD.rungs)
    ),
    "followed up": replace(UNATTENDED, rungs=(*UNATTENDED.rungs, FOLLOW_UP)),
}
FATES = {
    StepMove.DELIVER: "delivered",
    StepMove.BOUNCE: "bounced",
    StepMove.COMPLAIN: "complained",
    StepMove.DELAY: "taken",
}
MOST_BOUNCES = 3
# Days after the last look on which nothing may have fallen due before the next one.
AHEAD = (1, 2, 3, 5, 8, 15, 30, 90)


class Life:
    """One debtor, the engine, and the truth beside it. `met` counts what happened."""

    def __init__(self, policy: Policy) -> None:
        self.truth, self.met = Truth(policy), Counter[str]()
        box, press = WatchfulBox(truth=self.truth), WatchfulPress(truth=self.truth)
        self.office = Office(policies=FixedPolicies(policy), mailer=box, press=press, outcomes=NobodyCounts())
        box.office = press.office = self.office
        self.box = box
        self.office.holidays.days = HOLIDAYS
        self.steer = SteerCreditor(self.office.creditors, self.office.policies, self.office.clock)
        self.mood: StepMove | None = StepMove.DELIVER
        self.for_good = True
        self.seen, self.last_hash = 0, ""
        self.known: object = None
        # Days after which a clerk takes each printed letter to the post; None where a rule does.
        self.posts_after: int | None = None
        self.is_at_peace = False
        self.unwanted: set[str | None] = set()
        self.office.wake(STARTS)

    @property
    def today(self) -> date:
        return self.office.today

    def id_of(self, number: str) -> str:
        return invoice_id(CREDITOR, number)

    def claims(self) -> dict[str, str]:
        """What is owed, by the engine's id of it: `F-1`, or `F-1 (2/3)`."""
        found = dict[str, str]()
        for debt in self.truth.debts.values():
            for claim, _, _ in debt.claims():
                place = claim.partition(" (")[2].partition("/")[0]
                found[f"{self.id_of(debt.number)}/{place}" if place else self.id_of(debt.number)] = claim
        return found

    # Time.

    def live(self, count: int) -> None:
        """So many days: the planner runs on each on which there is something to look at, twice."""
        until = self.today + days(count)
        self.met["days"] += count
        first = len(self.truth.sent)
        while self.today < until:
            self.day(min(self.next_day(until), self.next_post(until), until))
            self.go_to_the_post()
        for message in self.truth.sent[first:]:
            self.met["message"] += 1
            self.met[f"{message.level}{', in peace' if self.is_at_peace else ''}"] += 1
            self.met["printed" if message.to is None else "mailed"] += 1
            if message.leaves_out:
                self.met["asked for in part"] += 1

    def next_day(self, until: date) -> date:
        """The day after today on which the planner looks next."""
        look = self.office.case.next_look_at if KEY in self.office.cases.stored else None
        return max(look.astimezone(ZoneInfo("Europe/Paris")).date() if look else until, self.today + days(1))

    def letters_to_post(self) -> list[Sent]:
        self.withdraw()
        return [m for m in self.truth.sent if m.fate == "printed"]

    def next_post(self, until: date) -> date:
        """The day on which a clerk, where there is one, takes a letter to the post."""
        if self.posts_after is None:
            return until
        waiting = (m.on + days(self.posts_after) for m in self.letters_to_post())
        return max(min(waiting, default=until), self.today + days(1))

    def go_to_the_post(self) -> None:
        for letter in self.letters_to_post() if self.posts_after is not None else ():
            if letter.on + days(self.posts_after or 0) <= self.today:
                self.posts(letter)

    def posts(self, letter: Sent) -> None:
        RecordPosting(self.office.change)(KEY, letter.reference, self.today, "2C 018", "Claire")
        letter.fate, letter.heard_on = "posted", self.today
        self.met["posted"] += 1

    def day(self, on: date, between: Callable[[], None] | None = None) -> None:
        """`between` is done after the first look, when what it decided waits to be sent."""
        for hour in (9, 14):
            self.office.wake(on, hour)
            self.withdraw()
            if between and hour == 9 and self.office.look_at_all():
                between()
                self.met["came between"] += 1
            self.office.run()
            assert between or not in_vain(self.office, on), "what was planned was not wanted in the same run"
            before = len(self.truth.sent)
            self.office.run()
            assert len(self.truth.sent) == before, "looking twice said more than looking once"
            self.answer()
            self.check()
            check_words(self.truth, self.today)

    def miss(self, count: int) -> None:
        """So many days without a planner."""
        self.met["days"] += count
        self.office.wake(self.today + days(count))

    def answer(self) -> None:
        for message in self.truth.sent:
            if message.fate == "taken" and message.on == self.today and self.mood:
                self.tell(message, self.mood, for_good=self.for_good)

    def tell(self, message: Sent, move: StepMove, *, for_good: bool) -> None:
        """The mail service says what became of a mail."""
        if move is StepMove.COMPLAIN:
            self.unwanted.add(message.to)
        reference = message.reference.replace("-", "")
        said = Delivery(KEY, reference, move, self.office.clock.at, "ses", "", for_good)
        if not self.office.deliver(said):
            return
        was_heard, message.fate = message.fate in ("taken", "delivered"), FATES[move]
        if move is StepMove.BOUNCE and was_heard:
            forget_approvals(self.truth, [message])
        self.met["delayed" if move is StepMove.DELAY else message.fate] += 1
        if move is StepMove.DELAY:
            message.delayed_on = self.today
        elif move is not StepMove.BOUNCE:
            message.heard_on = self.today
        bounces = sum(m.fate == "bounced" and m.to == message.to for m in self.truth.sent)
        if move is StepMove.COMPLAIN or (move is StepMove.BOUNCE and (for_good or bounces >= MOST_BOUNCES)):
            self.truth.suspended.add(message.to or "")

    # What must hold, whatever happens.

    def check(self) -> None:
        if KEY not in self.office.cases.stored:
            self.check_history()
            return
        # What is given up gives no days to a plan that is told in default by the same look.
        self.withdraw()
        self.check_history()
        case = self.office.cases.load(KEY)
        known = case.version, self.office.creditors.state(CREDITOR)
        if known == self.known:
            # What was found good is good until something changes: the days between two looks are days of peace.
            return
        self.known = known
        decision = self.office.judge.decision_on(case, self.office.clock.at)
        assert decision == self.office.judge.decision_on(case, self.office.clock.at)
        self.met["good to post"] += check_to_post(decision, self.truth, self.today)
        self.check_reasons(decision)
        self.check_next_look(decision)

    def withdraw(self) -> None:
        take_back(self.truth, self.office)

    def check_reasons(self, decision: Decision) -> None:
        """Each invoice has one, and what nothing but a word changes is a task where a person is to say it."""
        claims, reasons = self.claims(), {r.invoice_id: r for r in decision.reasons}
        assert len(reasons) == len(decision.reasons)
        assert claims.keys() <= reasons.keys()
        for claim, reason in reasons.items():
            if claim in claims:
                self.check_end(claim, reason, decision)

    def check_end(self, claim: str, reason: Reason, decision: Decision) -> None:
        asked = {t.kind for t in decision.tasks if claim in t.invoice_ids}
        self.met[reason.why] += 1
        if reason.why in (Why.SENDS, Why.PRINTS):
            assert decision.message is not None
        elif reason.until is not None:
            assert reason.until > self.today
            assert decision.next_look_on is not None
            assert decision.next_look_on <= reason.until
        elif task := ASKS_FOR.get(reason.why):
            is_to_come = reason.why in ASKED_LATER and decision.next_look_on is not None
            assert task in asked or is_to_come, f"no {task} of {reason}"
        elif reason.why is Why.IN_PLAN:
            # It rests with what else holds its invoices, a pause without an end; or what stands on no invoice keeps it.
            is_kept = any(self.truth.missing_of(p) <= p.tolerance for p in self.truth.plans if not p.is_over)
            rests = (self.truth.last_in_time(self.today, 0, p.numbers) is None for p in self.truth.plans)
            assert (is_kept and TaskKind.BOOK_CREDIT in asked) or any(rests)
        else:
            assert reason.why in ENDS, reason

    def check_next_look(self, decision: Decision) -> None:
        """Until the planner looks again there is nothing to say: nobody is forgotten."""
        case = self.office.cases.load(KEY)
        look = case.next_look_at.astimezone(ZoneInfo("Europe/Paris")).date() if case.next_look_at else None
        if decision.message is not None:
            # At once; or tomorrow, after a word of the creditor's that is about all its cases.
            assert look is not None
            assert look <= self.today + days(1)
        # The facts are those of today on the days to come too: what changes by the day is decided, not looked up.
        facts = self.office.judge.facts_on(case, self.today)
        for on in (self.today + days(ahead) for ahead in AHEAD):
            if look is None or on < look:
                said, ends = decide(facts, self.truth.policy, on).message, self.office.judge.with_ends(case, on, "x")[1]
                assert (said, ends) == (None, []), f"forgotten until {look}"

    def check_history(self) -> None:
        """Each entry carries the hash of the one before, and its own is that of what it says."""
        history = self.office.cases.history(KEY)
        for entry in history[self.seen :]:
            assert entry.before == self.last_hash
            assert entry.hash == hash_of(entry)
            self.last_hash = entry.hash
            self.check_entry(entry)
        self.seen = len(history)
        if history:
            assert self.office.case.last_hash == self.last_hash

    def check_entry(self, entry: HistoryEntry) -> None:
        """Promises and plans end as they must. What came on the very day of the default came too late for it."""
        on = entry.at.astimezone(ZoneInfo("Europe/Paris")).date()
        if entry.kind == "PlanEnded" and entry.data["reason"] in ("default", "paid"):
            (plan,) = [p for p in self.truth.plans if p.id == entry.data["plan_id"]]
            if entry.data["reason"] == "paid":
                assert self.truth.unbooked_of(plan) <= self.truth.spared
            else:
                assert self.truth.missing_of(plan, on)
                assert not self.truth.plan_stands(plan, on, before=on)
                assert not self.truth.is_bank_data_old(on)
            plan.is_over = True
            self.met[f"plan {entry.data['reason']}"] += 1
        if entry.kind == "PlanResumed":
            (plan,) = [p for p in self.truth.plans if p.id == entry.data["plan_id"]]
            plan.is_over = False
            assert self.truth.plan_stands(plan, on), "a plan stands again that what came does not keep"
            self.met["plan resumed"] += 1
        if entry.kind == "PromiseResumed":
            for word in self.truth.promises:
                word.is_over = word.is_over and word.id != entry.data["promise_id"]
        if entry.kind == "PromiseSettled":
            state = entry.data["state"]
            promise = next(p for p in self.office.case.promises if p.id == entry.data["promise_id"])
            for word in self.truth.promises:
                if word.id == promise.id:
                    check_promise(self.truth, word, state, on)
                    # Another word takes the place of what was promised of some invoices; the rest stands.
                    gone = entry.data["invoice_ids"] if state == PromiseState.WITHDRAWN else promise.invoice_ids
                    word.numbers = tuple(n for n in word.numbers if self.id_of(n) not in gone)
                    word.is_over = not word.numbers or state != PromiseState.WITHDRAWN
            self.met[f"promise {state}"] += 1
