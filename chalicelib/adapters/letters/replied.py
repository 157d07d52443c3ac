"""What of a reply is not so, where the letter comes from a file: what it says agrees with its level, lines and days."""

from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.money import total
from chalicelib.domain.reply import Reply

RECEIPTS = frozenset({Level.RECEIPT, Level.THANKS})
PLANS = frozenset({Level.PLAN, Level.PLAN_PROPOSAL})
CONTESTS = frozenset({Level.DISPUTE, Level.DISPUTE_ANSWER})


def fault_of_reply(letter: Letter) -> str | None:
    """What is wrong, as a person reads it; None where all agrees."""
    reply = letter.reply
    if reply is None:
        return "reply: a letter of this level replies to something" if letter.level.is_reply else None
    if not letter.level.is_reply:
        return "reply: a letter of the chase replies to nothing"
    if (letter.schedule is not None) is not (letter.level in PLANS):
        return "schedule: the letters of a plan show it, and no others"
    if letter.level in RECEIPTS:
        return _fault_of_receipt(letter, reply)
    if reply.received:
        return "reply.received: only a receipt is of money that came"
    if letter.level in CONTESTS:
        return _fault_of_contest(letter, reply)
    if letter.level is Level.PLAN_PROPOSAL:
        return _fault_of_proposal(letter, reply)
    return None


def _fault_of_receipt(letter: Letter, reply: Reply) -> str | None:
    left = {each.number: each.left for each in reply.received}
    if left != {line.number: line.open for line in letter.lines}:
        return "reply.received: is not what its lines are of, or leaves another sum"
    if not all(each.amount.is_positive and each.left.cents >= 0 for each in reply.received):
        return "reply.received: money that came is above zero, and leaves nothing below it"
    if any(each.on > letter.on for each in reply.received):
        return "reply.received: is of a day after the letter"
    if letter.level is Level.THANKS and letter.open.cents:
        return "open: nothing is left where all is paid"
    return None


def _fault_of_contest(letter: Letter, reply: Reply) -> str | None:
    if len({line.number.partition(" (")[0] for line in letter.lines}) > 1:
        return "lines: a contest is of one invoice"
    if reply.on > letter.on:
        return "reply.on: it was contested after the letter"
    if letter.level is Level.DISPUTE:
        contested = letter.contested
        if not contested.is_positive or (reply.part or letter.open) != contested:
            return "lines: what is contested of them is not what the letter says"
        return None
    # A day to pay for nothing, or none for what is to be paid.
    return None if (letter.pay_by is not None) is letter.asks_to_pay else "pay_by: stands where something is to be paid"


def _fault_of_proposal(letter: Letter, reply: Reply) -> str | None:
    spread = total((line.amount for line in letter.schedule.lines) if letter.schedule else (), letter.open.currency)
    if spread != letter.open:
        return "schedule.lines: do not come to what is owed"
    if reply.answer_by is None or reply.answer_by < letter.on:
        return "reply.answer_by: a proposal names the last day to accept it"
    return None
