"""A stage that DVC started ends with DVC.

Ctrl-C reaches both, since a terminal sends it to all. What is sent to DVC alone (SIGTERM of a service manager, SIGKILL
of a system short of memory) would end DVC and leave its stage at work, which then keeps the artifacts for minutes.
"""

import os
import signal
import threading
import time

#: By which DVC names the stage whose command it runs.
_VARIABLE = "DVC_STAGE"

#: Seconds between two looks at whether DVC is there.
_PAUSE = 0.25


def end_with_dvc() -> None:
    """Stop this process, as SIGTERM does, as soon as the DVC that started it is gone; nothing where none did."""
    if _VARIABLE not in os.environ:
        return
    parent = os.getppid()

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(_PAUSE)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()
