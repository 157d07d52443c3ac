"""Joins each use case to the adapters of the world: the only place that does."""

from dataclasses import dataclass

from chalicelib.adapters.clock import ClockRefused, SystemClock, payload_clock
from chalicelib.adapters.ids import SystemIds
from chalicelib.ports import Clock
from chalicelib.usecases.agree_plan import AgreePlan, EndPlan
from chalicelib.usecases.answer_dispute import AnswerDispute
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.assess_case import AssessCase
from chalicelib.usecases.authorize import Authorize
from chalicelib.usecases.backtest_policy import BacktestPolicy
from chalicelib.usecases.cancel_entry import CancelEntry
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.choose_policy import ChoosePolicy
from chalicelib.usecases.contest_invoice import ContestInvoice
from chalicelib.usecases.create_api_key import CreateApiKey
from chalicelib.usecases.declare_claim import DeclareClaim
from chalicelib.usecases.disown_address import DisownAddress
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from chalicelib.usecases.list_invoices import FetchLetter, ListInvoices, ShowInvoice
from chalicelib.usecases.open_portal import OpenPortal
from chalicelib.usecases.plan_due import PlanDue
from chalicelib.usecases.plan_policy import PlanPolicy
from chalicelib.usecases.promise_payment import PromisePayment
from chalicelib.usecases.propose_plan import ProposePlan
from chalicelib.usecases.queue_steps import QueueSteps
from chalicelib.usecases.reconcile_steps import ReconcileSteps
from chalicelib.usecases.record_credit import RecordCredit
from chalicelib.usecases.record_delivery import RecordDelivery
from chalicelib.usecases.record_e_invoice_status import RecordEInvoiceStatus
from chalicelib.usecases.record_failure import RecordFailure
from chalicelib.usecases.record_payment import RecordPayment
from chalicelib.usecases.record_posting import RecordPosting
from chalicelib.usecases.redrive import Redrive
from chalicelib.usecases.send_account import SendAccount
from chalicelib.usecases.send_step import SendStep
from chalicelib.usecases.settle_doubt import SettleDoubt
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.take_manual_step import TakeManualStep
from chalicelib.usecases.trying_replies import TryReplies
from chalicelib.usecases.upload_invoices import UploadInvoices
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from chalicelib.usecases.view_case import EnterSession, ReadLetter, ViewCase
from chalicelib.usecases.view_creditor import ViewCreditor
from chalicelib.usecases.view_debtor import ViewDebtor
from chalicelib.usecases.watch_law import WatchLaw
from chalicelib.usecases.watch_outcomes import WatchOutcomes
from chalicelib.world import World, world


@dataclass(frozen=True)
class UseCases:
    """Every use case, joined to the world, at one clock."""

    world: World
    clock: Clock

    def watch_law(self) -> WatchLaw:
        return WatchLaw(self.clock, self.world.metrics)

    def plan_due(self) -> PlanDue:
        w = self.world
        return PlanDue(w.cases, w.queues, self.clock, w.metrics, w.settings.mails_per_second)

    def assess_case(self) -> AssessCase:
        w = self.world
        return AssessCase(w.cases, w.judge, self.clock, ReconcileSteps(w.look_up, w.remember))

    def queue_steps(self) -> QueueSteps:
        return QueueSteps(self.world.queues, self.clock)

    def send_step(self) -> SendStep:
        w = self.world
        return SendStep(
            cases=w.cases,
            judge=w.judge,
            press=w.press,
            documents=w.documents,
            journal=w.journal,
            mailer=w.mailer(self.clock),
            clock=self.clock,
            ids=SystemIds(),
            portal_url=w.settings.portal_url,
            remember=w.remember,
        )

    def record_delivery(self) -> RecordDelivery:
        w = self.world
        watch = WatchOutcomes(w.outcomes, w.creditors, self.steer_creditor(), w.metrics, self.clock)
        return RecordDelivery(w.cases, w.judge, self.clock, watch, w.remember)

    def record_failure(self) -> RecordFailure:
        w = self.world
        return RecordFailure(w.cases, w.judge, w.failed, self.clock, w.metrics)

    def redrive(self) -> Redrive:
        return Redrive(self.world.cases, self.world.failed, self.world.queues, self.clock)

    def upload_invoices(self) -> UploadInvoices:
        return UploadInvoices(self.world.cases, self.world.judge, self.clock)

    def list_invoices(self) -> ListInvoices:
        return ListInvoices(self.world.cases)

    def show_invoice(self) -> ShowInvoice:
        return ShowInvoice(self.world.cases, self.world.judge, self.clock)

    def fetch_letter(self) -> FetchLetter:
        return FetchLetter(self.world.cases, self.world.documents)

    def record_payment(self) -> RecordPayment:
        return RecordPayment(self.world.cases, self.world.judge, self.clock)

    def cancel_entry(self) -> CancelEntry:
        return CancelEntry(self.change())

    def authorize(self) -> Authorize:
        return Authorize(self.world.doors)

    def create_api_key(self) -> CreateApiKey:
        return CreateApiKey(self.world.creditors, self.world.doors, self.clock, SystemIds())

    def open_portal(self) -> OpenPortal:
        return OpenPortal(self.world.cases, self.world.doors, self.clock, SystemIds())

    def enter_session(self) -> EnterSession:
        return EnterSession(self.world.doors, self.clock)

    def view_case(self) -> ViewCase:
        return ViewCase(self.world.cases, self.world.judge, self.clock)

    def read_letter(self) -> ReadLetter:
        return ReadLetter(self.world.cases, self.world.documents)

    def change(self) -> ChangeCase:
        return ChangeCase(self.world.cases, self.world.judge, self.clock, self.world.remember)

    def view_debtor(self) -> ViewDebtor:
        return ViewDebtor(self.world.cases, self.world.judge, self.clock)

    def upsert_debtor(self) -> UpsertDebtor:
        return UpsertDebtor(self.change(), self.world.suppressions)

    def foresee(self) -> Foresee:
        return Foresee(self.world.cases, self.world.judge, self.clock, self.world.settings.portal_url)

    def plan_policy(self) -> PlanPolicy:
        return PlanPolicy(self.foresee())

    def apply_policy(self) -> ApplyPolicy:
        return ApplyPolicy(self.foresee(), self.world.policies, self.change())

    def backtest_policy(self) -> BacktestPolicy:
        return BacktestPolicy(self.foresee())

    def steer_creditor(self) -> SteerCreditor:
        return SteerCreditor(self.world.creditors, self.world.policies, self.clock)

    def view_creditor(self) -> ViewCreditor:
        return ViewCreditor(self.world.creditors)

    def record_credit(self) -> RecordCredit:
        return RecordCredit(self.change())

    def choose_policy(self) -> ChoosePolicy:
        return ChoosePolicy(self.change())

    def record_e_invoice_status(self) -> RecordEInvoiceStatus:
        return RecordEInvoiceStatus(self.change())

    def hold_chase(self) -> HoldChase:
        return HoldChase(self.change())

    def declare_claim(self) -> DeclareClaim:
        return DeclareClaim(self.change())

    def try_replies(self) -> TryReplies:
        return TryReplies(self.world.judge, self.world.press, self.world.settings.portal_url)

    def answer_dispute(self) -> AnswerDispute:
        return AnswerDispute(self.change(), self.try_replies())

    def propose_plan(self) -> ProposePlan:
        return ProposePlan(self.change(), self.try_replies())

    def send_account(self) -> SendAccount:
        return SendAccount(self.change(), self.try_replies())

    def end_hold(self) -> EndHold:
        return EndHold(self.change())

    def approve_level(self) -> ApproveLevel:
        return ApproveLevel(self.change())

    def record_posting(self) -> RecordPosting:
        return RecordPosting(self.change())

    def settle_doubt(self) -> SettleDoubt:
        return SettleDoubt(self.change())

    def take_manual_step(self) -> TakeManualStep:
        return TakeManualStep(self.change())

    def promise_payment(self) -> PromisePayment:
        return PromisePayment(self.change(), SystemIds())

    def agree_plan(self) -> AgreePlan:
        return AgreePlan(self.change(), SystemIds())

    def end_plan(self) -> EndPlan:
        return EndPlan(self.change())

    def disown_address(self) -> DisownAddress:
        return DisownAddress(self.change(), self.world.doors)

    def contest_invoice(self) -> ContestInvoice:
        return ContestInvoice(self.world.cases, self.world.judge, self.clock)


def use_cases(now: str | None = None, *, where_it_may: bool = False) -> UseCases:
    """At the machine's clock; at `now` (ISO instant) where the stage lets a payload set it. Raises ClockRefused when it
    does not, unless only `where_it_may`, or when `now` is not an instant.
    """
    may = world().settings.payload_sets_clock
    if now is None or (where_it_may and not may):
        return UseCases(world(), SystemClock())
    if not may:
        raise ClockRefused("this stage does not let a payload set the clock")
    return UseCases(world(), payload_clock(now))
