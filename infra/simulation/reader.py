"""What a mail says, read by whoever has it: whose it is, what it asks for, and what its link opens."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime

from chalicelib.domain.access import hash_of
from chalicelib.domain.level import Level
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import invoice_of
from infra.simulation.ledger import Ledger
from infra.simulation.mail_service import Taken
from infra.simulation.office import mark_of, read
from infra.simulation.world import World


def wrong_words(world: World, ledger: Ledger, taken: Taken, entry: SendEntry, claimed_at: datetime) -> Iterator[str]:
    """What stands in a mail and should not, or does not stand in it."""
    mail, key = taken.mail, taken.key
    texts = [mail.words.text, *(a.content.decode() for a in mail.attachments if a.content_type == "application/pdf")]
    whole = repr(astuple(mail)).casefold()
    for creditor_id in world.creditors.stored:
        if (mark_of(creditor_id) in whole) is not (creditor_id == key.creditor_id):
            yield f"the mark of {creditor_id} in a mail of {key}"
    for place, text in (("sender", mail.sender_name), ("reply-to", mail.reply_to), ("subject", mail.words.subject)):
        if mark_of(key.creditor_id) not in text.casefold():
            yield f"no mark in the {place}: {key}"
    if entry.step.reference not in mail.words.subject:
        yield f"another reference in the subject: {key} {mail.words.subject}"
    for text in texts:
        yield from _wrong_letter(world, ledger, entry, claimed_at, text)
    link = world.doors.links.get(hash_of(read(mail.words.text).token))
    if link is None or (link.key, link.email) != (key, mail.to):
        yield f"a link that opens another account: {key}"
    before = {t.ses_id for t in world.mails.sink if (t.key, t.mail.to) == (key, mail.to)}
    if strange := [name for name in mail.follows if name not in before]:
        yield f"in the thread of another: {key} {strange}"


def _wrong_letter(world: World, ledger: Ledger, entry: SendEntry, claimed_at: datetime, text: str) -> Iterator[str]:
    said, key, step = read(text), entry.case, entry.step
    if (said.debtor, said.reference) != (world.cases.stored[key].debtor.name, step.reference):
        yield f"the letter of {said.debtor} {said.reference} for {key} {step.reference}"
    names = {invoice_of(i.invoice_id) for i in step.items}
    # A reply speaks of what is left of what it is about; a letter of the chase is not sent at all then.
    about = {n for n in names if not (step.level.is_reply and ledger.is_paid(n, claimed_at))}
    owed = {ledger.owed[name].number for name in about}
    if not owed <= said.sums.keys():
        yield f"a letter that leaves out what it is about: {key} {step.on} {sorted(owed - said.sums.keys())}"
    of_debtor = {i.number: i for i in ledger.owed.values() if i.id in ledger.of_case.get(key, ())}
    for number, cents in said.sums.items():
        invoice = of_debtor.get(number)
        if invoice is None:
            yield f"an invoice of another debtor: {key} {number}"
            continue
        if ledger.is_paid(invoice.id, claimed_at) or cents != invoice.total.cents:
            yield f"a sum that is not owed: {key} {number} {cents}"
    # Who contests is asked for nothing of it.
    least = 0 if step.level.is_reply else 1
    if not least <= said.to_pay <= sum(said.sums.values()) or (said.to_pay and step.level is Level.DISPUTE):
        yield f"a sum to pay of {said.to_pay} of {said.sums}: {key}"
