"""What the reconciler may count on from the look-up of SES: a mail's id where it is there, and no other mail's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.level import Level
from chalicelib.domain.step import Step
from tests.builders import KEY, MONDAY, MORNING, days, step
from tests.contract.insights import MAIL, OBJECT, OTHER, STEP, Insights, Look, another, kept, lines, says
from tests.fakes import FixedClock
from tests.log_watch import logged


def test_the_first_look_starts_a_job_and_keeps_its_id(look: Look, insights: Insights, s3: Any) -> None:
    assert look() is None
    assert (insights.asked, kept(s3)) == (["start"], "job-1")
    (asked,) = insights.started
    source = asked["ExportDataSource"]["MessageInsightsDataSource"]
    assert asked["ExportDestination"] == {"DataFormat": "JSON"}
    assert source["Include"] == {"Destination": [STEP.email]}
    assert source["StartDate"] < MORNING.timestamp() < source["EndDate"] < MORNING.timestamp() + 3600


def test_a_later_look_reads_the_file_and_tells_the_id(look: Look, insights: Insights) -> None:
    insights.content = lines(OTHER, MAIL)
    assert look() is None
    assert look() == "0102-ours"
    assert insights.asked == ["start", "ask", "file"], "what is found is not looked for again"


def test_a_record_that_tells_no_id_proves_as_much(look: Look, insights: Insights) -> None:
    insights.content = lines(MAIL | {"MessageId": None})
    look()
    assert look() == ""


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(lines(OTHER), id="the same address, another step"),
        pytest.param(lines(MAIL | {"Destination": "autre@legoff.example"}), id="the same step, another address"),
    ],
)
def test_what_is_not_this_mail_is_not_told_and_another_job_is_started(
    look: Look, insights: Insights, s3: Any, content: bytes
) -> None:
    insights.content = content
    look()
    assert look() is None
    assert (insights.asked, kept(s3)) == (["start", "ask", "file", "start"], "job-2")
    insights.content = lines(MAIL)
    assert look() == "0102-ours", "the insights lag behind: the next job may have it"


@pytest.mark.parametrize("status", ["CREATED", "PROCESSING"])
def test_a_job_in_work_is_waited_for_and_given_up_after_some_hours(
    look: Look, insights: Insights, clock: FixedClock, status: str
) -> None:
    insights.job = {"JobStatus": status}
    for _ in range(6):
        assert look() is None
        clock.advance(hours=1)
    assert insights.asked == ["start", *["ask"] * 5]
    assert look() is None
    assert insights.asked[6:] == ["ask", "start"]


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
def test_for_a_job_that_came_to_nothing_another_is_started(
    look: Look, insights: Insights, s3: Any, status: str
) -> None:
    look()
    insights.job = {"JobStatus": status}
    assert look() is None
    assert kept(s3) == "job-2"


def test_a_job_that_ended_long_ago_is_read_all_the_same(look: Look, insights: Insights, clock: FixedClock) -> None:
    """The address of its file is made anew for each question."""
    insights.content = lines(MAIL)
    look()
    clock.advance(days=3)
    assert look() == "0102-ours"


def test_for_a_job_that_nobody_knows_any_more_another_is_started(look: Look, insights: Insights, s3: Any) -> None:
    look()
    insights.answers["ask"] = lambda _: says(404, "NotFoundException")
    assert look() is None
    assert kept(s3) == "job-2"


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"id": 7}'], ids=["gone", "empty", "torn", "of another form"])
def test_where_the_kept_id_is_lost_another_job_is_started(
    look: Look, insights: Insights, s3: Any, content: bytes | None
) -> None:
    look()
    if content is None:
        s3.delete_object(Bucket="letters", Key=OBJECT)
    else:
        s3.put_object(Bucket="letters", Key=OBJECT, Body=content)
    assert look() is None
    assert (insights.asked, kept(s3)) == (["start", "start"], "job-2")


def test_each_attempt_and_each_step_has_a_job_of_its_own(insights: Insights, s3: Any, clock: FixedClock) -> None:
    look_up = another(s3, clock)
    said_again = replace(STEP, id=step(Level.REMINDER_1, on=MONDAY + days(2)).id)
    for each in (STEP, replace(STEP, attempt=2), said_again):
        assert look_up.find(KEY, each) is None
    assert insights.asked == ["start"] * 3
    insights.content = lines(MAIL)
    assert (look_up.find(KEY, said_again), look_up.find(KEY, STEP)) == (None, None)


@pytest.mark.parametrize(
    "odd",
    [replace(STEP, email=None), replace(STEP, email=""), replace(STEP, claimed_at=None)],
    ids=["to whom", "to no address", "when"],
)
def test_a_mail_of_which_too_little_is_known_is_not_asked_for(
    insights: Insights, s3: Any, clock: FixedClock, odd: Step
) -> None:
    with logged() as log:
        assert another(s3, clock).find(KEY, odd) is None
    assert (insights.asked, log.getvalue()) == ([], ""), "nothing failed either"


def test_all_is_asked_through_the_door(look: Look, insights: Insights) -> None:
    sites = list[Site]()

    def notes(site: Site, ask: Callable[[], Any]) -> Any:
        sites.append(site)
        return ask()

    with io.kept_by(notes):
        look()
        look()
    begins = [Site.LOOK_UP_KEPT, Site.LOOK_UP_START, Site.LOOK_UP_KEEP]
    assert sites == [*begins, Site.LOOK_UP_KEPT, Site.LOOK_UP_ASK, Site.LOOK_UP_READ, *begins[1:]]
