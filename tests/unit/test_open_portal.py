"""The debtor clicks: its link becomes a session, the link stays good, the click is kept."""

from datetime import timedelta

import pytest

from chalicelib.domain.access import SESSION_IDLES, SESSION_LASTS, Link, Session, hash_of
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.parties import Language
from chalicelib.usecases.open_portal import OpenPortal
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, invoice, payment

OWED = invoice(due=MONDAY)


def invited(expires: timedelta = timedelta(days=1)) -> tuple[Office, OpenPortal]:
    office = Office()
    office.keep(case(OWED), also=(Link(hash_of("token"), KEY, MORNING + expires),))
    return office, OpenPortal(office.cases, office.doors, office.clock, office.ids)


def test_the_link_becomes_a_session_of_its_own_case_in_the_language_of_the_page() -> None:
    office, open_portal = invited()
    secret = open_portal("token", Language.EN)
    assert office.doors.sessions == {
        hash_of(secret): Session(hash_of(secret), KEY, Language.EN, MORNING + SESSION_IDLES, MORNING + SESSION_LASTS)
    }


def test_the_click_is_kept_as_the_proof_of_having_seen() -> None:
    office, open_portal = invited()
    open_portal("token", Language.FR)
    (entry,) = office.cases.history(KEY)
    assert (entry.kind, entry.data, entry.at) == ("PortalOpened", {"by": "debtor"}, MORNING)


def test_the_link_stays_good_and_each_click_is_a_session_of_its_own() -> None:
    office, open_portal = invited()
    assert open_portal("token", Language.FR) != open_portal("token", Language.FR)
    assert len(office.doors.sessions) == 2
    assert len(office.doors.links) == 1


def test_a_link_clicked_over_and_over_neither_fills_the_history_nor_moves_the_case() -> None:
    office, open_portal = invited()
    open_portal("token", Language.FR)
    version = office.case.version
    for _ in range(59):
        office.clock.advance(minutes=1)
        open_portal("token", Language.FR)
    assert (len(office.cases.history(KEY)), office.case.version) == (1, version)
    assert len(office.doors.sessions) == 60
    office.clock.advance(minutes=1)
    open_portal("token", Language.FR)
    assert [e.at for e in office.cases.history(KEY)] == [MORNING, MORNING + timedelta(hours=1)]


@pytest.mark.parametrize(
    ("token", "expires"),
    [
        pytest.param("other", timedelta(days=1), id="a link that we never made"),
        pytest.param("token", timedelta(0), id="a link that ends at this very moment"),
        pytest.param("token", timedelta(days=-1), id="a link that ended yesterday"),
    ],
)
def test_no_session_is_opened_by_a_link_that_is_unknown_or_has_expired(token: str, expires: timedelta) -> None:
    office, open_portal = invited(expires)
    with pytest.raises(NotFound, match="no such link"):
        open_portal(token, Language.FR)
    assert office.doors.sessions == {}
    assert office.cases.history(KEY) == ()


def test_a_link_opens_until_its_last_second() -> None:
    _, open_portal = invited(timedelta(seconds=1))
    assert open_portal("token", Language.FR)


def test_the_case_is_changed_in_nothing_but_its_history() -> None:
    office, open_portal = invited()
    before = office.case
    open_portal("token", Language.FR)
    assert (office.case.invoices, office.case.next_look_at) == (before.invoices, before.next_look_at)


def test_the_session_is_opened_when_the_case_moved_meanwhile() -> None:
    office, open_portal = invited()
    office.cases.interfere = lambda: office.pay(CREDITOR, OWED.id, payment(100), "key_1")
    open_portal("token", Language.FR)
    assert len(office.doors.sessions) == 1
    assert [e.kind for e in office.cases.history(KEY)] == ["PaymentRecorded", "PortalOpened"]


def test_the_debtor_may_click_again_when_the_case_never_stops_moving() -> None:
    office, open_portal = invited()

    def moves() -> None:
        office.cases.commit(office.case, office.case, [], MORNING)
        office.cases.interfere = moves

    office.cases.interfere = moves
    with pytest.raises(CaseMoved, match="click again"):
        open_portal("token", Language.FR)
    assert office.doors.sessions == {}
