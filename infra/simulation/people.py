"""What debtors and creditors do in the world, at any moment; and what they know to have been taken down, and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from chalicelib.domain.access import Session
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import Refused
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, Debtor, DebtorKind, Language
from chalicelib.domain.step import invoice_of
from chalicelib.domain.wrong_recipient import WrongRecipient
from chalicelib.ports import StepKey
from chalicelib.usecases.contest_invoice import ContestInvoice
from chalicelib.usecases.disown_address import DisownAddress
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from chalicelib.usecases.promise_payment import PromisePayment
from chalicelib.usecases.record_payment import RecordPayment
from chalicelib.usecases.upload_invoices import UploadInvoices, invoice_id
from chalicelib.usecases.upload_rows import Row
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from infra.simulation.ledger import Ledger
from infra.simulation.world import World

DAY = timedelta(days=1)
KINDS = (DebtorKind.TRADER, DebtorKind.TRADER, DebtorKind.CONSUMER, DebtorKind.PUBLIC_BODY)


class People:
    """Whoever is refused, or gets no answer, asks again in a while: each verb may be sent twice."""

    def __init__(self, world: World, debtors: int, chance: Random) -> None:
        self.world, self.chance, self.ledger = world, chance, Ledger()
        self.done: list[tuple[datetime, Callable[[], object], Callable[[], object] | None]] = []
        world.on_queued = self._hears_before_it_is_sent
        world.on_printing = self._hears_while_it_is_printed
        for n in range(debtors):
            self._comes(n)
        # Drawn last: what befalls the debtors is the same whatever their creditors do.
        for creditor_id in world.creditors.stored:
            for _ in range(self.chance.randint(0, 1)):
                world.later(DAY * self.chance.uniform(4, 90), partial(self._pauses_all, creditor_id))

    def _comes(self, n: int) -> None:
        """A debtor with one to three invoices, uploaded one by one over some days."""
        creditor = f"cre-{n % len(self.world.creditors.stored)}"
        who = Debtor(
            id=f"dbt-{n}",
            name=f"Debtor {n}",
            kind=self.chance.choice(KINDS),
            address=Address(("3 quai Sud",), "29200", "Brest"),
            email=self._address(n),
        )
        key = CaseKey(creditor, who.id)
        self.ledger.addresses.asks(key, who.email, self._now()).told_at = self._now()
        if self.chance.random() < 0.3:
            self.world.later(DAY * self.chance.uniform(4, 90), lambda: self._moves(key))
        if self.chance.random() < 0.1:
            self.world.later(DAY * self.chance.uniform(4, 90), lambda: self._disowns(key))
        for k in range(self.chance.choice((1, 1, 2, 3))):
            number = f"F-{n}-{k}"
            day = self.world.today + DAY * self.chance.randint(-20, 40)
            sum_ = Money(self.chance.randint(2000, 90000))
            owed = Invoice(invoice_id(creditor, number), number, day - 30 * DAY, day, sum_)
            self.world.later(DAY * self.chance.uniform(0, 3), partial(self._uploads, creditor, who, owed))
            self.ledger.owes(key, owed)
            self._lives(key, owed)

    def _address(self, n: int) -> str | None:
        """Its own; now and then that of another debtor of the creditor's, as in a group of companies; or none."""
        drawn, creditors = self.chance.random(), len(self.world.creditors.stored)
        owner = n - creditors if drawn < 0.2 and n >= creditors else n
        return f"d{owner}@debtor.example" if drawn < 0.97 else None

    def _uploads(self, creditor: str, who: Debtor, owed: Invoice) -> None:
        upload = UploadInvoices(self.world.cases, self.world.judge, self.world.clock)

        def act() -> None:
            upload(creditor, [Row(2, owed, who, Money(0))])

        if who.email:
            self._states(CaseKey(creditor, who.id), who.email, act)
        else:
            # A row without one says nothing of what is known.
            self._asks(act)

    def _lives(self, key: CaseKey, owed: Invoice) -> None:
        """What befalls one invoice, sooner or later."""
        drawn, when = self.chance.random(), DAY * self.chance.uniform(4, 90)
        if drawn < 0.45:
            self.world.later(when, lambda: self._pays(key, owed))
        elif drawn < 0.6:
            self.world.later(when, lambda: self._contests(key, owed))
        elif drawn < 0.75:
            self.world.later(when, lambda: self._pauses(key, owed))
        elif drawn < 0.85:
            self.world.later(when, lambda: self._promises(key, owed))

    def _hears_before_it_is_sent(self, key: StepKey) -> None:
        """Now and then a payment or a contest comes while the message waits in the queue, or its creditor's word for
        all; in its last seconds, as whoever sends it may have read what it knows of its creditor just before.
        """
        drawn = self.chance.random()
        if 0.06 < drawn < 0.066:
            moment = timedelta(seconds=self.chance.uniform(0, 20))
            self.world.later(moment, lambda: self._pauses_all(key.case.creditor_id))
        if drawn > 0.06:
            return
        moment = timedelta(seconds=self.chance.uniform(0, 4))
        self.world.later(moment, lambda: self._ends(key, self._pays if drawn < 0.04 else self._contests))

    def _hears_while_it_is_printed(self, key: StepKey) -> None:
        """A claim that is on its way meets a payment, a contest, a pause, a promise, its creditor's word for all, or
        another address.
        """
        drawn = self.chance.random()
        if drawn < 0.03:
            self._ends(key, self.chance.choice((self._pays, self._pays, self._contests, self._pauses, self._promises)))
        elif drawn < 0.035:
            self._pauses_all(key.case.creditor_id)
        elif drawn < 0.045:
            self._moves(key.case)

    def _ends(self, key: StepKey, act: Callable[[CaseKey, Invoice], None]) -> None:
        """Something befalls one of the invoices that a step asks for."""
        step = next((s for s in self.world.cases.stored[key.case].steps if s.id == key.step_id), None)
        if step and step.items:
            act(key.case, self.ledger.owed[invoice_of(self.chance.choice(step.items).invoice_id)])

    def _pays(self, key: CaseKey, owed: Invoice) -> None:
        on = self._day()
        entry = Entry(EntryKind.PAYMENT, on, owed.total, f"VIR {owed.number}")
        pay = RecordPayment(self.world.cases, self.world.judge, self.world.clock)
        self._asks(
            lambda: pay(key.creditor_id, owed.id, entry, "bank"), lambda: self.ledger.tells(owed.id, self._now())
        )

    def _contests(self, key: CaseKey, owed: Invoice) -> None:
        contest = ContestInvoice(self.world.cases, self.world.judge, self.world.clock)
        self._asks(
            lambda: contest(key, owed.id, "wrong-amount", ""),
            lambda: self._silences(key, owed, HoldKind.DISPUTE),
        )

    def _pauses(self, key: CaseKey, owed: Invoice) -> None:
        hold = Hold(HoldKind.PAUSE, owed.id, self._day(), "creditor", "a word")
        self._asks(lambda: HoldChase(self.world.change)(key, hold), lambda: self._silences(key, owed, HoldKind.PAUSE))

    def _promises(self, key: CaseKey, owed: Invoice) -> None:
        on = self.world.today + DAY * self.chance.randint(3, 30)
        promise = PromisePayment(self.world.change, self.world.ids)
        # Where that day begins first, it is over first.
        until = datetime.combine(on, time(0), UTC)

        def act() -> None:
            self.ledger.may_end(owed.id, HoldKind.PROMISE, until)
            promise(key, (owed.id,), on, "", "debtor")

        self._asks(act, lambda: self.ledger.tells(owed.id, self._now(), HoldKind.PROMISE, until))

    def _moves(self, key: CaseKey) -> None:
        """Its creditor states another address of a debtor's, e-mail and post."""
        known = self.world.cases.stored.get(key)
        if known:
            number = len(self.ledger.addresses.stated.get(key, ()))
            email, street = f"{key.debtor_id}-{number}@moved.example", f"{number} rue Neuve"
            there = replace(known.debtor, email=email, address=Address((street,), "35000", "Rennes"))
            upsert = UpsertDebtor(self.world.change, self.world.cases.suppressions)
            self._states(key, email, lambda: upsert(key.creditor_id, there, "creditor"))

    def _states(self, key: CaseKey, email: str | None, act: Callable[[], object]) -> None:
        stated = self.ledger.addresses.asks(key, email, self._now())

        def told() -> None:
            stated.told_at = self._now()

        self._asks(act, told)

    def _disowns(self, key: CaseKey) -> None:
        """Whoever had the last mail says that they are somebody else, or that it should go elsewhere."""
        email = next((t.mail.to for t in reversed(self.world.mails.sink) if t.key == key), None)
        if email:
            later = self._now() + DAY
            session = Session("a session", key, Language.FR, later, later, email)
            answer, disown = (
                self.chance.choice(tuple(WrongRecipient)),
                DisownAddress(self.world.change, self.world.doors),
            )
            disowned = self.ledger.addresses.disowned
            self._asks(lambda: disown(session, answer), lambda: disowned.setdefault((key, email), self._now()))

    def _pauses_all(self, creditor_id: str) -> None:
        """A creditor wants nobody to hear anything for some days; now and then it has done before they are over."""
        known, until = self.world.known, self.world.today + DAY * self.chance.randint(1, 9)
        early = DAY * self.chance.uniform(0.1, 4) if self.chance.random() < 0.4 else None

        def pause() -> None:
            known.may_pause(creditor_id, until, self._now())
            self.world.steer.pause(creditor_id, until, "a word", "creditor")

        def taken() -> None:
            known.pauses(creditor_id, until, self._now())

        def told() -> None:
            taken()
            if early:
                self.world.later(early, lambda: self._asks(resume))

        def resume() -> None:
            # Where Relance has stopped it, that would be lifted, and the pause stay.
            if not known.is_stopped(creditor_id):
                known.may_go_on(creditor_id, self._now())
                try:
                    self.world.steer.resume(creditor_id, "creditor")
                finally:
                    # Whatever was said while that was on its way, it may have ended too.
                    known.may_go_on(creditor_id, self._now())

        self._asks(pause, told, again=taken)

    def _silences(self, key: CaseKey, owed: Invoice, kind: HoldKind) -> None:
        self.ledger.tells(owed.id, self._now(), kind)
        if self.chance.random() < 0.7:
            end = EndHold(self.world.change)
            self.world.later(
                DAY * self.chance.uniform(2, 20),
                lambda: self._lets_go(owed, kind, lambda: end(key, kind, owed.id, "settled", "creditor")),
            )

    def _lets_go(self, owed: Invoice, kind: HoldKind, act: Callable[[], object]) -> None:
        """All of that kind on the invoice, from the first moment on at which it may be known; and what was said while
        that was on its way, as it ends that too.
        """

        def end() -> None:
            self.ledger.may_end(owed.id, kind, self._now())
            try:
                act()
            finally:
                self.ledger.may_end(owed.id, kind, self._now())

        self._asks(end)

    def _asks(
        self,
        act: Callable[[], object],
        known: Callable[[], object] | None = None,
        again: Callable[[], object] | None = None,
    ) -> None:
        """Until it is taken; then it is `known`. Whoever restores a backup says all of it once more, and what has been
        forgotten with the table is known `again`.
        """

        def ask() -> None:
            refused = list[Refused]()

            def asked() -> None:
                try:
                    act()
                except Refused as refusal:
                    # Paid already, or contested: nothing was taken down, and asking again changes nothing.
                    refused.append(refusal)

            if not self.world.survives(asked):
                self.world.later(timedelta(minutes=self.chance.uniform(1, 90)), ask)
            elif not refused:
                self.done.append((self._now(), act, again))
                if known:
                    known()

        ask()

    def say_again(self, since: datetime) -> None:
        """What was told since a backup was made: the creditor and its bank send it all again."""
        self.world.keeper.is_open = True
        for at, act, again in list(self.done):
            # What lies in the past by now is refused.
            if at >= since and self.world.survives(act) and again:
                again()
        self.world.keeper.is_open = False

    def _now(self) -> datetime:
        return self.world.clock.at

    def _day(self) -> date:
        # Yesterday is over in every zone.
        return self._now().date() - DAY
