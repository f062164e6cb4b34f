"""A Prefect server, a worker and the deployments of ``prefect.yaml``, here alone, as long as one command runs.

For a server that many share, start Prefect's own as its documentation says; the deployments are the same.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import psutil

from flows import quiet
from flows.errors import ServiceError, UsageError

#: Where the server's database and the logs stand, below the repository.
HOME = ".prefect"

#: The work pool of ``prefect.yaml``.
POOL = "khabar"

#: Seconds that a server may take to answer, on a busy machine and with a database to make.
_PATIENCE = 180.0

#: Seconds that a process may take to end when it is told to: a run in the middle of a stage stops its workers first.
_GRACE = 30.0

#: Lines of a log that a message quotes.
_QUOTED = 8


def serve(
    root: Path,
    *,
    port: int = 4200,
    settings: Mapping[str, str] | None = None,
    starting: Callable[[], None] = lambda: None,
    ready: Callable[[str], None] = print,
) -> NoReturn:
    """Serve until this process is told to stop (Ctrl-C, SIGTERM), then end the worker and the server.

    Args:
        root: the repository.
        port: of the server on the loopback interface.
        settings: more settings of Prefect.
        starting: is called before the server is started, which takes a while.
        ready: is called with the address of the page when the deployments are there and the worker works.

    Raises:
        UsageError: there is no prefect.yaml, the port is taken, or parts of an earlier call live on here.
        ServiceError: the server or the worker did not start, or ended by itself; the message quotes its log.
        KeyboardInterrupt: it was told to stop, and everything has ended.
    """
    if not (root / "prefect.yaml").is_file():
        raise UsageError(f"{root} has no prefect.yaml", "Go to the repository, or name it with --root.")
    address = f"http://127.0.0.1:{port}"
    if _answers(address):
        raise UsageError(f"Something answers on {address} already", "End it, or choose another --port.")
    env = environment(root, address) | dict(settings or {})
    logs = Path(env["PREFECT_HOME"])
    logs.mkdir(parents=True, exist_ok=True)
    _check_alone(logs)
    starting()
    with ExitStack() as running:
        # The worker is ended first: it has its runs to end, and tells the server of it.
        server = running.enter_context(
            _process("server", ["server", "start", "--host", "127.0.0.1", "--port", str(port)], root, env, logs)
        )
        _wait(server, address, logs)
        _forget(address)
        _call(["work-pool", "create", POOL, "--type", "process", "--overwrite"], root, env)
        _call(["--no-prompt", "deploy", "--all"], root, env)
        worker = running.enter_context(
            _process("worker", ["worker", "start", "--pool", POOL, "--type", "process"], root, env, logs)
        )
        ready(address)
        while True:
            for name, process in (("server", server), ("worker", worker)):
                if process.poll() is not None:
                    raise _ended(name, process, logs)
            time.sleep(0.5)


def environment(root: Path, address: str) -> dict[str, str]:
    """Return the environment of everything that is served: this Python first, no words to anybody outside."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {
        **quiet.SETTINGS,
        "PREFECT_HOME": str(root.resolve() / HOME),
        **os.environ,
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_UI_API_URL": f"{address}/api",
        "PREFECT_CLI_PROMPT": "false",
        "PATH": path,
    }


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let what is started here be ended by SIGINT, by which a worker ends, though a shell started us to ignore it."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _process(
    name: str, arguments: list[str], root: Path, env: Mapping[str, str], logs: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of Prefect in a session of its own: Ctrl-C comes to us alone, and we end the parts in their order."""
    with (
        (logs / f"{name}.log").open("ab") as log,
        _interruptible(),
        subprocess.Popen(  # noqa: S603 - Prefect's own command, with words of ours
            [sys.executable, "-m", "prefect", *arguments],
            cwd=root,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        note = logs / f"{name}.pid"
        note.write_text(str(process.pid))
        try:
            yield process
        finally:
            _end(process)
            note.unlink(missing_ok=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started; by force what does not end in time.

    A worker starts each run of a flow in a session of its own. The runs are told first: a stage that is stopped keeps
    what is done, and the worker, which lives still, tells the server how the run ended. A run that it took on in
    between is told when the worker is.
    """
    started = _started_by(process)
    _stop(started, process.pid)
    later = _started_by(process)
    _tell(process.pid, signal.SIGTERM)
    _stop(later, process.pid)
    try:
        process.wait(timeout=_GRACE)
    except subprocess.TimeoutExpired:
        _stop(_started_by(process), process.pid)
        _tell(process.pid, signal.SIGKILL)


def _stop(started: list[psutil.Process], own: int) -> None:
    """Tell processes to end, by their groups but for one; end by force what does not."""
    for group in {_group(child) for child in started} - {own, None}:
        _tell(group, signal.SIGTERM)
    _, left = psutil.wait_procs([child for child in started if _group(child) != own], timeout=_GRACE)
    for child in left:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _started_by(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _group(process: psutil.Process) -> int | None:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return None


def _tell(group: int | None, number: signal.Signals) -> None:
    if group is not None:
        with suppress(ProcessLookupError):
            os.killpg(group, number)


def _check_alone(logs: Path) -> None:
    """Check that no server or worker works here that an earlier call has left behind, or that another one serves.

    Raises:
        UsageError: one does.
    """
    for note in sorted(logs.glob("*.pid")):
        try:
            process = psutil.Process(int(note.read_text()))
            lives = "prefect" in process.cmdline()
        except (ValueError, psutil.Error):
            continue
        if lives:
            raise UsageError(
                f"Prefect's {note.stem} works here already (process {process.pid})",
                f"End the `khabar serve` that started it; if that was killed, end it by `kill {process.pid}`.",
            )


def _forget(address: str) -> None:
    """Tell the server that no run works: one that a power cut ended would keep its place, and later ones be cancelled.

    The server has just been started, and no worker has.
    """
    working = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}}, "limit": 200}
    crashed = {"type": "CRASHED", "message": "It was at work when the server that it told of it ended."}
    for run in _ask(f"{address}/api/flow_runs/filter", working):
        _ask(f"{address}/api/flow_runs/{run['id']}/set_state", {"state": crashed})


def _ask(url: str, body: Mapping[str, Any]) -> Any:
    request = urllib.request.Request(  # noqa: S310 - our own address
        url, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - likewise
        return json.load(answer)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/health", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(json.load(answer))
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def _wait(server: subprocess.Popen[bytes], address: str, logs: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while not _answers(address):
        if server.poll() is not None or time.monotonic() >= end:
            raise _ended("server", server, logs)
        time.sleep(0.5)


def _ended(name: str, process: subprocess.Popen[bytes], logs: Path) -> ServiceError:
    lines = (logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
    said = "\n".join(f"  {line}" for line in lines[-_QUOTED:])
    how = f"ended with code {process.returncode}" if process.returncode is not None else "does not answer"
    return ServiceError(
        f"Prefect's {name} {how}. Its last words:\n{said}\n",
        f"The whole log is {logs / f'{name}.log'}; then try again.",
    )


def _call(arguments: list[str], root: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - Prefect's own command, with words of ours
        [sys.executable, "-m", "prefect", *arguments],
        cwd=root,
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise ServiceError(f"`prefect {' '.join(arguments)}` failed:\n{said}\n", "Mend that, and try again.")
