"""What the local deployment refuses."""

import pytest

from infra.deploy import DeploymentFailed, _checked


def test_queues_of_another_port_are_refused_and_the_port_is_named() -> None:
    here = "http://127.0.0.1:4566"
    assert _checked(here, f"{here}/000000000000/assess") == f"{here}/000000000000/assess"
    with pytest.raises(DeploymentFailed, match=r"127\.0\.0\.1:4999/.*start the emulator on that port"):
        _checked(here, "http://127.0.0.1:4999/000000000000/assess")
