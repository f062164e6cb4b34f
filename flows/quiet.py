"""Prefect, quiet and offline: imported before it, since it reads its settings then. A person's own settings win."""

import os

SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # On a busy machine the server that lives for one run alone takes longer than the 20 seconds that it is given.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}

for _name, _value in SETTINGS.items():
    os.environ.setdefault(_name, _value)
