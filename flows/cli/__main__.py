"""``python -m flows.cli`` is ``khabar``."""

from flows.cli import main

main()
