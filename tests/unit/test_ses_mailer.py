"""The mail as bytes: what another parser reads in it, and what is refused before it leaves."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest

from chalicelib.adapters import ses_mailer
from chalicelib.adapters.ses_mailer import HEADERS, LONGEST_SUBJECT, bytes_of, cut, header_names
from chalicelib.domain.errors import NotSent
from chalicelib.domain.mail import Attachment, Mail, MailText

SENDER, DATE = "relance@relance.example", "Mon, 23 Nov 2026 08:00:00 +0000"
BCC = "=?utf-8?q?x=0d=0aBcc:a@b.c?="
WORDS = MailText("Facture F-1 – Menuiserie Aubin – réf. 7QK4-R2XA", "Bonjour,\n\n1 284,50 €\n", "<p>1 284,50 €</p>")
PDF = Attachment("relance-1-7QK4-R2XA.pdf", "application/pdf", b"%PDF-1.7 bytes")
MAIL = Mail("Menuiserie Aubin", "compta@legoff.example", "compta@aubin.example", WORDS, (PDF,), {"step": "7QK4R2XA"})


def mail(*, subject: str = WORDS.subject, **changes: Any) -> Mail:
    return replace(MAIL, words=replace(WORDS, subject=subject), **changes)


def parsed(content: bytes, how: Any = policy.compat32) -> Any:
    return message_from_bytes(content, policy=how)


def written(sent: Mail = MAIL) -> bytes:
    return bytes_of(sent, SENDER, DATE, "eu-west-3.amazonses.com")


def test_the_headers_are_these_and_no_other_for_either_parser() -> None:
    content = written()
    assert sorted(parsed(content).keys()) == HEADERS
    assert sorted(header_names(content)) == HEADERS


def test_an_ordinary_mail_reads_as_it_was_meant() -> None:
    read = parsed(written(), policy.default)
    assert str(read["From"]) == "Menuiserie Aubin <relance@relance.example>"
    assert (read["To"], read["Reply-To"]) == ("compta@legoff.example", "compta@aubin.example")
    assert (read["Subject"], read["Date"]) == (WORDS.subject, DATE)
    assert read["Auto-Submitted"] == "auto-generated"
    parts = {p.get_content_type(): p for p in read.walk() if not p.is_multipart()}
    assert parts["text/plain"].get_content().replace("\r\n", "\n") == WORDS.text
    assert WORDS.html in parts["text/html"].get_content()
    assert parts["application/pdf"].get_payload(decode=True) == PDF.content
    assert parts["application/pdf"].get_filename() == PDF.name


@pytest.mark.parametrize(
    "name",
    [
        "SARL « L’Été » & Fils, Nantes",
        'Le "Chêne"',
        "O'Connor; Ltd.",
        "Müller (Straßburg)",
        "Đorđe Ćirić",
        "Le Chene \\",
        '\\"',
    ],
)
def test_a_name_with_accents_and_marks_arrives_whole(name: str) -> None:
    read = parsed(written(mail(sender_name=name)), policy.default)
    assert [(a.display_name, a.addr_spec) for a in read["From"].addresses] == [(name, SENDER)]


@pytest.mark.parametrize("field", ["sender_name", "to", "reply_to", "subject"])
@pytest.mark.parametrize(
    "poison",
    [BCC, "a\r\nBcc: c@d.fr", "a\nBcc: c@d.fr", "a\rBcc: c@d.fr", "a\0b", "a\u2028b", "a\u2029b", "a\x85b", "a\u202eb"],
    ids=["encoded word", "CRLF", "LF", "CR", "NUL", "U+2028", "U+2029", "NEL", "override"],
)
def test_what_could_carry_another_header_is_refused(field: str, poison: str) -> None:
    with pytest.raises(NotSent):
        written(mail(**{field: poison}))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@c.fr",
        "a b@c.fr",
        "a@c.fr, d@e.fr",
        "<a@c.fr>",
        "élise@c.fr",
        "a@é.fr",
        "@c.fr",
        ".a@c..fr,",
        '"a"@c.fr',
    ],
)
def test_an_address_that_mail_cannot_carry_is_refused(address: str) -> None:
    for field in ("to", "reply_to"):
        with pytest.raises(NotSent):
            written(mail(**{field: address}))


LETTERS = ("é", "ab ", "l’Été à Œ ", "Ж ", "x", 'a"b, ')


@pytest.mark.parametrize("letters", LETTERS)
def test_names_and_subjects_of_any_length_are_read_back_by_both_parsers(letters: str) -> None:
    for length in range(1, 150, 7):
        words = (letters * 150)[:length].strip()
        content = written(mail(subject=words, sender_name=words[:70].strip()))
        head = content.partition(b"\r\n\r\n")[0]
        assert b"?==?" not in head, "two encoded words without a space between"
        assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"=?" in line)
        assert parsed(content, policy.default)["Subject"] == words
        # Not policy.default: its parser puts a space of its own between the encoded words of a name.
        assert read_back(parsed(content)["Subject"]) == words
        assert parseaddr(read_back(parsed(content)["From"])) == (words[:70].strip(), SENDER)


def read_back(header: str) -> str:
    return str(make_header(decode_header(header))).replace("\r\n", "")


def test_a_mail_that_comes_out_with_one_header_more_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ses_mailer._message

    def with_bcc(*given: Any) -> EmailMessage:
        message = whole(*given)
        message["Bcc"] = "a@b.fr"
        return message

    monkeypatch.setattr(ses_mailer, "_message", with_bcc)
    with pytest.raises(NotSent, match="other headers"):
        written()


def test_a_mail_that_comes_out_with_a_header_twice_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of the two counts is each reader's own choice."""
    names = ses_mailer._names
    monkeypatch.setattr(ses_mailer, "_names", lambda *given: names(*given) + b"To: a@b.fr\r\n")
    with pytest.raises(NotSent, match="other headers"):
        written()


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_headers_are_counted_as_the_laxest_reader_counts_them(end: bytes) -> None:
    content = b"To: a@b.fr\r\nSubject: x" + end + b"Bcc: c@d.fr\r\n folded: on\r\n\r\nBody: no header"
    assert header_names(content) == ["To", "Subject", "Bcc"]


def test_a_body_that_has_no_bytes_is_not_sent() -> None:
    with pytest.raises(NotSent):
        written(replace(MAIL, words=replace(WORDS, text="\ud800")))


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("Facture F-1 – Aubin – réf. 7QK4-R2XA", "Facture F-1 – Aubin – réf. 7QK4-R2XA"),
        (f"Facture – {'mot ' * 40}– réf. 7QK4-R2XA", f"Facture – {'mot ' * 29}mot… – réf. 7QK4-R2XA"),
        ("x" * 200, "x" * 149 + "…"),
        ("mot " * 50, "mot " * 36 + "mot…"),
        (f"{'x' * 170} – réf. 7QK4-R2XA", f"{'x' * 132}… – réf. 7QK4-R2XA"),
        (f"A – {'x' * 170}", "A…"),
    ],
    ids=["short", "long", "no space", "no reference", "one long word", "long end"],
)
def test_a_long_subject_is_cut_between_words_and_keeps_the_reference(subject: str, kept: str) -> None:
    assert cut(subject) == kept
    assert len(cut(subject)) <= LONGEST_SUBJECT
    assert parsed(written(mail(subject=subject.strip())), policy.default)["Subject"] == cut(subject.strip())


def test_a_mail_names_those_before_it_so_that_they_stand_in_one_thread() -> None:
    before = tuple(f"010201a22e70e43{n}-a1bf8a01-a3bd-4723-9f09-7da3b7f68639-000000" for n in range(7))
    content = written(mail(follows=before))
    read = parsed(content, policy.default)
    ids = [f"<{ses_id}@eu-west-3.amazonses.com>" for ses_id in before]
    assert str(read["In-Reply-To"]) == ids[-1]
    assert str(read["References"]).split() == ids[-5:]
    assert sorted(header_names(content)) == sorted([*HEADERS, "In-Reply-To", "References"])
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


@pytest.mark.parametrize("odd", ["a\r\nBcc: c@d.fr", "a b", "<x@y>", "", "=?utf-8?q?x?=", "a" * 101, "é"])
def test_an_id_that_the_mail_service_does_not_give_is_in_no_thread(odd: str) -> None:
    assert sorted(header_names(written(mail(follows=(odd,))))) == HEADERS
