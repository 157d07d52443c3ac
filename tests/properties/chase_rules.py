"""The rules of the machine that change what is owed, and those that hold the chase: each is followed by some days."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.errors import NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.hold import EVERYTHING, HoldKind
from chalicelib.domain.lifecycle import StepMove
from tests.builders import days
from tests.properties.chase_people import People
from tests.properties.chase_values import Deal, Stop, Word

# Most things are followed by some days of peace: years pass within one example.
PEACE = st.sampled_from((0, 1, 4, 9, 20, 20))
CENTS = st.sampled_from((400, 3000, 10000, 20000, 150000))
CLERK = st.sampled_from((None, 0, 2, 9))
PICK = st.integers(0, 11)
FAULTS = st.sampled_from((NotSentForNow("throttled"), NotSent("refused"), OutcomeUnknown("timed out")))
MOODS = {
    "delivers": (StepMove.DELIVER, True),
    "bounces": (StepMove.BOUNCE, True),
    "is full": (StepMove.BOUNCE, False),
    "complains": (StepMove.COMPLAIN, True),
    "is silent": (None, True),
    "is slow": (StepMove.DELAY, True),
}
STATUSES = st.sampled_from(
    [(code, "") for code in ("203", "204", "205", "206", "207", "208", "209", "210", "211", "212", "213")]
    + [("213", "DOUBLON")]
)


def owes_something(machine: "Rules") -> bool:
    return bool(machine.life.truth.open_numbers())


class Rules:
    life: People

    def one_of(self, pick: int) -> str:
        numbers = self.life.truth.open_numbers()
        return numbers[pick % len(numbers)]

    def some_of(self, pick: int) -> tuple[str, ...]:
        """One of what is owed, or all."""
        return tuple(self.life.truth.open_numbers()) if pick % 3 == 0 else (self.one_of(pick),)


class MoneyRules(Rules):
    @precondition(lambda self: len(self.life.truth.open_numbers()) < 5)
    @rule(late=st.integers(-40, 5), cents=CENTS, peace=PEACE)
    def an_invoice_is_uploaded(self, late: int, cents: int, peace: int) -> None:
        self.life.owes([(self.life.today - days(late), cents)])
        self.life.live(peace)

    @precondition(lambda self: len(self.life.truth.open_numbers()) < 5)
    @rule(late=st.integers(10, 200), cents=CENTS, peace=PEACE)
    def an_older_invoice_is_uploaded(self, late: int, cents: int, peace: int) -> None:
        self.life.owes([(self.life.today - days(late), cents)])
        self.life.live(peace)

    @precondition(lambda self: len(self.life.truth.open_numbers()) < 4)
    @rule(late=st.integers(-20, 20), between=st.integers(5, 40), shares=st.lists(CENTS, min_size=2, max_size=3))
    def an_invoice_in_parts_is_uploaded(self, late: int, between: int, shares: list[int]) -> None:
        first = self.life.today - days(late)
        self.life.owes([(first + days(between * n), cents) for n, cents in enumerate(shares)])

    @precondition(owes_something)
    @rule(pick=PICK, share=st.sampled_from((3, 50, 90)), peace=PEACE)
    def a_part_is_paid(self, pick: int, share: int, peace: int) -> None:
        number = self.one_of(pick)
        self.life.pays(number, max(self.life.truth.debts[number].owed * share // 100, 1))
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, peace=PEACE)
    def all_is_paid(self, pick: int, peace: int) -> None:
        for number in self.some_of(pick):
            self.life.pays(number, self.life.truth.debts[number].owed)
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, more=st.sampled_from((1, 2500, 10000)), peace=PEACE)
    def too_much_is_paid(self, pick: int, more: int, peace: int) -> None:
        number = self.one_of(pick)
        self.life.pays(number, self.life.truth.debts[number].owed + more)
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, share=st.sampled_from((10, 100)), peace=PEACE)
    def a_credit_note_is_booked(self, pick: int, share: int, peace: int) -> None:
        number = self.one_of(pick)
        self.life.is_credited(number, max(self.life.truth.debts[number].owed * share // 100, 1))
        self.life.live(peace)

    @precondition(lambda self: any(d.references for d in self.life.truth.debts.values()))
    @rule(pick=PICK, peace=PEACE)
    def an_entry_is_taken_back(self, pick: int, peace: int) -> None:
        booked = [n for n, d in self.life.truth.debts.items() if d.references]
        self.life.takes_back(booked[pick % len(booked)])
        self.life.live(peace)

    @precondition(owes_something)
    @rule(cents=st.sampled_from((100, 5000)))
    def a_credit_stands_on_no_invoice(self, cents: int) -> None:
        self.life.is_credited_on_none(cents)


class HoldRules(Rules):
    @precondition(owes_something)
    @rule(pick=PICK, peace=PEACE)
    def the_debtor_contests(self, pick: int, peace: int) -> None:
        self.life.contests(self.one_of(pick))
        self.and_perhaps_it_ends(pick, peace)

    @precondition(owes_something)
    @rule(pick=PICK, share=st.sampled_from((10, 50, 100)), peace=PEACE)
    def a_part_is_contested(self, pick: int, share: int, peace: int) -> None:
        number = self.one_of(pick)
        owed = self.life.truth.debts[number].owed
        self.life.holds(HoldKind.DISPUTE, number, cents=max(owed * share // 100, 1))
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, length=st.one_of(st.none(), st.integers(0, 20)))
    def an_invoice_is_paused(self, pick: int, length: int | None) -> None:
        until = None if length is None else self.life.today + days(length)
        self.life.holds(HoldKind.PAUSE, self.one_of(pick), until=until)

    @rule(length=st.integers(0, 25), peace=PEACE)
    def the_debtor_is_paused(self, length: int, peace: int) -> None:
        self.life.holds(HoldKind.PAUSE, EVERYTHING, until=self.life.today + days(length))
        self.life.live(peace)

    @rule(pick=PICK, peace=PEACE)
    def the_debtor_is_insolvent(self, pick: int, peace: int) -> None:
        self.life.holds(HoldKind.INSOLVENCY, EVERYTHING)
        self.and_perhaps_it_ends(pick, peace)

    @rule(pick=PICK, peace=PEACE)
    def money_may_be_the_payment(self, pick: int, peace: int) -> None:
        self.life.holds(HoldKind.UNMATCHED_MONEY, EVERYTHING)
        self.and_perhaps_it_ends(pick, peace)

    def and_perhaps_it_ends(self, pick: int, peace: int) -> None:
        """Mostly a hold that a person must end is ended soon: else most lives would be silent."""
        self.life.live(peace)
        last = self.life.truth.stops[-1]
        if pick % 4 and last.stands(self.life.today):
            self.life.lets_go_on(last)

    def standing(self) -> list[Stop]:
        return [s for s in self.life.truth.stops if s.stands(self.life.today)]

    @precondition(lambda self: self.standing())
    @rule(pick=PICK, peace=PEACE)
    def a_hold_ends(self, pick: int, peace: int) -> None:
        standing = self.standing()
        self.life.lets_go_on(standing[pick % len(standing)])
        self.life.live(peace)

    @precondition(lambda self: self.standing())
    @rule(peace=PEACE)
    def all_holds_end(self, peace: int) -> None:
        while standing := self.standing():
            self.life.lets_go_on(standing[0])
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, ahead=st.sampled_from((0, 3, 12, 30)), is_kept=st.sampled_from((True, False, None)))
    def payment_is_promised(self, pick: int, ahead: int, is_kept: bool | None) -> None:
        """It is kept, or nothing comes of it, or the rules to come decide."""
        numbers = self.unplanned(pick)
        if not numbers:
            return
        self.life.promises(numbers, self.life.today + days(ahead))
        if is_kept is not None:
            self.life.live(ahead if is_kept else ahead + 6)
        if is_kept:
            self.pay_all_of(numbers)

    def pay_all_of(self, numbers: tuple[str, ...]) -> None:
        for number in numbers:
            if owed := self.life.truth.debts[number].owed:
                self.life.pays(number, owed)

    @precondition(lambda self: self.waiting())
    @rule(pick=PICK, peace=PEACE)
    def what_was_promised_is_paid(self, pick: int, peace: int) -> None:
        waiting = self.waiting()
        self.pay_all_of(waiting[pick % len(waiting)].numbers)
        self.life.live(peace)

    def waiting(self) -> list[Word]:
        """The promises that are neither over nor kept."""
        truth, today = self.life.truth, self.life.today
        return [p for p in truth.promises if any(truth.is_kept_back_by(p, n, today) for n in p.numbers)]

    def unplanned(self, pick: int) -> tuple[str, ...]:
        """A debtor has one plan at a time, and no promise beside it."""
        taken = {n for p in self.life.office.case.plans if p.ended_on is None for n in p.invoice_ids}
        return tuple(n for n in self.some_of(pick) if self.life.id_of(n) not in taken)

    @precondition(owes_something)
    @rule(pick=PICK, between=st.integers(5, 40), count=st.integers(1, 3), is_kept=st.sampled_from((True, False, None)))
    def a_plan_is_agreed(self, pick: int, between: int, count: int, is_kept: bool | None) -> None:
        """It is kept to the end, or nothing comes of it, or the rules to come decide."""
        numbers = self.unplanned(pick)
        if not numbers or any(p.ended_on is None for p in self.life.office.case.plans):
            return
        self.life.agrees_on(numbers, between, count)
        plan = self.life.truth.plans[-1]
        for _, cents in plan.instalments if is_kept else ():
            self.life.live(between)
            self.pay_of(plan, cents)
        if is_kept is False:
            self.life.live(between + plan.grace + 2)

    @precondition(owes_something)
    @rule(pick=PICK, between=st.integers(5, 20), was_there=st.booleans())
    def a_plan_meets_what_is_taken_back(self, pick: int, between: int, was_there: bool) -> None:
        """It had reckoned with it, and is kept; or its first instalment was taken for paid."""
        number = self.one_of(pick)
        owed = self.life.truth.debts[number].owed
        if (
            number not in self.unplanned(pick)
            or owed < 9
            or any(p.ended_on is None for p in self.life.office.case.plans)
        ):
            return
        if was_there:
            self.life.pays(number, owed // 3)
        if any(p.ended_on is None for p in self.life.office.case.plans):
            # What came was what one in default had missed: it stands again.
            return
        self.life.agrees_on((number,), between, 2)
        plan = self.life.truth.plans[-1]
        if was_there:
            self.life.takes_back(number)
        self.life.live(between)
        self.life.pays(number, plan.instalments[0][1])
        self.life.live(plan.grace + 1)
        if not was_there:
            self.life.takes_back(number)
            self.life.live(plan.grace)

    def pay_of(self, plan: Deal, cents: int) -> None:
        for number in plan.numbers:
            share = min(cents, self.life.truth.debts[number].owed)
            cents -= share
            if share:
                self.life.pays(number, share)

    def running(self) -> list[Deal]:
        truth, today = self.life.truth, self.life.today
        return [p for p in truth.plans if truth.plan_stands(p, today)]

    @precondition(lambda self: self.running())
    @rule(pick=PICK, peace=PEACE)
    def an_instalment_is_paid(self, pick: int, peace: int) -> None:
        plan = self.running()[0]
        self.pay_of(plan, plan.instalments[0][1] if pick % 2 else self.life.truth.owed_on(plan.numbers))
        self.life.live(peace)

    @precondition(lambda self: self.running())
    @rule(peace=PEACE)
    def a_plan_is_ended(self, peace: int) -> None:
        self.life.ends_the_plan(self.running()[0])
        self.life.live(peace)

    @precondition(owes_something)
    @rule(pick=PICK, status=STATUSES, ago=st.sampled_from((0, 0, 2)), peace=PEACE)
    def the_platform_says_something(self, pick: int, status: tuple[str, str], ago: int, peace: int) -> None:
        code, reason = status
        self.life.is_told(self.one_of(pick), StatusCode(code), reason, ago)
        self.life.live(peace)

    @precondition(lambda self: self.life.truth.statuses)
    @rule(pick=PICK, peace=PEACE)
    def the_platform_is_content(self, pick: int, peace: int) -> None:
        for number in self.life.truth.statuses:
            self.life.is_told(number, StatusCode.APPROVED, "", 0)
            self.life.finds_the_money(number)
        self.life.live(peace)
