"""The exported file of the message insights in each form that it may have: the mail is found, and no other for it."""

import json
from typing import Any

import pytest

from chalicelib.adapters.insights_file import NotReadable, mail_in

REFERENCE, ADDRESS = "7QK4-R2XA", "compta@legoff.example"
MAIL = {"MessageId": "0102-ours", "Destination": ADDRESS, "Subject": f"Facture F-1 – réf. {REFERENCE}"}
OTHER = {"MessageId": "0102-other", "Destination": ADDRESS, "Subject": "Facture F-2 – réf. AAAA-BBBB"}
NESTED = {
    "messageId": "0102-ours",
    "subject": MAIL["Subject"],
    "insights": [{"destination": ADDRESS, "events": [{"type": "SEND"}, {"type": "DELIVERY"}]}],
}
NAMELESS = {name: value for name, value in MAIL.items() if name != "MessageId"}
# Cut in two within the reference, as a long subject may be.
ENCODED = "=?utf-8?b?RmFjdHVyZSDDqWNodWUg4oCTIHLDqWYuIDdRSzQt?=\r\n =?utf-8?b?UjJYQQ==?="


def lines(*records: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def as_csv(*records: dict[str, Any], between: str = ",") -> bytes:
    rows = [records[0], *(r.values() for r in records)]
    return "\r\n".join(between.join(f'"{value}"' for value in row) for row in rows).encode()


def told(content: bytes) -> str | None:
    return mail_in(content, REFERENCE, ADDRESS)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lines(OTHER, MAIL), id="lines of JSON"),
        pytest.param(lines(MAIL), id="one line of JSON"),
        pytest.param(lines(MAIL) + b'\n{"Subject', id="before the file is torn"),
        pytest.param(json.dumps([OTHER, MAIL], indent=2).encode(), id="an array"),
        pytest.param(json.dumps({"count": 2, "messages": [OTHER, MAIL]}).encode(), id="an object that holds an array"),
        pytest.param(b"\xef\xbb\xbf" + lines(OTHER, MAIL), id="with a mark of its encoding"),
        pytest.param(b"\xef\xbb\xbf" + as_csv(OTHER, MAIL), id="CSV"),
        pytest.param(as_csv(OTHER, MAIL, between=";"), id="CSV with semicolons"),
        pytest.param(lines(OTHER, NESTED), id="the address below the record"),
        pytest.param(lines(MAIL | {"Destination": [f"Le Goff <{ADDRESS}>"]}), id="the address with a name"),
        pytest.param(lines(MAIL | {"Destination": "COMPTA@LeGoff.example"}), id="the address in capitals"),
        pytest.param(lines(MAIL | {"Subject": "7qk4r2xa"}), id="the reference in small letters without its dash"),
        pytest.param(lines(MAIL | {"Subject": ENCODED}), id="the subject as it travels"),
        pytest.param(lines(NAMELESS | {"message_id": "0102-ours"}), id="the id under another name"),
        pytest.param(as_csv(NAMELESS | {"Message ID": "0102-ours"}), id="the id under a name of two words"),
        pytest.param(lines(MAIL | {"MessageId": "<0102-ours@eu-west-3.amazonses.com>"}), id="the id as in a header"),
        pytest.param(lines(NAMELESS, MAIL), id="a second record tells the id"),
    ],
)
def test_the_mail_is_found_with_its_id(content: bytes) -> None:
    assert told(content) == "0102-ours"


@pytest.mark.parametrize(
    "id_told", [{}, {"MessageId": ""}, {"MessageId": "a b"}, {"MessageId": None}, {"MessageId": 7}]
)
def test_the_mail_is_found_where_its_id_is_not_told(id_told: dict[str, Any]) -> None:
    assert told(lines(NAMELESS | id_told)) == ""


def test_the_id_of_another_record_is_not_its_own() -> None:
    assert told(lines(OTHER, NAMELESS, OTHER)) == ""


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(b" \r\n", id="a blank file"),
        pytest.param(b"[]", id="no record"),
        pytest.param(b'"MessageId","Destination","Subject"\r\n', id="a header alone"),
        pytest.param(lines(OTHER), id="the same address, another step"),
        pytest.param(as_csv(OTHER), id="the same address, another step, as CSV"),
        pytest.param(lines(MAIL | {"Destination": "autre@legoff.example"}), id="the same step, another address"),
        pytest.param(lines(MAIL | {"Destination": f"a.{ADDRESS}"}), id="the address is the end of another's"),
        pytest.param(lines(MAIL | {"Destination": f"{ADDRESS}.fr"}), id="the address is the beginning of another's"),
        pytest.param(lines(MAIL | {"Destination": "compta@legoffXexample"}), id="the address but for its signs"),
        pytest.param(lines(MAIL | {"Subject": f"réf. {REFERENCE}7"}), id="the reference is part of a word"),
        pytest.param(lines(MAIL | {"Subject": f"réf. A{REFERENCE}"}), id="the reference is the end of a word"),
        pytest.param(lines(MAIL | {"Subject": "réf. 7QK4 R2XA"}), id="the reference in two words"),
        pytest.param(lines(MAIL | {"Subject": "réf. 7QK4"}), id="half of the reference"),
        pytest.param(
            json.dumps({"messages": [OTHER, MAIL | {"Destination": "autre@legoff.example"}]}).encode(),
            id="the reference in one record and the address in another",
        ),
        pytest.param(
            json.dumps({"MessageId": "all", "in": [OTHER, MAIL | {"Destination": "a@b.example"}]}).encode(),
            id="the same below something with an id",
        ),
        pytest.param(
            lines(NESTED | {"insights": [{"destination": ADDRESS, "events": [{"type": "REJECT"}]}]}),
            id="taken, then refused after all",
        ),
        pytest.param(json.dumps([[1, None], "x"]).encode(), id="an array of anything"),
    ],
)
def test_no_other_mail_is_taken_for_it(content: bytes) -> None:
    assert told(content) is None


@pytest.mark.parametrize("content", [b"<html>Hello</html>", lines(OTHER) + b'\n{"Subject', b"{'a': 1}", b"PK\x03"])
def test_what_has_none_of_these_forms_is_not_readable(content: bytes) -> None:
    with pytest.raises(NotReadable):
        told(content)
