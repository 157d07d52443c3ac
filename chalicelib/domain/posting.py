"""Whether a letter that waits for a person's hand, to be posted or mended, is still what the debtor is to read."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from chalicelib.domain.facts import Facts
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import asks_for
from chalicelib.domain.position import Position
from chalicelib.domain.standing_plan import StandingPlan, excuses_of, is_about
from chalicelib.domain.step import Step, StepItem
from chalicelib.domain.task import Task, TaskKind


def says_what_is_so(
    step: Step, facts: Facts, placed: Mapping[str, Position], standing: Collection[StandingPlan], on: date
) -> bool:
    """Whether all that its letter says of invoices and instalments is so on that day, and nothing silences it: it is
    compared with what was printed, for nobody knows later what was known then. One that was kept without its figures
    is taken at its word, but for what holds it.

    >>> from chalicelib.domain.facts import InvoiceFacts
    >>> from chalicelib.domain.money import Money
    >>> from chalicelib.domain.position import positions
    >>> from chalicelib.domain.step import Figures
    >>> day, items = date(2026, 11, 9), (StepItem("a", Level.REMINDER_1),)
    >>> letter = Step("s", Level.REMINDER_1, day, items, figures=(Figures(5000),))
    >>> owed = [Facts((InvoiceFacts("a", "F-1", date(2026, 11, 2), Money(cents)),)) for cents in (5000, 4999)]
    >>> [says_what_is_so(letter, facts, positions(facts, day), (), day) for facts in owed]
    [True, False]
    """
    about = [placed[i.invoice_id] for i in step.items if i.invoice_id in placed]
    # A part that was paid is known no more.
    if len(about) < len(step.items):
        return False
    if step.figures and step.figures != tuple(p.figures for p in about):
        return False
    if step.level is not Level.INSTALMENT:
        return all(p.hold is None for p in about)
    return any(_is_left(step, plan, facts) for plan in _recalled(step, facts, standing, on))


def is_waited_for(
    step: Step, facts: Facts, standing: Collection[StandingPlan], waiting: set[StepItem], on: date
) -> bool:
    """Whether the decision still waits for it: nothing else holds what it asks for, nobody has refused it, and its
    policy has it. The reminder of an instalment, while its plan stands and nothing else holds an invoice of it.
    """
    if step.level is Level.INSTALMENT:
        return bool(_recalled(step, facts, standing, on))
    return any(item in waiting for item in step.items)


def _recalled(step: Step, facts: Facts, standing: Collection[StandingPlan], on: date) -> list[Plan]:
    """The plan that it is a reminder of, as it stands, unless something else holds an invoice of it."""
    return [s.plan for s in standing if is_about(step, s.plan) and not excuses_of(s.plan, facts, on)]


def _is_left(step: Step, plan: Plan, facts: Facts) -> bool:
    """Whether all that is left of the plan, up to the last instalment that it asks for, is what it asks for; and all of
    its invoices on which something is owed are those that it lists.
    """
    if not step.recalls:
        return True
    asked = tuple(i for i in plan.left() if i.on <= step.recalls[-1].on)
    owed = {i.id for i in facts.invoices if i.invoice_id in plan.invoice_ids and i.open.is_positive}
    return asked == step.recalls and owed == {i.invoice_id for i in step.items}


def is_still_due(step: Step, placed: Mapping[str, Position], due: Collection[StepItem]) -> bool:
    """Whether all that it asks for is to be said still, at its level. `due` is what would be said, whatever its
    channel, were it not that the letter waits. Of a notice, which asks for nothing, one item that waits for it is
    enough; the reminder of an instalment stands beside the ladder.
    """
    if step.level in (Level.INSTALMENT, Level.NOTICE):
        return True
    listed = ((i, placed[i.invoice_id].invoice) for i in step.items if i.invoice_id in placed)
    return all(i in due for i, of in listed if asks_for(step.level, i.level, is_late=of.is_late(step.on)))


def letters_in_vain(steps: Iterable[Step], tasks: Iterable[Task]) -> frozenset[str]:
    """The ids of the letters that wait for the post and are no task any more: they were refused, are of another policy,
    or something holds them. While bank data is to be imported nothing is one, and may be again.
    """
    known = tuple(tasks)
    if any(task.kind is TaskKind.IMPORT_BANK_DATA for task in known):
        return frozenset()
    awaited = {task.reference for task in known}
    return frozenset(s.id for s in steps if s.state is StepState.UNPOSTED and s.reference not in awaited)
