"""A reply that a person asks for is printed once before it is taken down: what it lacks is told to whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chalicelib.domain.case import Case
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.level import Level
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import Press
from chalicelib.usecases.composing import composed, site_of
from chalicelib.usecases.deciding import Judge


@dataclass(frozen=True, slots=True)
class TryReplies:
    judge: Judge
    press: Press
    portal_url: str

    def __call__(self, case: Case, planned: Iterable[StepMoved], field: str) -> None:
        """Raises Invalid, naming the field at fault: a word that may not be said, an address that is missing; and where
        nobody can be reached.
        """
        steps = [case.step(p.step_id) for p in planned]
        if not steps:
            said = "it was sent today already, or this debtor has no address to send it to"
            raise Invalid((Problem(field, "wrong", said),))
        for step in steps:
            try:
                debtor = replace(case.debtor, email=step.email)
                letter = composed(self.judge, case, debtor, step, site_of(self.portal_url, case))
                self.press.mail_words(letter, f"{site_of(self.portal_url, case)}#k=tried")
            except Refused as hole:
                place = field if step.level is not Level.ACCOUNT else "debtor_id"
                raise Invalid((Problem(place, "wrong", str(hole)),)) from None
