"""The reader of parameters refuses whatever is not as it must be, and names the file and the value."""

from datetime import date
from pathlib import Path

import pytest

from chalicelib.law import reader
from chalicelib.law.quantity import NotKnown, Quantity
from chalicelib.law.reader import ParameterFault, parsed, quantity

READ = 'checked_on: 2026-11-22, source: "read", link: "https://a.test/b"'
GOOD = f"""
quantity: A rate
law: "C. com. L441-10"
unit: percent-per-year
each: half-year
values:
  - {{since: 2026-01-01, known_until: 2026-06-30, value: "2.15", confidence: C2, {READ}}}
  - {{since: 2026-07-01, known_until: 2026-12-31, value: "2.40", confidence: C1, {READ}}}
"""


def test_a_good_file_is_read() -> None:
    read = parsed("fr/x", GOOD)
    assert [str(v.value) for v in read.values] == ["2.15", "2.40"]
    assert read.known_until == date(2026, 12, 31)
    assert read.at(date(2026, 6, 30)).value < read.at(date(2026, 7, 1)).value


def test_the_published_value_is_one_line_more() -> None:
    line = GOOD.strip().splitlines()[-1]
    more = line.replace("2026-07-01", "2027-01-01").replace("2026-12-31", "2027-06-30").replace("2.40", "2.65")
    read = parsed("fr/x", f"{GOOD}{more}\n")
    assert str(read.at(date(2027, 1, 1)).value) == "2.65"


def test_the_values_over_some_days_are_those_that_hold_on_any_of_them() -> None:
    read = parsed("fr/x", GOOD)

    def over(since: date, until: date) -> list[str]:
        return [str(v.value) for v in read.over(since, until)]

    assert over(date(2026, 6, 30), date(2026, 7, 1)) == ["2.15", "2.40"]
    assert over(date(2026, 6, 30), date(2026, 6, 30)) == ["2.15"]
    assert over(date(2026, 7, 1), date(2027, 7, 1)) == ["2.40"]
    assert over(date(2027, 1, 1), date(2027, 7, 1)) == over(date(2025, 1, 1), date(2025, 12, 31)) == []
    assert over(date(2026, 12, 31), date(2027, 7, 1)) == ["2.40"]


WITHOUT_END = GOOD.replace("each: half-year\n", "").replace("known_until: 2026-12-31", "known_until: open")


def test_an_open_value_holds_for_ever() -> None:
    read = parsed("fr/x", WITHOUT_END)
    assert read.known_until is None
    assert str(read.at(date(2099, 12, 31)).value) == "2.40"


FAULTS = [
    ("quantity: A rate\n", "", "quantity is missing"),
    ("quantity: A rate", "quantity: ''", "quantity: a text must stand here"),
    ('law: "C. com. L441-10"', "law: 5", "law: a text must stand here"),
    ("unit: percent-per-year", "unit: percent", "unit 'percent': one of"),
    ("unit: percent-per-year", "unit: percent-per-year\nunit: days", "'unit' stands twice"),
    ("unit: percent-per-year", "unit: percent-per-year\nnote: x", "'note' is no key of ours"),
    (
        'source: "read", link: "https://a.test/b"}\n  - {since: 2026-07-01',
        'link: "https://a.test/b"}\n  - {since: 2026-07-01',
        "value 1 (since 2026-01-01): source is missing",
    ),
    ('value: "2.40"', "value: 2.40", "value 2 (since 2026-07-01): value: 2.4 is not a decimal in quotation marks"),
    ('value: "2.40"', 'value: "2,40"', "'2,40' is not a decimal"),
    *(
        ('value: "2.40"', f'value: "{text}"', f"{text!r} is not a decimal")
        for text in ("NaN", "Infinity", "2_4", "2e1", "+2.40", " 2.40", "2.", ".4", "٢", "9" * 19)
    ),
    ('value: "2.40"', 'value: "2.40", value: "2.65"', "'value' stands twice"),
    ("confidence: C1", "confidence: C3", "confidence 'C3': one of C2, C1, M, X"),
    ("since: 2026-07-01", "since: 2026-07-02", "no value from 2026-07-01 to the day before 2026-07-02"),
    (
        "since: 2026-07-01, known_until: 2026-12-31",
        "since: 2026-06-30, known_until: 2026-06-30",
        "the value since 2026-06-30 begins before the one before it has ended",
    ),
    ("since: 2026-07-01", "since: 2026-7-1", "since: '2026-7-1' is not a day"),
    ("since: 2026-07-01", "since: 2026-07-01 08:00:00", "is not a day like 2026-07-01"),
    ("known_until: 2026-12-31", "known_until: 2026-06-01", "known_until 2026-06-01 is before since 2026-07-01"),
    ("known_until: 2026-06-30", "known_until: open", "known_until open is not the end of that half-year, 2026-06-30"),
    ("known_until: 2026-12-31", "known_until: later", "known_until: 'later' is not a day"),
    ("https://a.test/b", "a.test", "link: must begin with https://"),
    ("https://a.test/b", "https://a.test/", "link: https://a.test/ names no page"),
    ("https://a.test/b", "https://a.test", "link: https://a.test names no page"),
    ("confidence: C1", "confidence: C1, derived: maybe", "derived: true, or left out"),
    ("values:\n", "values: []\nmore:\n", "'more' is no key of ours"),
    ("quantity: A rate", "quantity: [", "is not YAML"),
    (
        "known_until: 2026-12-31",
        "known_until: 2026-06-31",
        "value 2 (since 2026-07-01): known_until: '2026-06-31' is not a day like 2026-07-01",
    ),
    ("since: 2026-07-01", "since: 2026-06-31", "value 2 (since 2026-06-31): since: '2026-06-31' is not a day"),
    ('value: "2.40"', 'value: "265"', "value 2 (since 2026-07-01): value: '265' is over 100 % per year"),
    ('value: "2.40"', 'value: "2.65123"', "value 2 (since 2026-07-01): value: '2.65123' has more than four decimals"),
    (
        "known_until: 2026-12-31",
        "known_until: 2027-06-30",
        "value 2 (since 2026-07-01): known_until 2027-06-30 is not the end of that half-year, 2026-12-31",
    ),
    ("known_until: 2026-12-31", "known_until: 2026-09-30", "known_until 2026-09-30 is not the end of that half-year"),
    ("since: 2026-01-01, known_until: 2026-06-30", "since: 2026-01-01, known_until: 2026-12-31", "2026-06-30"),
    ("each: half-year", "each: year", "each: 'year': half-year, or left out"),
    ("each: half-year", "each: true", "each: True: half-year, or left out"),
]


@pytest.mark.parametrize(("was", "is_now", "said"), FAULTS, ids=[f[2][:40] for f in FAULTS])
def test_what_is_not_as_it_must_be_is_refused_by_file_and_value(was: str, is_now: str, said: str) -> None:
    assert was in GOOD
    with pytest.raises(ParameterFault) as fault:
        parsed("fr/x", GOOD.replace(was, is_now, 1))
    assert str(fault.value).startswith("fr/x.yaml: ")
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("EUR", "40.005", "'40.005' is no sum of whole cents above zero"),
        ("GBP", "0", "'0' is no sum of whole cents above zero"),
        ("days", "30.5", "'30.5' is no whole number above zero"),
        ("years", "-5", "'-5' is no whole number above zero"),
        ("months", "0", "'0' is no whole number above zero"),
        ("months", "2.5", "'2.5' is no whole number above zero"),
        ("percentage-points", "101", "'101' is over 100 %"),
        ("times", "0", "'0' is not above zero"),
    ],
)
def test_a_value_that_its_unit_cannot_have_is_refused_by_file_and_day(unit: str, value: str, said: str) -> None:
    wrong = GOOD.replace("percent-per-year", unit).replace('"2.40"', f'"{value}"').replace('"2.15"', '"40"')
    with pytest.raises(ParameterFault) as fault:
        parsed("fr/x", wrong)
    assert str(fault.value).startswith("fr/x.yaml: value 2 (since 2026-07-01): value: ")
    assert said in str(fault.value)


def test_a_value_ends_anywhere_where_nobody_says_that_each_half_year_has_one() -> None:
    longer = GOOD.replace("each: half-year\n", "").replace("2026-12-31", "2027-12-31")
    assert parsed("fr/x", longer).known_until == date(2027, 12, 31)


def test_nothing_follows_a_value_without_an_end() -> None:
    said = "the value since 2026-01-01 is open, and another follows it"
    with pytest.raises(ParameterFault, match=said):
        parsed("fr/x", GOOD.replace("each: half-year\n", "").replace("known_until: 2026-06-30", "known_until: open"))


def test_a_value_without_an_end_is_refused_where_each_half_year_has_one() -> None:
    open_one = GOOD.replace("known_until: 2026-12-31", "known_until: open")
    with pytest.raises(ParameterFault, match="known_until open is not the end of that half-year, 2026-12-31"):
        parsed("fr/x", open_one)
    assert parsed("fr/x", open_one.replace("each: half-year\n", "")).known_until is None


@pytest.mark.parametrize(
    ("was", "odd"),
    [
        pytest.param("unit: percent-per-year", "unit: [percent-per-year]", id="a list for a unit"),
        pytest.param("confidence: C2", "confidence: [C2]", id="a list for a confidence"),
        pytest.param('"2.40"', '"1e999999"', id="a figure without end"),
        pytest.param("checked_on: 2026", "checked_on: !!timestamp soon # 2026", id="a day that is none, tagged as one"),
        pytest.param("quantity: ", "? [a]\n: b\nquantity: ", id="a list for a key"),
        pytest.param("derived: true", "derived: !!bool foo", id="a truth that is none"),
    ],
)
def test_what_yaml_makes_of_an_odd_file_is_a_fault_that_names_it(was: str, odd: str) -> None:
    if was not in GOOD:
        was, odd = 'value: "2.40"', f'value: "2.40", {odd}'
    with pytest.raises(ParameterFault, match=r"^fr/x\.yaml: "):
        parsed("fr/x", GOOD.replace(was, odd))


@pytest.mark.parametrize("text", ["", "[]", "just words", "quantity: x"])
def test_what_is_no_parameter_at_all_is_refused(text: str) -> None:
    with pytest.raises(ParameterFault, match=r"fr/x\.yaml: "):
        parsed("fr/x", text)


def test_values_are_a_list_of_one_at_least() -> None:
    for values in ("[]", "{}", "text"):
        with pytest.raises(ParameterFault, match="a list of one value at least"):
            parsed("fr/x", GOOD.split("values:")[0] + f"values: {values}\n")


def test_confirmations_alone_may_have_holes() -> None:
    holed = GOOD.replace("since: 2026-07-01", "since: 2026-08-01")
    with pytest.raises(ParameterFault, match="no value from 2026-07-01"):
        parsed("be/rate", holed)
    read = parsed("be/published_rate", holed)
    with pytest.raises(NotKnown, match="2026-07-15"):
        read.at(date(2026, 7, 15))


def test_a_parameter_in_another_encoding_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").write_bytes(GOOD.replace("A rate", "Un taux décidé").encode("cp1252"))
    monkeypatch.setattr(reader, "FOLDER", tmp_path)
    with pytest.raises(ParameterFault, match=r"x\.yaml: is not UTF-8 at byte 20"):
        quantity("x")


def test_a_parameter_that_is_not_there_is_named() -> None:
    with pytest.raises(ParameterFault, match=r"fr/nothing\.yaml: there is no such parameter"):
        quantity("fr/nothing")


def test_the_first_day_of_a_half_year_that_is_not_published_is_refused_by_file_and_day() -> None:
    with pytest.raises(
        NotKnown, match=r"eu/ecb_refinancing_rate\.yaml: not known on 2027-01-01, only from 2015-01-01 to"
    ):
        quantity("eu/ecb_refinancing_rate").at(date(2027, 1, 1))


def test_a_value_that_may_have_been_published_since_is_asked_for_where_the_day_comes_after_the_last() -> None:
    read, hint = parsed("fr/x", GOOD), "a value published since goes into that file"

    def said(quantity: Quantity, on: date) -> str:
        with pytest.raises(NotKnown) as unknown:
            quantity.at(on)
        return str(unknown.value)

    assert said(read, date(2027, 1, 1)).endswith(f"only from 2026-01-01 to 2026-12-31; {hint}")
    assert said(read, date(2025, 12, 31)).endswith("only from 2026-01-01 to 2026-12-31")
    holed = parsed("be/published_rate", GOOD.replace("since: 2026-07-01", "since: 2026-12-31"))
    assert hint not in said(holed, date(2026, 9, 1))
    open_end = parsed(
        "fr/x", GOOD.replace("each: half-year\n", "").replace("known_until: 2026-12-31", "known_until: open")
    )
    assert said(open_end, date(2025, 12, 31)).endswith("only from 2026-01-01 on")
