"""A stage ends with the DVC that started it, whether or not the shell between them became the stage."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

#: Seconds that a busy machine may take for what takes a fraction of one.
PATIENCE = 60

STAGE = """
import signal, sys, time
from pathlib import Path
from flows.cli.orphan import end_with_dvc
def stop(*_):
    Path("stopped").write_text("")
    sys.exit(1)
signal.signal(signal.SIGTERM, stop)
end_with_dvc()
print("at work", flush=True)
while True:
    time.sleep(0.05)
"""

#: Starts the command as DVC does: by a shell that is told the stage's name, which DVC itself does not know.
DVC = """
import os, subprocess, sys
subprocess.run(["/bin/sh", "-c", sys.argv[1]], env=os.environ | {"DVC_STAGE": "clean"})
"""


@pytest.mark.parametrize("command", ["exec {}", "{}; exit 0"], ids=["the shell becomes it", "the shell waits for it"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_stage_ends_with_dvc(tmp_path: Path, command: str, how: signal.Signals) -> None:
    (tmp_path / "stage.py").write_text(STAGE)
    told = {name: value for name, value in os.environ.items() if name != "DVC_STAGE"}
    dvc = subprocess.Popen(
        [sys.executable, "-c", DVC, command.format(f"{sys.executable} stage.py")],
        cwd=tmp_path,
        env=told | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert dvc.stdout is not None
    assert dvc.stdout.readline() == "at work\n"
    family = psutil.Process(dvc.pid).children(recursive=True)
    dvc.send_signal(how)
    dvc.communicate(timeout=PATIENCE)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    for process in alive:
        process.kill()
    assert alive == []
    assert (tmp_path / "stopped").exists()
