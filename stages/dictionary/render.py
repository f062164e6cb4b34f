"""Renders what stands beside the folders of the exported tables."""

from collections.abc import Mapping

import pyarrow as pa

from stages.dictionary import card, croissant, datapackage
from stages.dictionary.tables import tables


def render(decided: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Return the files by name.

    Args:
        decided: empty, as no step of the stage decides anything.
    """
    del decided
    described = tables()
    return {each.NAME: each.render(described) for each in (card, croissant, datapackage)}
