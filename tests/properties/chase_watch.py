"""A press and a mail service that check each letter, at the very moment it is made, against what really happened."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import NotSent, OutcomeUnknown
from chalicelib.domain.letter import Letter, LetterLine
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.mail import Mail
from chalicelib.domain.policy import Anchor
from chalicelib.domain.step import ANOTHER_WAS_POSTED, NOT_POSTED
from chalicelib.domain.task import TaskKind
from tests.builders import Office, days
from tests.fakes import PlainPress, SentBox
from tests.properties.chase_model import WEEK, Truth
from tests.properties.chase_values import Deal, Sent

WENT_OUT = ("taken", "delivered", "complained", "posted")


def take_back(truth: Truth, office: Office) -> None:
    """The letters that the engine withdrew before anybody posted them, and the mails that it takes for not sent."""
    states = {s.reference: s.state for s in office.case.steps}
    never_left = {s.reference for s in office.case.steps if s.reason in (NOT_POSTED, ANOTHER_WAS_POSTED)}
    for message in truth.sent:
        if message.fate == "unknown" and states[message.reference] is StepState.CANCELLED:
            assert truth.may_be_given_up(message, office.today)
            message.fate = "given up"
        if message.fate == "printed" and states[message.reference] is StepState.WITHDRAWN:
            message.fate = "lapsed" if message.reference in never_left else "withdrawn"


def number_of(claim: str) -> str:
    return claim.partition(" (")[0]


def asked_for(letter: Letter) -> list[LetterLine]:
    """A notice asks for all it lists, a formal notice and its follow-up for what reached that level, a reminder for all
    that is late.
    """
    found = []
    for line in letter.lines:
        is_late = line.due_on < letter.on
        is_own = line.level is letter.level
        if letter.level in (Level.FORMAL_NOTICE, Level.FOLLOW_UP):
            wanted = is_own and is_late
        else:
            wanted = letter.level is Level.NOTICE or is_own or is_late
        found += [line] if wanted else []
    return found


@dataclass
class WatchfulPress(PlainPress):
    truth: Truth | None = None
    office: Office | None = None

    def letter_pdf(self, letter: Letter) -> bytes:
        assert self.truth is not None
        assert self.office is not None
        on = self.office.today
        take_back(self.truth, self.office)
        self.printed.clear()
        assert letter.on == on
        if letter.level is Level.INSTALMENT:
            check_instalment(letter, self.truth, on)
        else:
            check_sums(letter, self.truth, on)
            for line in asked_for(letter):
                check_level(line, self.truth, on)
        if letter.debtor.email is None:
            self.truth.may_hear(on)
            self.truth.sent.append(sent(letter, None, "printed"))
        return super().letter_pdf(letter)


@dataclass
class WatchfulBox(SentBox):
    truth: Truth | None = None
    office: Office | None = None

    def send(self, mail: Mail) -> str:
        assert self.truth is not None
        assert self.office is not None
        on, policy = self.office.today, self.truth.policy
        (letter,) = self.office.press.printed
        (claimed,) = [s for s in self.office.case.steps if s.state is StepState.CLAIMED]
        assert claimed.reference == letter.reference
        assert int(mail.words.text.split()[0]) == letter.to_pay.cents
        assert mail.to == self.truth.email
        assert self.truth.can_write, "the address is suspended"
        at = self.office.clock.at.astimezone(ZoneInfo("Europe/Paris")).time()
        assert policy.budget.opens <= at < policy.budget.closes
        self.truth.may_hear(on)
        try:
            reference = super().send(mail)
        except OutcomeUnknown:
            self.truth.sent.append(sent(letter, mail.to, "unknown"))
            raise
        except NotSent:
            self.truth.sent.append(sent(letter, mail.to, "refused"))
            raise
        self.truth.sent.append(sent(letter, mail.to, "taken"))
        return reference


def sent(letter: Letter, to: str | None, fate: str) -> Sent:
    asked = {line.number: line.level for line in asked_for(letter)}
    return Sent(
        letter.reference,
        letter.level,
        letter.on,
        to,
        asked,
        fate,
        leaves_out=letter.contested.cents,
        pay_by=letter.pay_by,
        letter=letter,
    )


def check_to_post(decision: Decision, truth: Truth, on: date) -> int:
    """What a person is asked to post says what is so on that day; how many letters that is."""
    asked = {t.reference for t in decision.tasks if t.kind is TaskKind.POST_LETTER}
    letters = [m.letter for m in truth.sent if m.letter and m.reference in asked]
    assert len(letters) == len(asked)
    for letter in letters:
        if letter.level is Level.INSTALMENT:
            numbers = {number_of(line.number) for line in letter.lines}
            (plan,) = [p for p in truth.plans if numbers <= set(p.numbers) and truth.plan_stands(p, on)]
            assert not any(truth.is_silenced(n, on, by_plans=False) for n in plan.numbers)
            assert letter.schedule
            turns = {line.on for line in letter.schedule.asked}
            received = sum(cents for _, cents in plan.instalments) - truth.missing_of(plan)
            begun = sum(cents for day, cents in plan.instalments if day <= max(turns))
            assert letter.to_pay.cents == begun - received, "it asks for what is not missing of the plan"
        else:
            check_sums(letter, truth, on)
            numbers = {number_of(line.number) for line in letter.lines}
            contested = sum(min(truth.contested(n, on), truth.debts[n].owed) for n in numbers)
            assert sum(line.contested.cents for line in letter.lines) <= contested
    return len(letters)


def check_sums(letter: Letter, truth: Truth, on: date) -> None:
    """It lists what is owed and not silenced, and asks for no more than that, less credits and what is contested."""
    asked = asked_for(letter)
    most = 0
    for number in {number_of(line.number) for line in letter.lines}:
        debt = truth.debts[number]
        assert not truth.is_silenced(number, on), f"{number} is silenced"
        owed = {claim: (due, cents) for claim, due, cents in debt.claims()}
        for line in letter.lines:
            if number_of(line.number) == number:
                assert owed[line.number] == (line.due_on, line.open.cents)
        of_it = sum(line.open.cents for line in asked if number_of(line.number) == number)
        most += min(of_it, debt.owed - truth.contested(number, on))
    to_pay = letter.to_pay.cents
    assert truth.policy.tolerated("EUR") < to_pay
    assert to_pay <= most, "more than what is owed and not contested"
    assert to_pay <= truth.account(on), "more than the account shows"


def check_instalment(letter: Letter, truth: Truth, on: date) -> None:
    """A plan that stands and that nothing else silences asks for what is missing of the instalments whose turn has
    come, once a turn.
    """
    numbers = {number_of(line.number) for line in letter.lines}
    (plan,) = [p for p in truth.plans if numbers <= set(p.numbers) and truth.plan_stands(p, on)]
    assert not any(truth.is_silenced(n, on, by_plans=False) or truth.contested(n, on) for n in plan.numbers)
    # On paper a week earlier, so that it can be posted on any day of its week.
    early = 0 if truth.can_write else WEEK.days
    ahead = [n - early if n <= 0 else n for n in truth.policy.instalment_reminder_days]
    turns = [day + days(n) for day, _ in plan.instalments for n in ahead]
    first = days(min(ahead))
    assert letter.pay_by is not None
    begun = sum(cents for day, cents in plan.instalments if day + first <= on and day <= letter.pay_by)
    assert truth.policy.tolerated("EUR") < letter.to_pay.cents
    received = sum(cents for _, cents in plan.instalments) - truth.missing_of(plan)
    assert letter.to_pay.cents <= begun - received, "more than is missing of the plan, or before its day"
    assert on + (days(0) if truth.can_write else WEEK) <= letter.pay_by, "a day to pay that may be over when it comes"
    assert plan_is_kept_to(plan, truth, letter.pay_by, on), "a day to pay that the plan does not stand until"
    turn = max(day for day in turns if day <= on)
    for message in truth.sent:
        if message.level is Level.INSTALMENT and numbers & {number_of(claim) for claim in message.asked}:
            assert message.fate not in WENT_OUT or message.on < turn, "an instalment is recalled twice"


def plan_is_kept_to(plan: Deal, truth: Truth, pay_by: date, on: date) -> bool:
    """After one that came too late for the instalment, a reminder puts nothing off."""
    first = plan.first_unpaid(sum(cents for _, cents in plan.instalments) - truth.missing_of(plan))
    assert first
    told = (m for m in truth.reminders(plan, on) if m.on < on and m.fate != "withdrawn")
    came = (m.on + (WEEK if m.to is None else days(0)) for m in told)
    return all(day <= first for day in came) or truth.plan_stands(plan, pay_by)


def check_level(line: LetterLine, truth: Truth, on: date) -> None:
    """It is neither said twice nor before its day, the level before it was heard, and who must approve has."""
    claim, level, rungs = line.number, line.level, truth.policy.rungs
    place = [r.level for r in rungs].index(level)
    rung = rungs[place]
    for message in truth.sent:
        if message.asked.get(claim) is level:
            assert message.fate not in WENT_OUT, f"{level} is said twice"
            is_near = (on - message.on).days < truth.policy.budget.gap_days
            assert not (message.fate == "held" and is_near), "whoever says that it did not go out may be wrong"
            waits = message.fate == "printed" and on <= message.on + WEEK
            assert not (waits and truth.is_for_the_post(level)), f"{level} is printed twice"
    assert (on <= line.due_on) if level is Level.NOTICE else (line.due_on < on)
    before = rungs[place - 1].level if place else None
    heard = truth.heard(claim, before, on) if before else []
    assert heard or before in (None, Level.NOTICE), f"{before} is skipped"
    if heard:
        assert min(truth.last_day_to_pay(m) for m in heard) < on, "the time that was given is not over"
    if rung.anchor is Anchor.DUE_DATE:
        assert line.due_on + days(rung.offset_days) <= on, f"{level} comes too early"
    word = truth.words.get((claim, level))
    assert word is None or word[1], f"{level} was refused"
    is_approved = word is not None and (on - word[0]).days <= truth.policy.approval_days
    if level in (Level.FORMAL_NOTICE, Level.FOLLOW_UP) and before:
        assert is_approved or truth.has_proof(claim, before, on), "opened by a letter without proof"
    if level is Level.FOLLOW_UP:
        days_of_notices = [m.on for m in truth.heard(claim, Level.FORMAL_NOTICE, on)]
        assert line.formal_notice_on == max(days_of_notices), "it recalls another formal notice"
    assert is_approved or not rung.needs_approval, f"nobody approved {level}"
