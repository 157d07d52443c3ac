"""JSON into documents; what is refused is in integration/test_bad_input, by line and field."""

import json

import pytest

from chalicelib.adapters.intake.json_invoices import documents, read_json
from chalicelib.adapters.intake.limits import MOST_INVOICES, TooManyInvoices
from chalicelib.adapters.intake.rows import LARGEST_CENTS
from chalicelib.domain.errors import Invalid


@pytest.mark.parametrize("text", ['{"a": 1}', '[{"a": 1}]', '{"invoices": [{"a": 1}]}', ' \ufeff{"a": 1}'.strip()])
def test_one_a_list_or_wrapped_are_read_alike(text: str) -> None:
    assert documents(text.encode()) == ([(1, {"a": 1})], [])


def test_an_invoices_line_is_its_place() -> None:
    assert [line for line, _ in documents(b'[{"a": 1}, {"a": 2}]')[0]] == [1, 2]


def test_as_many_as_allowed_come_in_and_one_more_does_not() -> None:
    assert len(documents(json.dumps([{}] * MOST_INVOICES).encode())[0]) == MOST_INVOICES
    with pytest.raises(TooManyInvoices, match="in parts"):
        documents(json.dumps([{}] * (MOST_INVOICES + 1)).encode())


@pytest.mark.parametrize("figure", ["9" * 21, "-" + "9" * 21, "9" * 5000])
def test_a_figure_beyond_all_amounts_is_read_as_one_that_is_too_large(figure: str) -> None:
    """Its field says how much may stand there, and not that it is no number."""
    read = read_json(figure.encode())
    assert isinstance(read, int)
    assert abs(read) > LARGEST_CENTS
    assert (read < 0) is figure.startswith("-")


def test_the_key_that_stands_twice_is_named_and_not_whole() -> None:
    with pytest.raises(Invalid) as raised:
        read_json(f'{{"{"k" * 9000}": 1, "{"k" * 9000}": 2}}'.encode())
    assert raised.value.problems[0].field == "k" * 60


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_a_body_of_nothing_is_said_to_be_empty(body: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read_json(body)
    assert [p.code for p in refusal.value.problems] == ["empty"]


def test_what_is_no_object_is_named_by_its_place_and_the_others_are_read() -> None:
    read, problems = documents(b'[{"a": 1}, 5, {"a": 2}, null]')
    assert [line for line, _ in read] == [1, 3]
    assert [(p.line, p.field) for p in problems] == [(2, "invoice"), (4, "invoice")]
