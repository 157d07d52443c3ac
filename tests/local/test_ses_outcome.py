import pytest

from infra.local.ses_outcome import Outcome, PlannedEvent, fault_of, marked_outcome, plan_events


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        pytest.param("compta@example.fr", Outcome.DELIVERY, id="an ordinary address is delivered to"),
        pytest.param("bounce@example.fr", Outcome.BOUNCE, id="the whole local part"),
        pytest.param("Bounce-12@example.fr", Outcome.BOUNCE, id="its beginning, in capitals"),
        pytest.param("complaint@simulator.amazonses.com", Outcome.COMPLAINT, id="Amazon's own simulator"),
        pytest.param("compta+late@example.fr", Outcome.LATE, id="after a plus"),
        pytest.param("compta+x+twice@example.fr", Outcome.TWICE, id="after a second plus"),
        pytest.param("laterre@example.fr", Outcome.DELIVERY, id="a name that merely begins like a marker"),
        pytest.param("compta@bounce.fr", Outcome.DELIVERY, id="the domain says nothing"),
        pytest.param("a.bounce@example.fr", Outcome.DELIVERY, id="not at the beginning"),
    ],
)
def test_address_carries_its_outcome(address: str, outcome: Outcome) -> None:
    assert marked_outcome(address) is outcome


def test_each_recipient_has_its_own_fate_in_one_mail() -> None:
    assert plan_events(["a@x.fr", "bounce@x.fr", "b@x.fr"], marked_outcome) == (
        PlannedEvent("Send", ("a@x.fr", "bounce@x.fr", "b@x.fr")),
        PlannedEvent("Delivery", ("a@x.fr", "b@x.fr")),
        PlannedEvent("Bounce", ("bounce@x.fr",)),
    )


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("complaint@x.fr", ["Send", "Delivery", "Complaint"]),
        ("twice@x.fr", ["Send", "Delivery", "Delivery"]),
        ("lost@x.fr", ["Send", "Delivery"]),
        ("nothing@x.fr", []),
    ],
)
def test_events_follow_the_outcome(address: str, names: list[str]) -> None:
    assert [event.name for event in plan_events([address], marked_outcome)] == names


def test_late_delivery_is_held_and_its_send_is_not() -> None:
    assert [event.held for event in plan_events(["late@x.fr"], marked_outcome)] == [False, True]


def test_throttle_wins_over_the_other_faults() -> None:
    assert fault_of([Outcome.LOST, Outcome.THROTTLE, Outcome.DELIVERY]) is Outcome.THROTTLE
    assert fault_of([Outcome.BOUNCE]) is None
