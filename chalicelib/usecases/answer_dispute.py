"""The creditor answers a contest: it is settled, and its debtor told what came of it, and what is left to pay."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import Event, HoldPlaced
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.policy import POSTING_DAYS
from chalicelib.domain.reply import ReplyTo
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.hold_chase import ended
from chalicelib.usecases.replying import TIME_GIVEN, Wanted, contest_key, with_reply
from chalicelib.usecases.trying_replies import TryReplies

# As many as a final reminder gives: whoever was told no has time to pay, or to say why not.
DAYS_TO_PAY = 8
LONGEST_ANSWER = 2000


@dataclass(frozen=True, slots=True)
class AnswerDispute:
    change: ChangeCase
    tries: TryReplies

    def __call__(self, key: CaseKey, invoice_id: str, words: tuple[str, ...], by: str, *, is_upheld: bool) -> Case:
        """`words` are what the creditor says to it, in paragraphs. Until the day that the answer names, nothing is
        asked for of that invoice.

        Raises NotFound where no contest stands on it, Invalid without a word to a debtor who is told no, for words that
        may not be said, and where nobody can be reached; CaseMoved.
        """
        said = tuple(paragraph.strip() for paragraph in words if paragraph.strip())
        if not is_upheld and not said:
            raise Invalid((Problem("words", "missing", "say why: whoever contests is owed a reason"),))
        if sum(map(len, said)) > LONGEST_ANSWER:
            raise Invalid((Problem("words", "too-long", f"at most {LONGEST_ANSWER} characters in all"),))
        at = self.change.clock.now()

        def answer(case: Case, today: date) -> tuple[Case, list[Event]]:
            judge, note = self.change.judge, " ".join(said)
            after, events = ended(judge, case, HoldKind.DISPUTE, invoice_id, note, by, today, at)
            is_paper = case.email is None
            until = today + timedelta(days=DAYS_TO_PAY + (POSTING_DAYS if is_paper else 0))
            to = ReplyTo(invoice_id, said, is_upheld)
            wanted = Wanted(Level.DISPUTE_ANSWER, contest_key(case, invoice_id), (invoice_id,), to, until)
            after, replied = with_reply(judge, after, wanted, today, by)
            self.tries(after, replied, "words")
            if after.invoice(invoice_id).is_open:
                given = Hold(HoldKind.PAUSE, invoice_id, today, by, TIME_GIVEN, until=until, told_on=today)
                after = replace(after, holds=(*after.holds, given))
                events.append(HoldPlaced(by, given.kind, invoice_id, TIME_GIVEN, "", until, None, None, (), today))
            return after, [*events, *replied]

        return self.change(key, by, answer, closed_invoice=invoice_id)
