"""The fixed sum for recovery costs, by what was owed on the first day of delay."""

import pytest

from chalicelib.domain.indemnity import Band, fixed_indemnity
from chalicelib.domain.parties import DebtorKind

POUNDS = [Band(100_000, 4000), Band(1_000_000, 7000), Band(None, 10_000)]


@pytest.mark.parametrize(
    ("kind", "owed", "sum_of"),
    [
        pytest.param(DebtorKind.TRADER, -1, 0, id="paid beyond the whole"),
        pytest.param(DebtorKind.TRADER, 0, 0, id="paid in time"),
        pytest.param(DebtorKind.TRADER, 1, 4000, id="a cent"),
        pytest.param(DebtorKind.TRADER, 100_000, 7000, id="at a bound"),
        pytest.param(DebtorKind.TRADER, 1_000_000, 10_000, id="in the last band"),
        pytest.param(DebtorKind.PUBLIC_BODY, 1, 4000, id="a public body"),
        pytest.param(DebtorKind.CONSUMER, 100_000, 0, id="a consumer"),
    ],
)
def test_the_sum_goes_by_the_band_of_what_is_owed_and_no_consumer_owes_it(
    kind: DebtorKind, owed: int, sum_of: int
) -> None:
    assert fixed_indemnity(kind, owed, POUNDS) == sum_of
