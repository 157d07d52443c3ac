"""What the joining of ports to adapters alone decides."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.log_metrics import LogMetrics
from chalicelib.adapters.s3_journal import QUICK, S3Journal
from chalicelib.adapters.ses_mailer import SesMailer
from chalicelib.entrypoints import events
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.world import world
from tests.unit.test_events_entrypoint import batch, enveloped, mail_event
from tests.unit.test_settings import WHOLE


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[bootstrap.UseCases]:
    for name, value in {**WHOLE, "AWS_DEFAULT_REGION": "eu-west-3"}.items():
        monkeypatch.setenv(name, value)
    world.cache_clear()
    yield bootstrap.use_cases()
    world.cache_clear()


def test_a_mail_is_handed_over_once(made: bootstrap.UseCases) -> None:
    """boto3 would try again by itself when it has not heard: two mails may go out."""
    mailer = made.send_step().mailer
    assert isinstance(mailer, SesMailer)
    config: Any = mailer._client.meta.config
    assert config.retries["total_max_attempts"] == 1


def test_each_mail_has_a_connection_of_its_own(made: bootstrap.UseCases) -> None:
    """One that slept with the function would be found dead by a mail of which nobody then knows whether it went out."""
    first, second = made.send_step().mailer, made.send_step().mailer
    assert isinstance(first, SesMailer)
    assert isinstance(second, SesMailer)
    assert first._client is not second._client


def test_the_journal_has_seconds_and_not_what_boto3_gives_by_itself(made: bootstrap.UseCases) -> None:
    """A function ends after sixty, and the mail is still to be handed over."""
    journal = made.send_step().journal
    assert isinstance(journal, S3Journal)
    made_with: Any = journal._client.meta.config
    meant: Any = QUICK
    assert (made_with.connect_timeout, made_with.read_timeout) == (meant.connect_timeout, meant.read_timeout)
    assert made_with.retries["total_max_attempts"] == meant.retries["total_max_attempts"]


def test_the_planner_keeps_to_the_rate_of_its_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**WHOLE, "RELANCE_MAILS_PER_SECOND": "3", "AWS_DEFAULT_REGION": "eu-west-3"}.items():
        monkeypatch.setenv(name, value)
    world.cache_clear()
    assert bootstrap.use_cases().plan_due().mails_a_second == 3
    world.cache_clear()


def test_the_watch_of_the_law_counts_for_its_stage_and_looks_from_the_day_it_is_given(
    made: bootstrap.UseCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm of a stage sees the figures of that stage; CloudWatch takes no figure of another day than its own."""
    monkeypatch.setenv("RELANCE_CLOCK", "payload")
    world.cache_clear()
    watch = bootstrap.use_cases("2027-01-05T08:00:00Z").watch_law()
    assert isinstance(watch.metrics, LogMetrics)
    assert (watch.metrics.stage, type(watch.metrics.clock)) == ("local", SystemClock)
    assert watch.clock.now() == datetime(2027, 1, 5, 8, tzinfo=UTC)
    assert [e.is_over(date(2027, 1, 5)) for e in watch()] == [True] * 5


def test_an_event_has_the_machines_clock_but_where_a_payload_sets_the_day(
    made: bootstrap.UseCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = "2027-01-05T08:00:00+00:00"
    monkeypatch.setenv("RELANCE_CLOCK", "real")
    world.cache_clear()
    assert isinstance(bootstrap.use_cases(at, where_it_may=True).clock, SystemClock)
    monkeypatch.setenv("RELANCE_CLOCK", "payload")
    world.cache_clear()
    assert bootstrap.use_cases(at, where_it_may=True).clock.now() == datetime(2027, 1, 5, 8, tzinfo=UTC)


@pytest.mark.usefixtures("made")
def test_what_ses_tells_is_recorded_where_no_payload_sets_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on AWS: an event has its own day in it, and no function may take that for today."""
    monkeypatch.setenv("RELANCE_CLOCK", "real")
    world.cache_clear()
    told = list[tuple[type, Delivery]]()

    def record_delivery(self: bootstrap.UseCases) -> Callable[[Delivery], None]:
        return lambda delivery: told.append((type(self.clock), delivery))

    monkeypatch.setattr(bootstrap.UseCases, "record_delivery", record_delivery)
    event = enveloped(mail_event("Delivery", delivery={"timestamp": "2026-11-23T08:00:02.500Z"}))
    assert events.record_delivery(batch(event)) == {"batchItemFailures": []}
    ((clock, delivery),) = told
    assert (clock, delivery.step) == (SystemClock, "7QK4R2XA")
