"""The creditor sends a debtor the statement of its account: what is open, what was paid, what is contested."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import Event
from chalicelib.domain.level import Level
from chalicelib.domain.reply import ReplyTo
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.replying import Wanted, with_reply
from chalicelib.usecases.trying_replies import TryReplies


@dataclass(frozen=True, slots=True)
class SendAccount:
    change: ChangeCase
    tries: TryReplies

    def __call__(self, key: CaseKey, by: str) -> Case:
        """Once a day. Raises Invalid where nothing is owed or nobody can be reached, NotFound, CaseMoved."""

        def send(case: Case, today: date) -> tuple[Case, list[Event]]:
            names = tuple(i.id for i in case.invoices if i.is_open)
            if not names:
                raise Invalid((Problem("debtor_id", "wrong", "nothing is owed: there is no account to state"),))
            wanted = Wanted(Level.ACCOUNT, "account", names, ReplyTo())
            after, replied = with_reply(self.change.judge, case, wanted, today, by)
            self.tries(after, replied, "debtor_id")
            return after, [*replied]

        return self.change(key, by, send)
