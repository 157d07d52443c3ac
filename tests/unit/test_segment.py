"""Which debtors a policy is for, and which of several is taken."""

import pytest

from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.segment import Profile, Segment, most_specific

TRADER, CONSUMER = DebtorKind.TRADER, DebtorKind.CONSUMER


def profile(**known: object) -> Profile:
    return Profile(**{"kind": TRADER, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("segment", "known", "is_in"),
    [
        pytest.param(Segment(), profile(), True, id="no condition"),
        pytest.param(Segment(kinds=frozenset({TRADER})), profile(), True, id="its kind"),
        pytest.param(Segment(kinds=frozenset({CONSUMER})), profile(), False, id="another kind"),
        pytest.param(Segment(average_days_late_at_least=10), profile(average_days_late=10), True, id="late enough"),
        pytest.param(Segment(average_days_late_at_least=10), profile(average_days_late=9), False, id="not so late"),
        pytest.param(Segment(average_days_late_at_least=0), profile(), False, id="never paid yet: nothing is known"),
        pytest.param(Segment(owed_at_least=Money(500)), profile(owed=(Money(500),)), True, id="owes enough"),
        pytest.param(Segment(owed_at_least=Money(500)), profile(owed=(Money(499),)), False, id="owes less"),
        pytest.param(Segment(owed_at_most=Money(500)), profile(owed=(Money(500),)), True, id="owes little"),
        pytest.param(Segment(owed_at_most=Money(500)), profile(owed=(Money(501),)), False, id="owes more"),
        pytest.param(Segment(bought_at_least=Money(500)), profile(bought=(Money(500),)), True, id="bought enough"),
        pytest.param(Segment(bought_at_least=Money(500)), profile(), False, id="bought nothing"),
        pytest.param(
            Segment(kinds=frozenset({TRADER}), owed_at_least=Money(500)), profile(), False, id="one condition of two"
        ),
    ],
)
def test_a_debtor_is_in_a_segment_when_every_condition_is_met(segment: Segment, known: Profile, is_in: bool) -> None:
    assert segment.includes(known) is is_in


KIND, KIND_AND_LATE = (
    Segment(kinds=frozenset({TRADER})),
    Segment(kinds=frozenset({TRADER}), average_days_late_at_least=10),
)


def test_the_segment_with_more_conditions_is_taken_in_whatever_order() -> None:
    named = [("general", KIND), ("late-payers", KIND_AND_LATE)]
    for listed in (named, named[::-1]):
        assert most_specific(listed, profile(average_days_late=20)) == "late-payers"
        assert most_specific(listed, profile(average_days_late=2)) == "general"


def test_of_equal_ones_the_first_by_name_is_taken() -> None:
    assert most_specific([("b", KIND), ("a", KIND)], profile()) == "a"


def test_no_segment_is_taken_when_the_debtor_is_in_none() -> None:
    assert most_specific([("consumers", Segment(kinds=frozenset({CONSUMER})))], profile()) is None
