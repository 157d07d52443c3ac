"""What must stand in a letter so that it can be answered, paid and relied on, in a formal notice so that it is one, and
in what recalls one so that it says which.

No text lists the mentions of a creditor's own formal notice (LAW 5): these are what makes it the "interpellation
suffisante" of C. civ. 1344, what its debtor needs, and what GDPR 13 asks for. Read in the letter as it is printed.
"""

from collections.abc import Iterable, Iterator

from chalicelib.domain.letter import Letter, lacks_notice
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, DebtorKind, Language
from chalicelib.domain.reply import Reply
from chalicelib.domain.typography import amount, day, groups_of_four, groups_of_three, percent, share, short_day
from chalicelib.law.wording import Finding, plain

FR, EN = Language.FR, Language.EN

# What a formal notice says in words, by language.
_IS_ONE = {FR: "mise en demeure", EN: "formal notice"}
_DATED = {FR: "mise en demeure du {}", EN: "formal notice of {}"}
_OF_1344 = {FR: "article 1344 du code civil", EN: "article 1344 of the french civil code"}
_OF_1376 = {FR: "article 1376 du code civil", EN: "article 1376 of the french civil code"}
_CONTEST = {FR: "si vous contestez", EN: "if you contest"}
_RESERVE = {FR: "nous nous reservons la possibilite de saisir", EN: "we reserve the right to bring"}
_REGISTERED = {FR: "lettre recommandee avec avis de reception", EN: "registered letter with acknowledgement of receipt"}
_TO_BE_COMPLETED = {FR: "a parfaire", EN: "until payment"}
_DATA = {FR: ("vos donnees", "responsable du traitement", "cnil"), EN: ("your data", "controller", "cnil")}
_ARTICLES = {
    DebtorKind.TRADER: ("l441-10", "d441-5"),
    DebtorKind.CONSUMER: ("1231-6", "1344-1"),
    DebtorKind.PUBLIC_BODY: ("l2192-10", "r2192-31"),
}

_Mention = tuple[str, str, Iterable[str]]


def lacking(paragraphs: Iterable[str], letter: Letter) -> Iterator[Finding]:
    """The mentions that the letter must bear and does not, each with what it would have told."""
    printed = plain(" ".join(paragraphs))
    for line in lacks_notice(letter):
        why = "no formal notice that went out has asked for it"
        yield Finding("no-formal-notice", line.number, why, "C. conso. L121-2")
    of_level = _OF_LEVEL.get(letter.level)
    wanted = [*_of_each(letter), *(of_level(letter) if of_level else ())]
    wanted += _of_a_reply(letter, letter.reply) if letter.reply else ()
    for name, source, texts in wanted:
        for text in texts:
            if plain(text) not in printed:
                yield Finding(f"lacks-{name}", text, "the letter does not say it", source)


def _of_each(letter: Letter) -> Iterator[_Mention]:
    creditor, debtor, language = letter.creditor, letter.debtor, letter.language
    yield "creditor", "LAW 5", (creditor.name, creditor.legal_form, groups_of_three(creditor.siren))
    yield "creditor-address", "LAW 5", (*_printed(creditor.address), creditor.phone, creditor.email)
    yield "debtor", "LAW 5", (debtor.name, *(_printed(debtor.address) if debtor.address else ()))
    yield "signatory", "LAW 5", (creditor.signatory, creditor.signatory_role)
    yield "reference", "LAW 5", (letter.reference,)
    if letter.asks_to_pay:
        yield "sum", "LAW 5", (amount(letter.to_pay, language),)
        yield "account", "LAW 5", (creditor.bank.holder, groups_of_four(creditor.bank.iban))
        yield "payment-reference", "LAW 5", (groups_of_four(letter.payment_reference),)
    yield "data-notice", "LAW 9", _DATA[language]
    yield "genuine", "a letter tells how it is checked", (letter.portal_url,)
    if letter.is_registered:
        yield "registered", "LAW 5", (_REGISTERED[language],)
    if letter.pay_by:
        yield "day", "LAW 5", (day(letter.pay_by, language),)
    if letter.schedule is None and not (letter.reply and letter.reply.received):
        for line in letter.claimed:
            sums = (amount(line.total, language), amount(line.open, language))
            yield "invoice", "LAW 5", (line.number, short_day(line.issued_on, language))
            yield "invoice", "LAW 5", (short_day(line.due_on, language), *sums)
            if offer := line.discount:
                said = (share(offer.rate, language), amount(offer.settles, language), day(offer.until, language))
                yield "discount", "C. com. L441-9", said


def _of_a_reply(letter: Letter, reply: Reply) -> Iterator[_Mention]:
    """What it replies to, so that it can be held against whoever wrote it: the day, the sums, each date."""
    language, source = letter.language, "a reply says what it replies to"
    if letter.level in (Level.DISPUTE, Level.DISPUTE_ANSWER):
        yield "contest", source, (letter.lines[0].number, day(reply.on, language))
        yield "words", source, reply.words
    if reply.part:
        yield "contested-part", source, (amount(reply.part, language),)
    if reply.answer_by:
        yield "answer-by", source, (day(reply.answer_by, language),)
    for line in letter.schedule.lines if letter.schedule else ():
        yield "instalment", source, (short_day(line.on, language), amount(line.amount, language))
    for each in reply.received:
        yield "received", source, (each.number, short_day(each.on, language), amount(each.amount, language))
        yield "received", source, (amount(each.left, language),)
    if letter.level is Level.PLAN:
        yield "acknowledgement", "C. civ. 1376, 2240", (_OF_1376[language], amount(letter.to_pay, language))
        for owed in letter.lines:
            yield "invoice", source, (owed.number, amount(owed.open, language))


def _of_a_formal_notice(letter: Letter) -> Iterator[_Mention]:
    language = letter.language
    yield "heading", "LAW 5", (_IS_ONE[language],)
    yield "article-1344", "C. civ. 1344", (_OF_1344[language],)
    yield "right-to-contest", "LAW 5", (_CONTEST[language],)
    yield "consequence", "LAW 5", (_RESERVE[language],)
    yield "articles", "LAW 5", _ARTICLES[letter.debtor.kind]
    if found := letter.statement:
        sums = (found.interest_cents, found.indemnity_cents, found.total_cents)
        yield "statement", "LAW 5", (_TO_BE_COMPLETED[language], day(found.on, language))
        yield "statement", "LAW 5", [amount(Money(cents, found.currency), language) for cents in sums]
        for line in found.lines:
            for segment in line.segments:
                said = short_day(segment.since, language), short_day(segment.until, language)
                yield "segment", "LAW 5", (*said, percent(segment.rate, language))


def _of_a_follow_up(letter: Letter) -> Iterator[_Mention]:
    language, days = letter.language, letter.formal_notices
    if len(days) == 1:
        yield "formal-notice", "C. conso. L121-2", (_DATED[language].format(day(days[0], language)),)
    elif days:
        # The last in the words, and that of each invoice beside it.
        yield "formal-notice", "C. conso. L121-2", (day(days[-1], language),)
        each = (_DATED[language].format(short_day(on, language)) for on in days)
        yield "formal-notice", "C. conso. L121-2", each
    yield "right-to-contest", "LAW 5", (_CONTEST[language],)
    yield "consequence", "LAW 5", (_RESERVE[language],)


_OF_LEVEL = {Level.FORMAL_NOTICE: _of_a_formal_notice, Level.FOLLOW_UP: _of_a_follow_up}


def _printed(address: Address) -> tuple[str, ...]:
    return (*address.lines, f"{address.postcode} {address.city}")
