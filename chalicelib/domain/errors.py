"""What Relance refuses, as a tree. The class says whether trying again can help."""

from dataclasses import dataclass


class RelanceError(Exception):
    """Anything Relance refuses or cannot do."""


class Refused(RelanceError):
    """The request is wrong as it stands: trying again changes nothing."""


class NotFound(Refused):
    """There is no such thing, or not for this creditor or debtor: both read alike."""


class NothingThere(NotFound):
    """Of a case that is the asker's own, what is asked for does not stand there: the words may be said."""


class TryAgain(RelanceError):
    """Something moved or failed meanwhile: the same request may succeed."""


class CaseMoved(TryAgain):
    """Another change of the case came first: read it again and decide anew."""


class ClaimLost(Refused):
    """The step is no longer ours to move: another worker holds it, or it has ended."""


class AddressSuppressed(RelanceError):
    """The address takes no mail of this creditor's any more: nothing was claimed, and nothing is sent to it."""


class IllegalMove(RelanceError):
    """A step was asked to move along an edge that the lifecycle does not have: a defect of ours."""


class NotSent(RelanceError):
    """The mail service refused for certain: nothing went out."""


class NotSentForNow(NotSent):
    """Refused for now (throttled, paused): nothing went out, a later try may pass."""


class OutcomeUnknown(RelanceError):
    """Nobody can tell whether the mail went out: never send again blindly."""


class SentBefore(RelanceError):
    """The send journal holds this attempt already, or forbids it: whoever asks does not hand it over."""


class LetterIncomplete(Refused):
    """A word that the letter needs is missing: no letter goes out with a hole in it."""


class LetterUnlawful(Refused):
    """It says what no letter may, or lacks what it must say: each sentence is named with its rule."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in what was submitted: where it is, what it is, what to do."""

    field: str
    code: str
    message: str
    line: int | None = None


class Invalid(Refused):
    """What was submitted has faults; each is named."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))
        self.problems = problems
