"""What happens to an article: pure functions from Arrow tables and frozen params to Arrow tables.

Nothing in here touches a disk, a clock, the environment or a network, and nothing imports ``flows``, DVC, Prefect or
Dask. Each stage is a package with its rules as data files beside the code and a ``STAGE`` that declares its steps.
"""

from importlib import import_module

from stages.contract import Stage

#: The stages in the order in which they run; the same names stand in dvc.yaml, params.yaml and artifacts/.
NAMES = ("clean", "dedupe", "date_normalize", "annotate", "export", "report")


def load(name: str) -> Stage:
    """Return the declaration of one stage.

    Raises:
        KeyError: there is no stage of that name.
    """
    if name not in NAMES:
        raise KeyError(name)
    stage: Stage = import_module(f"stages.{name}").STAGE
    return stage
