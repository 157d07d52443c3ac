"""What `make chaos` stands on: it kills who makes the call it has drawn, no other, and counts the mails as they are.

The whole of it, 2,000 reminders and 200 deaths, takes most of an hour: `make chaos`.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from random import Random

import pytest

from infra.chaos.killer import Killer, Moment
from infra.chaos.verdict import verdict
from infra.chaos.workers import worker_of, workers_of
from infra.local.loopback import HOST, Request, Response
from infra.local.mail_store import KeptMail

DONE = Response(200)
# Connects to the port it is given, says which one of its own it has, and waits.
CONNECTS = (
    "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); "
    "print(s.getsockname()[1], flush=True); sys.stdin.read()"
)


def mail(step: str, to: str) -> KeptMail:
    return KeptMail(1, "m", "", "", {}, (to,), None, {"step": step} if step else {}, step, "accepted", "", (), ())


@pytest.fixture
def worker() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A child of this process that has a function's name, and the port of its connection."""
    with socket.create_server((HOST, 0)) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", CONNECTS, str(server.getsockname()[1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "relance-send_step"},
        )
        assert process.stdout
        port = int(process.stdout.readline())
        yield process, port
        process.kill()
        process.communicate()


def killer(kills: int = 1, one_in: int = 1, seed: int = 0) -> Killer:
    return Killer(seed, kills, one_in, emulator=os.getpid(), is_armed=True)


def test_the_worker_that_has_the_connection_is_found(worker: tuple[subprocess.Popen[str], int]) -> None:
    process, port = worker
    assert [w.pid for w in workers_of(os.getpid())] == [process.pid]
    found = worker_of(os.getpid(), port)
    assert found
    assert (found.pid, found.function) == (process.pid, "relance-send_step")
    assert worker_of(os.getpid(), 1) is None
    assert worker_of(process.pid, port) is None, "a child of somebody else is not ours"


@pytest.mark.parametrize("moment", list(Moment))
def test_it_dies_at_its_call(moment: Moment, worker: tuple[subprocess.Popen[str], int]) -> None:
    process, port = worker
    seed = next(s for s in range(99) if _draws(s) is moment)
    death, made, answers = killer(seed=seed), list[bool](), list[Response | None]()

    def pass_on() -> Response:
        made.append(process.poll() is None)
        return DONE

    for _ in range(2 if moment is Moment.SOON else 9):
        answers.append(death.at_each(Request("POST", "/", port=port), pass_on))
        if answers[-1] is None:
            break
    assert process.wait(5) == -9
    assert all(made), "it lives while its calls are made"
    # Before it the call is not made; and who is dead hears no answer.
    assert len(made) == len(answers) - (moment is Moment.BEFORE)
    assert answers.count(None) == (moment is not Moment.SOON)
    assert death.killed == {("relance-send_step", moment): 1}


def _draws(seed: int) -> Moment:
    """As the killer does: how many calls pass, the next such, then the moment."""
    chance = Random(seed)
    chance.randint(1, 2), chance.randint(1, 2)
    return chance.choice(tuple(Moment))


def test_no_more_die_than_were_drawn_and_none_while_it_is_not_armed(worker: tuple[subprocess.Popen[str], int]) -> None:
    process, port = worker
    for death in (killer(kills=0), Killer(0, 9, 1, emulator=os.getpid())):
        assert all(death.at_each(Request("POST", "/", port=port), lambda: DONE) for _ in range(9))
    assert process.poll() is None


def test_who_is_no_worker_is_let_pass_and_another_dies_in_its_place() -> None:
    death = killer()
    assert [death.at_each(Request("POST", "/", port=1), lambda: DONE) for _ in range(9)] == [DONE] * 9
    assert not death.killed


def test_all_that_went_out_is_counted() -> None:
    wanted = ["a@a.test", "b@b.test"]
    assert verdict(wanted, [mail("1", "a@a.test"), mail("2", "b@b.test")]).is_clean
    again = verdict(wanted, [mail("1", "a@a.test"), mail("1", "a@a.test"), mail("2", "b@b.test")])
    assert (again.is_clean, again.duplicates) == (False, ("a@a.test", "step 1"))
    other = verdict(wanted, [mail("1", "a@a.test"), mail("3", "a@a.test")])
    assert (other.is_clean, other.duplicates, other.missing) == (False, ("a@a.test",), ("b@b.test",))
    strange = verdict(wanted, [mail("1", "a@a.test"), mail("2", "b@b.test"), mail("3", "c@c.test")])
    assert (strange.is_clean, strange.strange) == (False, ("c@c.test",))
    assert not verdict(wanted, [mail("", "a@a.test"), mail("2", "b@b.test")]).is_clean, "a mail of no step"
