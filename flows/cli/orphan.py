"""A stage that DVC started ends with DVC.

Ctrl-C reaches both, since a terminal sends it to all. What is sent to DVC alone (SIGTERM of a service manager, SIGKILL
of a system short of memory) would end DVC and leave its stage at work, which then keeps the artifacts for minutes.

DVC hands the command to a shell. Some of them become the command (bash), others wait for it (dash) and outlive DVC as
it does: who is followed is the first ancestor that knows nothing of the stage.
"""

import os
import signal
import threading
import time

import psutil

#: By which DVC names the stage whose command it runs; the shell between them has it too, DVC itself has not.
_VARIABLE = "DVC_STAGE"

#: Seconds between two looks at whether DVC is there.
_PAUSE = 0.25


def end_with_dvc() -> None:
    """Stop this process, as SIGTERM does, as soon as the DVC that started it is gone; nothing where none did."""
    if _VARIABLE not in os.environ:
        return
    child = _started_by_dvc()
    parent = _parent(child)

    def follow() -> None:
        # A process that ends hands its children to another at once, even while it waits to be reaped itself.
        while _parent(child) == parent:
            time.sleep(_PAUSE)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()


def _started_by_dvc() -> psutil.Process:
    """Return the child of DVC that this process is, or descends from."""
    child = psutil.Process()
    try:
        while (parent := child.parent()) is not None and parent.environ().get(_VARIABLE) == os.environ[_VARIABLE]:
            child = parent
    except psutil.Error:
        pass  # gone meanwhile, or another user's: then it is followed itself
    return child


def _parent(process: psutil.Process) -> int | None:
    """Return the number of a process's parent, None if it is gone itself."""
    try:
        return process.ppid()
    except psutil.Error:
        return None
