"""Other tools live in an environment of their own, made on demand below ``.cache``, so that none of them is ours."""

import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "bench"


def environment(name: str) -> Path:
    """Return the Python of an environment; make it where there is none for these requirements.

    Args:
        name: that of the list of requirements beside this file, without its ending.

    Raises:
        CalledProcessError: they cannot be installed here.
    """
    wanted = Path(__file__).with_name(f"{name}.txt")
    folder = CACHE / name
    python, stamp = folder / "bin" / "python", folder / "made-of.txt"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / ".gitignore").write_text("*\n")
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", wanted], check=True)
        shutil.copy(wanted, stamp)
    return python
