"""Exported tables, asked in SQL."""

from pathlib import Path
from typing import Any

import duckdb


class Tables:
    """The tables below an artifacts folder."""

    def __init__(self, artifacts: Path) -> None:
        self.export = artifacts / "export"
        self._duckdb = duckdb.connect()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Answer a query in which ``{table}`` stands for an exported table."""
        names = {path.name: f"'{path}/*.parquet'" for path in self.export.iterdir() if path.is_dir()}
        return self._duckdb.sql(query.format(**names)).fetchall()
