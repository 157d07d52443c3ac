"""The adapters of one process, each made when first asked for; nothing touches AWS at import."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import boto3

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamo import models
from chalicelib.adapters.dynamo.doors import DynamoDoors
from chalicelib.adapters.log_metrics import LogMetrics
from chalicelib.domain.failed_message import QueueName
from chalicelib.ports import (
    Cases,
    Clock,
    Creditors,
    Documents,
    Doors,
    FailedMessages,
    Holidays,
    LookUp,
    Mailer,
    Policies,
    Press,
    Queues,
    SendJournal,
    SendOutcomes,
    Suppressions,
)
from chalicelib.settings import Settings
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.remembering import Remember

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class World:
    """The adapters of one process, shared by its use cases. What needs a heavy import is made late."""

    settings: Settings

    @cached_property
    def _table(self) -> None:
        """Binds the rows to the table: once, since whoever binds them lets go of their connection."""
        models.bind(self.settings.table)

    @cached_property
    def metrics(self) -> LogMetrics:
        return LogMetrics(self.settings.stage, SystemClock())

    @cached_property
    def doors(self) -> Doors:
        _ = self._table
        return DynamoDoors()

    @cached_property
    def cases(self) -> Cases:
        from chalicelib.adapters.dynamo.counted_cases import CountedCases

        _ = self._table
        return CountedCases(self.metrics)

    @cached_property
    def suppressions(self) -> Suppressions:
        from chalicelib.adapters.dynamo.suppressions import DynamoSuppressions

        _ = self._table
        return DynamoSuppressions()

    @cached_property
    def outcomes(self) -> SendOutcomes:
        from chalicelib.adapters.dynamo.outcomes import DynamoOutcomes

        _ = self._table
        return DynamoOutcomes()

    @cached_property
    def creditors(self) -> Creditors:
        from chalicelib.adapters.dynamo.creditors import DynamoCreditors

        _ = self._table
        return DynamoCreditors(SystemClock())

    @cached_property
    def holidays(self) -> Holidays:
        from chalicelib.adapters.public_holidays import PublicHolidays

        return PublicHolidays()

    @cached_property
    def policies(self) -> Policies:
        from chalicelib.adapters.dynamo.policies import DynamoPolicies

        _ = self._table
        return DynamoPolicies()

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.creditors, self.holidays, self.policies)

    @cached_property
    def queues(self) -> Queues:
        from chalicelib.adapters.sqs_queues import QUICK, SqsQueues

        s = self.settings
        urls = {
            QueueName.ASSESS: s.assess_queue_url,
            QueueName.SEND: s.send_queue_url,
            QueueName.DELIVERIES: s.deliveries_queue_url,
        }
        return SqsQueues(boto3.client("sqs", config=QUICK), urls, payload_clock=s.payload_sets_clock)

    @cached_property
    def _s3(self) -> "S3Client":
        from chalicelib.adapters.s3_journal import QUICK

        return boto3.client("s3", config=QUICK)

    @cached_property
    def documents(self) -> Documents:
        from chalicelib.adapters.s3_documents import S3Documents

        return S3Documents(self._s3, self.settings.letters_bucket)

    @cached_property
    def journal(self) -> SendJournal:
        from chalicelib.adapters.s3_journal import S3Journal

        return S3Journal(self._s3, self.settings.letters_bucket)

    @cached_property
    def remember(self) -> Remember:
        return Remember(self.journal, self.settings.epoch)

    @cached_property
    def look_up(self) -> LookUp:
        if self.settings.look_up == "none":
            from chalicelib.adapters.no_look_up import NoLookUp

            return NoLookUp()
        from chalicelib.adapters.s3_export_jobs import S3ExportJobs
        from chalicelib.adapters.ses_look_up import SHORT, SesLookUp

        jobs = S3ExportJobs(boto3.client("s3", config=SHORT), self.settings.letters_bucket)
        return SesLookUp(boto3.client("sesv2", config=SHORT), jobs, SystemClock())

    @cached_property
    def press(self) -> Press:
        from chalicelib.adapters.letters.press import JinjaPress

        return JinjaPress()

    @cached_property
    def failed(self) -> FailedMessages:
        from chalicelib.adapters.dynamo.failures import DynamoFailedMessages

        _ = self._table
        return DynamoFailedMessages()

    def mailer(self, clock: Clock) -> Mailer:
        """Another client for each mail: a connection that slept with the Lambda would fail as an unknown outcome."""
        from chalicelib.adapters.ses_mailer import ONCE, SesMailer

        s = self.settings
        return SesMailer(boto3.client("sesv2", config=ONCE), s.mail_from, s.configuration_set, clock)


@cache
def world() -> World:
    return World(Settings.from_env())
