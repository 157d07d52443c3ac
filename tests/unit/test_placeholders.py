"""The language of a creditor's own words: what it says, what it refuses and where, and that no text keeps it busy."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.placeholders import DEEPEST, MOST_CHARACTERS, Either, Filled, WordsRefused, filled, parsed

NAMES, CONDITIONS = {"sum", "pay_by"}, {"late", "several"}
VALUES = {"sum": "10 €", "pay_by": "le 3"}


def said(text: str, *so: str) -> str:
    return filled(parsed(text, NAMES, CONDITIONS), VALUES, so)


def test_a_text_without_marks_is_itself() -> None:
    assert parsed("Bonjour, [ceci] { } {{ sum }} {% x %}", NAMES, CONDITIONS) == (
        "Bonjour, [ceci] { } {{ sum }} {% x %}",
    )
    assert said("") == ""


def test_names_are_filled_in_and_parts_stand_where_they_are_so() -> None:
    text = "Payez [[sum]] [[if late]]vite, [[if several]]tout[[else]]cela[[end]], [[end]]avant [[ pay_by ]]."
    assert said(text) == "Payez 10 € avant le 3."
    assert said(text, "late") == "Payez 10 € vite, cela, avant le 3."
    assert said(text, "late", "several") == "Payez 10 € vite, tout, avant le 3."
    assert said(text, "several") == "Payez 10 € avant le 3."


def test_it_is_read_into_parts() -> None:
    assert parsed("a[[if late]][[sum]][[else]]b[[end]]", NAMES, CONDITIONS) == (
        "a",
        Either("late", (Filled("sum"),), ("b",)),
    )


def test_what_is_filled_in_is_not_read_again() -> None:
    assert (
        filled(parsed("[[sum]]", NAMES, CONDITIONS), {"sum": "[[pay_by]] [[if late]]"}, ()) == "[[pay_by]] [[if late]]"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Payez [[amount]]", r"character 7: \[\[amount\]\] is no name that can be filled in: pay_by, sum"),
        ("[[if rich]]x[[end]]", r"character 1: \[\[if rich\]\] asks what nobody knows: it is one of late, several"),
        ("x [[if late]]y", r"character 3: \[\[if late\]\] has no \[\[end\]\]"),
        ("[[if late]]x[[else]]y", r"character 1: \[\[if late\]\] has no \[\[end\]\]"),
        ("[[if late]]x[[else]]y[[else]]z[[end]]", r"character 22: \[\[else\]\] is the second"),
        ("x[[end]]", r"character 2: \[\[end\]\] has no \[\[if"),
        ("x[[else]]y", r"character 2: \[\[else\]\] has no \[\[if"),
        ("[[sum]", r"character 1: \[\[ is no mark"),
        ("sum]]", r"character 4: \]\] is no mark"),
        ("[[SUM]]", r"character 1: \[\[ is no mark"),
        ("[[sum|upper]]", r"character 1: \[\[ is no mark"),
        ("[[]]", r"character 1: \[\[ is no mark"),
        ("[[if late]]" * (DEEPEST + 1) + "[[end]]" * (DEEPEST + 1), rf"character {11 * DEEPEST + 1}: .* 3 at most"),
        ("[[sum]]" * 21, "character 141: a paragraph has 20 marks at most"),
        (
            "x" * (MOST_CHARACTERS + 1),
            rf"character {MOST_CHARACTERS + 1}: a paragraph has",
        ),
    ],
)
def test_a_slip_is_named_with_its_place(text: str, fault: str) -> None:
    with pytest.raises(WordsRefused, match=rf"^{fault}"):
        parsed(text, NAMES, CONDITIONS)


def test_the_deepest_and_the_longest_are_taken() -> None:
    assert said("[[if late]]" * DEEPEST + "x" + "[[end]]" * DEEPEST, "late") == "x"
    assert len(said("x" * MOST_CHARACTERS)) == MOST_CHARACTERS


PIECES = ("[[", "]]", "[", "]", "if", "else", "end", "sum", "late", " ", "é", "{{", "[[if late]]", "[[end]]")
SLOW = ("[[", "[[if late]]", "[[if late]][[end]]", "[[sum", "[[ ", "]]", "[[else]]", "[[sum]]")


def fault_at(text: str) -> int | None:
    """The character at which it is refused, from 1."""
    try:
        said(text, "late")
    except WordsRefused as refusal:
        return int(str(refusal).removeprefix("character ").partition(":")[0])
    return None


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_is_taken_or_refused_at_a_bracket_of_it(text: str) -> None:
    at = fault_at(text)
    assert at is None or text[at - 1 : at + 1] in ("[[", "]]")


@pytest.mark.parametrize("piece", SLOW)
def test_no_text_keeps_it_busy(piece: str) -> None:
    """A second is a thousand times what the longest takes."""
    text, began = (piece * MOST_CHARACTERS)[:MOST_CHARACTERS], time.process_time()
    with suppress(WordsRefused):
        parsed(text, NAMES, CONDITIONS)
    assert time.process_time() - began < 1
