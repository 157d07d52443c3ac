"""A notice, and the page of the account, say of a discount what is certain to the cent, while it may be earned."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.case_view import view_of
from chalicelib.domain.discount import DiscountOffer
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.letter import Letter, LetterLine, fault_of_discount
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.policy import Channel
from chalicelib.domain.position import positions
from chalicelib.domain.rate import Rate
from chalicelib.domain.step import StepItem
from tests.builders import MONDAY, SITE, case, credit_note, creditor, days, debtor, dispute, invoice, payment, step
from tests.letter_samples import CREDITOR, LINK, TWO_PER_CENT
from tests.letter_samples import letter as sample
from tests.letter_text import text_of
from tests.samples import SAMPLES
from tests.unit.portal_rendering import PAGES, read

PRESS = JinjaPress()
NOTICE = Level.NOTICE


def granting(days_left: int, number: str = "F-1", **changes: Any) -> Invoice:
    """100.00, due in fifteen days; 98.00 settle it for that many days more."""
    terms = EarlyPaymentDiscount(Rate.percent("2"), 15 - days_left)
    return invoice(number, due=MONDAY + days(15), discount=terms, **changes)


def offered(
    of: Invoice, *others: Invoice, level: Level = NOTICE, contested: int = 0, **changes: Any
) -> DiscountOffer | None:
    """What the letter of that Monday says of it; `changes` are those of its step."""
    invoices = (of, *others)
    part = replace(dispute(of.id), amount=Money(contested))
    facts = Facts(
        tuple(InvoiceFacts(i.id, i.number, i.due_on, i.open) for i in invoices), holds=(part,) if contested else ()
    )
    said = step(level, items=(StepItem(of.id, level),), **changes)
    # What a follow-up recalls; no other letter knows of it.
    notices = {of.id: MONDAY - days(1)}
    letter = compose(creditor(), debtor(), invoices, said, SITE, positions(facts, MONDAY), notices=notices)
    return letter.lines[0].discount


def offer(days_left: int, cents: int = 9800) -> DiscountOffer:
    return DiscountOffer(Rate.percent("2"), MONDAY + days(days_left), Money(cents))


@pytest.mark.parametrize(
    ("channel", "days_left", "is_said"),
    [
        pytest.param(Channel.EMAIL, 0, True, id="a mail on its last day"),
        pytest.param(Channel.EMAIL, -1, False, id="a mail a day too late"),
        pytest.param(Channel.POST, 8, True, id="on paper, the day after its week"),
        pytest.param(Channel.POST, 7, False, id="on paper, the last day of its week"),
        pytest.param(Channel.REGISTERED_POST, 7, False, id="registered alike"),
    ],
)
def test_a_notice_says_it_while_it_may_be_earned_when_it_is_there(
    channel: Channel, days_left: int, is_said: bool
) -> None:
    assert offered(granting(days_left), channel=channel) == (offer(days_left) if is_said else None)


@pytest.mark.parametrize(
    ("of", "cents"),
    [
        pytest.param(granting(5).book(payment(5000)), 4800, id="a part was paid"),
        pytest.param(granting(5).book(credit_note(1000)), 8820, id="a part was credited"),
        pytest.param(granting(5).book(payment(5000, on=MONDAY + days(1))), None, id="a payment bears tomorrow's day"),
        pytest.param(invoice(due=MONDAY + days(15)), None, id="no discount"),
    ],
)
def test_it_says_what_settles_the_rest_after_what_was_booked(of: Invoice, cents: int | None) -> None:
    assert offered(of) == (offer(5, cents) if cents else None)


def test_nothing_is_said_beside_a_credit_or_a_contest() -> None:
    assert offered(granting(5), contested=1000) is None
    overpaid = invoice("F-0", due=MONDAY - days(9)).book(payment(10100))
    assert offered(granting(5), overpaid) is None


@pytest.mark.parametrize("level", [level for level in LADDER if level is not NOTICE])
def test_no_other_level_says_it(level: Level) -> None:
    late = replace(granting(5), due_on=MONDAY - days(1), discount=EarlyPaymentDiscount(Rate.percent("2"), 0))
    assert offered(late, level=level) is None
    assert offered(replace(late, due_on=MONDAY), level=Level.REMINDER_1) is None


def of_two(language: Language) -> Letter:
    """Of three that fall due two grant a discount; one was paid in part."""
    from tests.letter_samples import invoice as owed

    first = replace(owed("F-2026-0142", 128450), discount=TWO_PER_CENT)
    other = replace(owed("F-2026-0144", 100000, paid=0), discount=EarlyPaymentDiscount(Rate.percent("2.5"), 0))
    noted = other.book(payment(50000, on=date(2026, 10, 1)))
    return sample(NOTICE, language=language, invoices=(first, noted, owed("F-2026-0131", 45360)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.FR,
            "En réglant 475,00 € au plus tard le 30 octobre 2026 pour la facture F-2026-0144, vous bénéficiez de "
            "l’escompte de 2,5 % qu’elle prévoit pour paiement anticipé.",
        ),
        (
            Language.EN,
            "If you pay €475.00 by 30 October 2026 for invoice F-2026-0144, you get the 2.5% discount for early "
            "payment that it grants.",
        ),
    ],
)
def test_of_several_invoices_each_is_named_in_letter_and_mail(language: Language, said: str) -> None:
    letter = of_two(language)
    for text in (text_of(PRESS.letter_html(letter)), PRESS.mail_words(letter, LINK).text):
        plain = text.replace("\u00a0", " ")
        assert said in plain
        assert plain.count("F-2026-0131") == 1


def test_the_sum_to_pay_stays_the_whole() -> None:
    granted, without = SAMPLES["trader-discount.notice.fr"], SAMPLES["trader.notice.fr"]
    assert (granted.to_pay, granted.open) == (without.to_pay, without.open)


GOOD = SAMPLES["trader-discount.notice.fr"]
LINE = GOOD.lines[0]
assert LINE.discount


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"settles": Money(125880)}, "is not its rate of the invoice", id="a cent less"),
        pytest.param({"rate": Rate.percent("3")}, "is not its rate of the invoice", id="another rate"),
        pytest.param({"rate": Rate.percent("0"), "settles": LINE.open}, "is not its rate", id="nothing off"),
        pytest.param({"until": GOOD.on - days(1)}, "its last day, 2026-10-14, is none", id="a day that is over"),
        pytest.param({"until": LINE.due_on + days(1)}, "its last day, 2026-10-31, is none", id="after the due date"),
    ],
)
def test_a_discount_that_is_not_so_is_refused(changed: dict[str, Any], said: str) -> None:
    line = replace(LINE, discount=replace(LINE.discount, **changed))  # type: ignore[type-var]
    assert said in (fault_of_discount(line, GOOD) or "")
    with pytest.raises(LetterIncomplete, match=r"lines\[0\].discount"):
        PRESS.letter_html(replace(GOOD, lines=(line,)))


def off(line: LetterLine, **changes: Any) -> str:
    return fault_of_discount(replace(line, **changes), GOOD) or ""


def test_a_discount_has_no_place_in_another_level_nor_beside_what_makes_it_uncertain() -> None:
    assert fault_of_discount(LINE, GOOD) is None
    assert "only a notice" in (fault_of_discount(LINE, replace(GOOD, level=Level.REMINDER_1)) or "")
    assert "not certain" in off(LINE, covered=Money(1))
    assert "not certain" in off(LINE, contested=Money(1))
    part_paid = next(line for line in of_two(Language.FR).lines if line.paid.cents)
    assert fault_of_discount(part_paid, GOOD) is None
    assert "is not its rate" in off(part_paid, entries=())


DEBIT = Hold(HoldKind.DIRECT_DEBIT, granting(5).id, MONDAY, "creditor", "", until=MONDAY + days(9))


@pytest.mark.parametrize(
    ("of", "hold", "is_shown"),
    [
        pytest.param(granting(0), None, True, id="on its last day"),
        pytest.param(granting(-1), None, False, id="a day too late"),
        pytest.param(granting(5), DEBIT, False, id="a direct debit is set"),
        pytest.param(granting(5), replace(dispute(granting(5).id), amount=Money(1000)), False, id="contested in part"),
        pytest.param(granting(5).book(payment(9800)), None, False, id="nearly paid, and its discount not booked"),
    ],
)
def test_the_page_says_it_alike(of: Invoice, hold: Hold | None, is_shown: bool) -> None:
    account = case(of, holds=(hold,) if hold else ())
    view = view_of(account, CREDITOR, MONDAY, account.facts())
    assert (view.invoices[0].discount is not None) is is_shown
    for language, said in ((Language.FR, "l’escompte de 2 %"), (Language.EN, "the 2% discount")):
        page = read(PAGES.account(view, language, "csrf").html).replace("\u00a0", " ")
        assert (said in page) is is_shown
