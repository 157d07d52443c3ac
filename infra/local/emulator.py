"""Starts and stops MiniStack, the local AWS emulator, as a child process on loopback that keeps its state in a folder.

    with Emulator().start(Path(".local/state")) as emulator:
        boto3.client("s3", endpoint_url=emulator.endpoint_url)

Its state is written by a clean stop only (`stop()`, or the death of this process); a kill -9 of the emulator loses it.
Lambda workers inherit the emulator's environment: `extra_environment={"AWS_ENDPOINT_URL_SESV2": …}` reaches each
function, and AWS_ENDPOINT_URL is set by MiniStack itself, so no template need know either.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

HOST = "127.0.0.1"
REPOSITORY = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("emulator_child.py")
DEFAULT_REGION = "eu-west-3"
# Only these come from our own environment: no AWS profile, real key, proxy or PYTHONPATH may reach the functions.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "SSL_CERT_FILE")
LOG_LINES_SHOWN = 20


class EmulatorError(RuntimeError):
    """The emulator cannot be started, or died."""


@dataclass(frozen=True)
class Emulator:
    python: Path = REPOSITORY / ".venv-local" / "bin" / "python"
    region: str = DEFAULT_REGION
    start_seconds: float = 60
    stop_seconds: float = 90
    # A parent that died leaves its emulator a moment to write its state.
    lock_seconds: float = 10

    def start(
        self, state_dir: Path, port: int | None = None, extra_environment: Mapping[str, str] | None = None
    ) -> "RunningEmulator":
        """Returns once the emulator answers. A given port is kept; without one a free port is taken."""
        if not self.python.exists():
            raise EmulatorError(f"{self.python} is missing: run `make setup` first")
        state_dir = state_dir.resolve()
        state_dir.mkdir(parents=True, exist_ok=True)
        with _lock(state_dir, self.lock_seconds) as lock:
            port = port or _free_port()
            _refuse_taken(port)
            log_file = _new_log(state_dir)
            environment = _environment(state_dir, port, self.region, extra_environment or {})
            with log_file.open("wb") as log:
                process = self._spawn(state_dir, environment, log, lock)
        running = RunningEmulator(process, port, state_dir, log_file, self.stop_seconds)
        try:
            running.wait_until_ready(self.start_seconds)
        except BaseException:
            running.end()
            raise
        return running

    def _spawn(
        self, state_dir: Path, environment: dict[str, str], log: IO[bytes], lock: int
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [str(self.python), "-P", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=state_dir,
            env=environment,
            # A group of its own: Ctrl-C in the terminal reaches us, and we stop it in order.
            start_new_session=True,
            pass_fds=(lock,),
        )


@dataclass(frozen=True)
class RunningEmulator:
    process: subprocess.Popen[bytes]
    port: int
    state_dir: Path
    log_file: Path
    stop_seconds: float

    @property
    def endpoint_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._answers():
            if not self.is_alive():
                raise EmulatorError(self.account(f"the emulator ended at its start (status {self.process.returncode})"))
            if time.monotonic() > deadline:
                raise EmulatorError(self.account(f"the emulator did not answer within {seconds:.0f} s"))
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def account(self, what: str) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return "\n".join([f"{what}; its log is {self.log_file}, which ends:", *(f"  {line}" for line in lines)])

    def stop(self) -> None:
        """Asks for a clean stop and waits: the state is on disk when this returns. Raises when it is not."""
        if self.end():
            return
        kept = "it kept the state of its last clean stop, and what it did since is lost"
        if self.process.returncode < 0:
            # Its log knows nothing of its end.
            raise EmulatorError(f"the emulator was killed (signal {-self.process.returncode}): {kept}")
        raise EmulatorError(self.account(f"the emulator died: {kept}"))

    def end(self) -> bool:
        """True when the emulator stopped in order; a second call changes nothing."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            _wait_unreaped(self.process.pid, self.stop_seconds)
            if self.process.returncode is None:
                # The group's number stays ours until the child is reaped, so this reaches nobody else's process.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        shutil.rmtree(self.state_dir / "tmp", ignore_errors=True)
        return self.process.returncode == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _environment(state_dir: Path, port: int, region: str, extra: Mapping[str, str]) -> dict[str, str]:
    temporary = state_dir / "tmp"
    # What a killed emulator left behind: each unpacked function weighs some 100 MB.
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    return {
        **{name: os.environ[name] for name in INHERITED if name in os.environ},
        "TZ": "UTC",
        "PYTHONUNBUFFERED": "1",
        "PYTHONNOUSERSITE": "1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": region,
        "MINISTACK_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1,localhost",
        **extra,
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": HOST,
        # These two would listen on every interface.
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "DOCKER_HOST": "unix:///nonexistent",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state_dir / "services"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state_dir / "s3"),
        "TMPDIR": str(temporary),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise EmulatorError(f"port {port} is taken ({error.strerror}): stop its owner or choose another") from error


@contextlib.contextmanager
def _lock(state_dir: Path, seconds: float) -> Iterator[int]:
    """One emulator per folder. The child inherits the lock and holds it until it has written its state and ended."""
    with (state_dir / "lock").open("w") as file:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise EmulatorError(f"another emulator uses {state_dir}: stop it first") from error
                time.sleep(0.2)
        yield file.fileno()


def _new_log(state_dir: Path) -> Path:
    log_file = state_dir / "emulator.log"
    if log_file.exists():
        log_file.replace(state_dir / "emulator.previous.log")
    return log_file


def _wait_unreaped(pid: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    with contextlib.suppress(ChildProcessError):
        while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None and time.monotonic() < deadline:
            time.sleep(0.05)
