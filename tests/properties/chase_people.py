"""What debtor, creditor, platform and mail service may do to a chase, as verbs: each tells the engine and the truth."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.access import Session
from chalicelib.domain.creditor_state import Closure
from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.invoice import Entry, Part
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.plan import Instalment
from chalicelib.domain.policy import ManualStepKind
from chalicelib.domain.wrong_recipient import WrongRecipient
from chalicelib.usecases.agree_plan import AgreePlan, EndPlan
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.disown_address import DisownAddress
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from chalicelib.usecases.promise_payment import PromisePayment
from chalicelib.usecases.record_e_invoice_status import RecordEInvoiceStatus
from chalicelib.usecases.settle_doubt import SettleDoubt
from chalicelib.usecases.take_manual_step import TakeManualStep
from chalicelib.usecases.upload_rows import Row
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import CREDITOR, KEY, credit_note, days, debtor, payment, row
from tests.properties.chase_life import Life
from tests.properties.chase_values import Deal, Debt, Sent, Stop, Word
from tests.properties.chase_words import forget_approvals

CLERK = "Claire"


class People(Life):
    count: int = 0

    def next_name(self, what: str) -> str:
        self.count += 1
        return f"{what}-{self.count}"

    # Invoices and money.

    def owes(self, parts: list[tuple[date, int]]) -> None:
        """An invoice of one day, or of several."""
        number, total, is_split = self.next_name("F"), sum(cents for _, cents in parts), len(parts) > 1
        split = tuple(Part(day, Money(cents)) for day, cents in parts) if is_split else ()
        issued_on = min(parts[0][0] - days(30), self.today)
        stated = row(number, due=parts[0][0], cents=total, issued_on=issued_on, parts=split)
        self.truth.debts[number] = Debt(stated, parts, is_split)
        self.upload(self.truth.debts[number].row)

    def upload(self, stated: Row) -> None:
        self.office.upload(replace(stated, debtor=debtor(email=self.truth.email)))

    def pays(self, number: str, cents: int) -> None:
        self.books(number, payment(cents, self.next_name("VIR"), self.today))

    def is_credited(self, number: str, cents: int) -> None:
        self.books(number, credit_note(cents, self.next_name("AV"), self.today))

    def books(self, number: str, entry: Entry) -> None:
        self.office.pay(CREDITOR, self.id_of(number), entry, "key_1")
        self.truth.debts[number].payments.append((self.today, entry.amount.cents))
        self.truth.debts[number].references.append(entry.reference)

    def takes_back(self, number: str) -> None:
        """The last entry of the invoice. What was not paid while it counted is excused until yesterday."""
        self.check_history()
        debt = self.truth.debts[number]
        reference, (day, cents) = debt.references.pop(), debt.payments.pop()
        self.office.cancel(CREDITOR, self.id_of(number), reference, "a slip", CLERK)
        # What was overpaid counted for everything.
        about = EVERYTHING if debt.total - debt.paid < cents else number
        self.truth.stops.append(Stop("cancelled", about, day, ended=self.today - days(1)))
        for plan in self.truth.plans:
            if reference in plan.reckoned:
                plan.beyond += cents
        self.met["taken back"] += 1

    def is_credited_on_none(self, cents: int) -> None:
        self.office.credited(cents, self.next_name("AV"))
        self.truth.unallocated.append((self.today, cents))

    # Holds.

    def contests(self, number: str) -> None:
        self.office.contest(KEY, self.id_of(number), "wrong-amount", "")
        self.truth.stops.append(Stop("dispute", number, self.today))

    def holds(self, kind: HoldKind, about: str, *, until: date | None = None, cents: int | None = None) -> None:
        hold = Hold(
            kind,
            self.id_of(about) if about else EVERYTHING,
            self.today,
            CLERK,
            self.next_name("why"),
            until=until,
            amount=Money(cents) if cents else None,
        )
        HoldChase(self.office.change)(KEY, hold)
        self.truth.stops.append(Stop(kind, about, self.today, until, cents))

    def lets_go_on(self, stop: Stop) -> None:
        """Every hold of that kind on the same invoice ends; a dispute of its platform's too."""
        EndHold(self.office.change)(
            KEY, HoldKind(stop.kind), self.id_of(stop.about) if stop.about else EVERYTHING, "settled", CLERK
        )
        for each in self.truth.stops:
            if (each.kind, each.about) == (stop.kind, stop.about):
                each.ended = min(each.last or date.max, self.today - days(1))
        if stop.kind == HoldKind.DISPUTE and self.truth.is_disputed_by_its_platform(stop.about):
            self.truth.statuses[stop.about].append((self.office.clock.at, self.today, "ended", ""))

    def finds_the_money(self, number: str) -> None:
        """That its platform says was cashed: it was another's, or is booked."""
        if self.truth.is_cashed_by_its_platform(number):
            kind = HoldKind.UNMATCHED_MONEY
            EndHold(self.office.change)(KEY, kind, self.id_of(number), "settled", CLERK)
            self.truth.statuses[number].append((self.office.clock.at, self.today, "ended money", ""))

    def promises(self, numbers: tuple[str, ...], on: date) -> None:
        self.check_history()
        standing = [p for p in self.truth.promises if not p.is_over and set(p.numbers) & set(numbers)]
        promise = PromisePayment(self.office.change, self.office.ids)
        after = promise(KEY, tuple(map(self.id_of, numbers)), on, "", "debtor")
        if any(p.id == after.promises[-1].id for p in standing):
            return
        due_by = {n: max(on, next(self.truth.debts[n].claims())[1]) for n in numbers}
        grace = self.truth.policy.promise_grace_days
        self.truth.promises.append(Word(after.promises[-1].id, numbers, on, grace, due_by))
        self.check_history()
        assert not any(set(p.numbers) & set(numbers) for p in standing)

    def agrees_on(self, numbers: tuple[str, ...], days_between: int, count: int) -> None:
        owed = self.truth.owed_on(numbers)
        count = min(count, owed)
        shares = [owed // count] * (count - 1) + [owed - owed // count * (count - 1)]
        agreed = tuple((self.today + days(days_between * n), cents) for n, cents in enumerate(shares, 1))
        plan = tuple(Instalment(day, Money(cents)) for day, cents in agreed)
        after = AgreePlan(self.office.change, self.office.ids)(KEY, tuple(map(self.id_of, numbers)), plan, CLERK)
        known = frozenset(r for n in numbers for r in self.truth.debts[n].references)
        self.truth.plans.append(
            Deal(
                after.plans[-1].id,
                numbers,
                agreed,
                self.truth.policy.plan_grace_days,
                reckoned=known,
                tolerance=self.truth.spared,
                agreed_on=self.today,
            )
        )

    def ends_the_plan(self, plan: Deal) -> None:
        EndPlan(self.office.change)(KEY, plan.id, "asked for", CLERK)
        plan.is_over = True

    def is_told(self, number: str, code: StatusCode, reason: str, days_ago: int) -> None:
        # Each word has an instant of its own: of two of the same one nobody can say which came last.
        self.office.clock.advance(minutes=1)
        at = self.office.clock.at - days(days_ago)
        RecordEInvoiceStatus(self.office.change)(CREDITOR, self.id_of(number), code, at, reason)
        told = self.truth.statuses.setdefault(number, [])
        told.append((at, self.today - days(days_ago), code, reason))

    # A person's words and ways.

    def decides(self, claims: tuple[str, ...], level: Level = Level.FORMAL_NOTICE, *, is_given: bool) -> None:
        names = self.claims()
        wanted = tuple(i for i, claim in names.items() if claim in claims)
        ApproveLevel(self.office.change)(KEY, level, wanted, is_given=is_given, reason="so it is", by=CLERK)
        for claim in claims:
            self.truth.words[claim, level] = (self.today, is_given)

    def calls(self, claim: str) -> None:
        wanted = tuple(i for i, name in self.claims().items() if name == claim)
        take = TakeManualStep(self.office.change)
        take(KEY, ManualStepKind.CALL, wanted, self.today, self.next_name("said"), CLERK)

    def finds_out(self, message: Sent, *, went_out: bool) -> None:
        """What became of a mail of which nobody knew; who says so may be wrong."""
        SettleDoubt(self.office.change)(KEY, message.reference, "the list of the service", CLERK, went_out=went_out)
        message.fate = "taken" if went_out else "held"
        self.met["found out"] += 1

    # The creditor.

    def pauses(self, until: date) -> None:
        self.steer.pause(CREDITOR, until, "a new bookkeeper", CLERK)
        self._no_pause_from_now_on()
        self.truth.pauses.append(Stop("pause", EVERYTHING, self.today, until))

    def resumes(self) -> None:
        self.steer.resume(CREDITOR, CLERK)
        self._no_pause_from_now_on()

    def _no_pause_from_now_on(self) -> None:
        for pause in self.truth.pauses:
            pause.ended = min(pause.last or date.max, self.today - days(1))

    def closes(self, since: date, until: date) -> None:
        self.steer.close(CREDITOR, (Closure(since, until),))
        self.truth.closed = {since + days(n) for n in range((until - since).days + 1)}

    def opens(self) -> None:
        self.steer.close(CREDITOR, ())
        self.truth.closed = set()

    def imports_bank_data(self) -> None:
        self.steer.tell_bank_data(CREDITOR, self.today)
        self.truth.bank_on = self.today

    def gives_an_address(self) -> None:
        self.truth.email = f"{self.next_name('m').lower()}@garage.test"
        self.truth.suspended.discard(self.truth.email)
        first = next(iter(self.truth.debts.values()))
        self.upload(first.row)

    # Whoever reads the mails.

    def disowns(self, answer: WrongRecipient) -> None:
        """Whoever reads what goes to the debtor's address says that it is not the debtor's, or not the right one."""
        there, now = self.truth.email, self.office.clock.at
        session = Session("of its link", KEY, Language.FR, now, now, there)
        DisownAddress(self.office.change, self.office.doors)(session, answer)
        self.truth.suspended.add(there)
        theirs = [m for m in self.truth.sent if m.to == there and m.fate not in ("refused", "disowned")]
        if answer is WrongRecipient.NOT_ME:
            unheard = [m for m in theirs if m.fate in ("taken", "delivered", "complained")]
            for message in theirs:
                message.fate = "disowned"
            forget_approvals(self.truth, unheard)
        self.met[answer] += 1

    def is_trusted_anew(self) -> None:
        """The creditor gives the same address once more."""
        there = self.truth.email
        for email in (f"{self.next_name('m').lower()}@garage.test", there):
            UpsertDebtor(self.office.change, self.office.cases.suppressions)(CREDITOR, debtor(email=email), CLERK)
        self.truth.suspended.discard(there)
        self.met["trusted anew"] += 1

    # Peace.

    def is_settled(self) -> None:
        """All that silenced the debtor ends, all doubt is cleared."""
        self.mood, self.for_good, self.box.outcomes = StepMove.DELIVER, True, []
        for message in self.truth.sent:
            if message.fate in ("unknown", "taken"):
                self.tell(message, StepMove.DELIVER, for_good=True)
        while standing := [s for s in self.truth.stops if s.stands(self.today)]:
            self.lets_go_on(standing[0])
        for plan in self.truth.plans:
            if self.truth.plan_stands(plan, self.today):
                self.ends_the_plan(plan)
        for number in self.truth.statuses:
            self.is_told(number, StatusCode.APPROVED, "", 0)
            self.finds_the_money(number)
        self.resumes()
        self.opens()
        self.imports_bank_data()
        if not self.truth.can_write:
            self.gives_an_address()

    def comes_to_peace(self) -> None:
        """All is settled, and a person does in time what is asked for: then each invoice climbs to the end."""
        self.is_settled()
        self.is_at_peace = True
        for _ in range(20):
            self.imports_bank_data()
            for letter in self.letters_to_post():
                self.posts(letter)
            if claims := tuple(self.claims().values()):
                self.decides(claims, is_given=True)
            for (claim, level), (_, is_given) in [*self.truth.words.items()]:
                if claim in claims and not is_given:
                    self.decides((claim,), level, is_given=True)
            self.live(18)
        self.is_at_peace = False
        self.nobody_was_forgotten()

    def nobody_was_forgotten(self) -> None:
        """After a year of peace each invoice has climbed to the end, or asks for too little to be chased."""
        owed, decision = self.claims(), self.office.judge.decision_on(self.office.case, self.office.clock.at)
        whys = {r.invoice_id: r.why for r in decision.reasons if r.invoice_id in owed}
        assert set(whys.values()) <= {Why.LADDER_ENDED, Why.TOLERATED, Why.IN_CREDIT}, whys
        rungs = self.truth.policy.rungs
        last = [r.level for r in rungs if r.conditions.at_least is None][-1]
        # Whoever heard a firmer one needs no lower one, should that have come back since.
        enough = [r.level for r in rungs if last.rank <= r.level.rank]
        for name, why in whys.items():
            if why is Why.LADDER_ENDED:
                heard = [level for level in enough if self.truth.heard(owed[name], level, self.today)]
                assert heard, f"{owed[name]} never heard {last}"
