"""What the commands share: options, how errors are shown, how lines are printed."""

import io
import math
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from flows import summary
from flows.errors import KhabarError, UsageError

#: What holds of a command that is stopped, if it says nothing else of itself.
_KEPT = "What is done is kept; run the same command again to go on."


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(130)


def clean_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Show an error of ours as two lines and an exit code; end cleanly when stopped."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
                signal.signal(number, _stop)
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show Urdu gets escapes rather than an end with a traceback.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return _told(command, *arguments, **options)
        except MemoryError:  # also where there was none left to tell of another error
            click.echo(
                "khabar: there is not enough memory.\nWhat is done is kept; run the same command again.", err=True
            )
            sys.exit(1)

    return run


def _told(command: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Call a command; tell of its errors and end."""
    try:
        return command(*arguments, **options)
    except KhabarError as error:
        from flows.views import harmless

        summary.leave({"error": str(error)})
        # It may quote an article, as DuckDB does the value that it cannot convert.
        click.echo(f"khabar: {harmless(str(error))}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except KeyboardInterrupt as stop:
        # Everything is let go of. Whoever asks twice wants no traceback of how Python waits for its threads.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        click.echo(f"khabar: stopped. {str(stop) or _KEPT}", err=True)
        sys.exit(130)
    except BrokenPipeError:  # nobody reads any more (`khabar ... | head`): there is nothing to mend
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end of the process
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"khabar: {where}{error.strerror}.\nMend that and run the same command again.", err=True)
        sys.exit(1)


def say(line: str) -> None:
    """Print a line; work goes on when nobody reads any more (``khabar build ... | head``)."""
    try:
        click.echo(line)
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end of the process


def params_path(given: Path | None) -> Path | None:
    """Return the params file: the one named, or params.yaml where there is one, or none for the defaults."""
    return given or (Path("params.yaml") if Path("params.yaml").is_file() else None)


seeds_option = click.option(
    "--seeds", type=click.Path(path_type=Path), default=Path("seeds"), show_default=True, help="Folder of articles."
)
artifacts_option = click.option(
    "--artifacts",
    type=click.Path(path_type=Path),
    default=Path("artifacts"),
    show_default=True,
    help="Folder for what is made; it belongs to khabar.",
)
params_option = click.option(
    "--params",
    "params_file",
    type=click.Path(path_type=Path),
    default=None,
    help="YAML file of knobs.  [default: params.yaml if there is one here]",
)
workers_option = click.option(
    "--workers", type=click.IntRange(1), default=None, help="Processes; changes no byte.  [default: all cores]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs, a line per stage.")


class Seconds(click.FloatRange):
    """Seconds from 0 on; neither "nan" nor "inf", which Python takes for numbers."""

    def __init__(self) -> None:
        super().__init__(0)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        found: float = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value} is no number of seconds", param, ctx)
        return found


wait_option = click.option(
    "--wait",
    type=Seconds(),
    default=0.0,
    envvar="KHABAR_WAIT",
    show_envvar=True,
    metavar="SECONDS",
    help="Wait for another run in the same artifacts, rather than end and say who holds them.",
)
_runner_option = click.option(
    "--runner",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    envvar="KHABAR_RUNNER",
    show_envvar=True,
    help="Where jobs run; changes no byte.",
)
_scheduler_option = click.option(
    "--scheduler",
    default=None,
    envvar="KHABAR_SCHEDULER",
    show_envvar=True,
    metavar="ADDRESS",
    help="Dask scheduler, such as tcp://10.0.0.5:8786; its workers share this file system.",
)


@dataclass(frozen=True)
class Running:
    """How a command runs: where its jobs go, and how long it waits for others.

    Attributes:
        workers: processes on this machine; None is as many as it has cores.
        scheduler: address of a Dask scheduler; None for processes.
        wait: seconds to wait for another run in the same folder.
    """

    workers: int | None
    scheduler: str | None
    wait: float


def running_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options on how it runs; it gets them as one argument ``running``."""

    @wraps(command)
    def gathered(
        *arguments: Any, workers: int | None, runner: str, scheduler: str | None, wait: float, **options: Any
    ) -> Any:
        if runner == "dask" and scheduler is None:
            raise click.UsageError("--runner dask needs a scheduler: name it with --scheduler ADDRESS.")
        running = Running(workers, scheduler if runner == "dask" else None, wait)
        return command(*arguments, running=running, **options)

    for option in (_scheduler_option, _runner_option, wait_option, workers_option):
        gathered = option(gathered)
    return gathered
