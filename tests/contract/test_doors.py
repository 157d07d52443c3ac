"""Every store of links and sessions keeps them with the change of a case, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.access import Link, Session, hash_of
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.parties import Language
from chalicelib.ports import Cases, Doors
from tests.contract.stored import AT, KEY, invoice, stored


def test_links_and_sessions_are_kept_with_the_change_or_not_at_all(cases: Cases, doors: Doors) -> None:
    case = stored(cases, invoice("a"))
    link = Link(hash_of("t"), KEY, AT + timedelta(days=9), "a@b.fr")
    session = Session(hash_of("s"), KEY, Language.EN, AT + timedelta(minutes=30), AT + timedelta(hours=12), "a@b.fr")
    cases.commit(case, case, [], AT, also=[link, session])
    assert doors.link(link.hash) == link
    assert doors.session(session.hash) == session
    lost = Link(hash_of("u"), KEY, AT)
    with pytest.raises(CaseMoved):
        cases.commit(case, case, [], AT, also=[lost])
    assert doors.link(lost.hash) is None


def test_a_session_is_opened_by_itself(doors: Doors) -> None:
    session = Session(hash_of("alone"), KEY, Language.EN, AT + timedelta(minutes=30), AT + timedelta(hours=12))
    doors.open(session)
    assert doors.session(session.hash) == session


def test_a_session_is_put_off_and_closed(cases: Cases, doors: Doors) -> None:
    case = stored(cases, invoice("a"))
    session = Session(hash_of("s"), KEY, Language.FR, AT, AT)
    cases.commit(case, case, [], AT, also=[session])
    longer = replace(session, expires_at=AT + timedelta(minutes=30))
    doors.extend(longer)
    assert doors.session(session.hash) == longer
    doors.close(session.hash)
    assert doors.session(session.hash) is None
    with pytest.raises(NotFound):
        doors.extend(longer)
    assert doors.session(session.hash) is None, "a late request brings no closed session back"
