"""What the joining of ports to adapters alone decides."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.ses_mailer import SesMailer
from tests.unit.test_settings import WHOLE


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[bootstrap.UseCases]:
    for name, value in {**WHOLE, "AWS_DEFAULT_REGION": "eu-west-3"}.items():
        monkeypatch.setenv(name, value)
    bootstrap.world.cache_clear()
    yield bootstrap.use_cases()
    bootstrap.world.cache_clear()


def test_a_mail_is_handed_over_once(made: bootstrap.UseCases) -> None:
    """boto3 would try again by itself when it has not heard: two mails may go out."""
    mailer = made.send_step().mailer
    assert isinstance(mailer, SesMailer)
    config: Any = mailer._client.meta.config
    assert config.retries["total_max_attempts"] == 1
