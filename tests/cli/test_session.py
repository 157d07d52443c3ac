"""Ctrl-C, SIGTERM and a closed terminal: the work stops once, in order, and the clean stop is not cut short."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
import typer

from chalicelib.entrypoints.cli.output import ends_well
from chalicelib.entrypoints.cli.session import SIGNALS, stay_up, stops_in_order


@pytest.fixture(autouse=True)
def _as_in_a_terminal() -> Iterator[None]:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def hit(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(0.01)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda n: n.name)
def test_the_first_signal_stops_the_work_and_the_next_ones_wait_for_the_clean_stop(number: signal.Signals) -> None:
    done: list[str] = []

    def work() -> None:
        try:
            hit(number)
            done.append("worked on")
        finally:
            hit(number)
            hit(signal.SIGINT)
            done.append("stopped in order")

    with pytest.raises(KeyboardInterrupt), stops_in_order():
        work()
    assert done == ["stopped in order"]


def test_the_old_handlers_come_back() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with stops_in_order():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_ctrl_c_while_all_stays_up_is_a_good_end() -> None:
    timer = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    ended = False
    with ends_well(as_json=False), stops_in_order():
        stay_up(lambda: True)
        ended = True
    timer.join()
    assert ended


def test_an_emulator_that_ends_while_all_stays_up_ends_the_command_in_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = iter([True, False])
    with pytest.raises(typer.Exit) as ended, ends_well(as_json=False), stops_in_order():
        stay_up(lambda: next(answers))
    assert ended.value.exit_code == 1
    assert "the AWS emulator ended while all was up" in capsys.readouterr().err


def test_ctrl_c_in_the_middle_ends_with_words_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, ends_well(as_json=True), stops_in_order():
        hit(signal.SIGINT)
    assert ended.value.exit_code == 1
    said = capsys.readouterr()
    assert "what was done is kept" in said.err
    assert "what was done is kept" in said.out


def test_under_nohup_a_closed_terminal_stops_nothing() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stops_in_order():
        hit(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
