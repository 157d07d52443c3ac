"""The creditor ends a dispute: the chase goes on from today, where it stood."""

from collections.abc import Callable

import pytest

from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import PortalOpened
from chalicelib.domain.hold import HoldKind
from chalicelib.usecases.hold_chase import EndHold
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, days, dispute, invoice, pause

LATE = invoice(due=MONDAY - days(3))


def contested(since: int = 9) -> tuple[Office, Callable[[str, str, str], object]]:
    office = Office()
    office.keep(case(LATE, holds=(dispute(LATE.id, since=MONDAY - days(since)),)))

    def end_dispute(creditor_id: str, invoice_id: str, note: str) -> None:
        key = office.change.of_invoice(creditor_id, invoice_id)
        EndHold(office.change)(key, HoldKind.DISPUTE, invoice_id, note, "creditor")

    return office, end_dispute


@pytest.mark.parametrize("since", [9, 0], ids=["contested long ago", "contested this very day"])
def test_the_chase_goes_on_the_same_day(since: int) -> None:
    office, end_dispute = contested(since)
    assert office.look(KEY) is None
    end_dispute(CREDITOR, LATE.id, "avoir refusé, voir notre courrier")
    assert office.case.next_look_at == MORNING
    office.run()
    assert len(office.mailer.mails) == 1


def test_the_history_says_who_ended_it_and_in_what_words() -> None:
    office, end_dispute = contested()
    end_dispute(CREDITOR, LATE.id, "réglé au téléphone")
    (entry,) = office.cases.history(KEY)
    assert entry.kind == "DisputeEnded"
    assert entry.data == {"by": "creditor", "invoice_id": LATE.id, "note": "réglé au téléphone"}


def test_the_debtor_may_contest_again() -> None:
    office, end_dispute = contested()
    end_dispute(CREDITOR, LATE.id, "")
    office.contest(KEY, LATE.id, "wrong-amount", "toujours")
    assert not any(h.invoice_id == LATE.id and h.stands(MONDAY) and h.detail != "toujours" for h in office.case.holds)
    assert office.look(KEY) is None


def test_what_is_not_contested_and_what_is_not_there_read_alike() -> None:
    office, end_dispute = contested()
    end_dispute(CREDITOR, LATE.id, "")
    for creditor_id, invoice_id in ((CREDITOR, LATE.id), (CREDITOR, "inv_0"), ("cre_2", LATE.id)):
        with pytest.raises(NotFound):
            end_dispute(creditor_id, invoice_id, "")
    assert [e.kind for e in office.cases.history(KEY)] == ["DisputeEnded"]


def test_another_hold_stands() -> None:
    office, end_dispute = contested()
    office.cases.stored[KEY] = case(LATE, holds=(pause(LATE.id), dispute(LATE.id)), version=office.case.version)
    end_dispute(CREDITOR, LATE.id, "")
    assert office.look(KEY) is None
    assert office.case.hold_on(LATE.id, MONDAY) == pause(LATE.id)


def test_it_is_ended_when_the_case_moved_meanwhile_and_refused_when_it_never_stops() -> None:
    office, end_dispute = contested()

    def moves() -> None:
        office.cases.commit(office.case, office.case, [PortalOpened("debtor")], MORNING)

    office.cases.interfere = moves
    end_dispute(CREDITOR, LATE.id, "")
    assert office.case.hold_on(LATE.id, MONDAY) is None

    office, end_dispute = contested()

    def keeps_moving() -> None:
        office.cases.commit(office.case, office.case, [], MORNING)
        office.cases.interfere = keeps_moving

    office.cases.interfere = keeps_moving
    with pytest.raises(CaseMoved, match="send the same request again"):
        end_dispute(CREDITOR, LATE.id, "")
