"""What file names mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.clean.read import batches
from stages.clean.read.forms import FORMS, form_of
from stages.clean.rejects import messages


@pytest.mark.parametrize(
    ("path", "kind", "compression", "batch"),
    [
        ("dawn/a.txt", "text", None, None),
        ("dawn/a.md.zst", "text", "zstd", None),
        ("A.TXT.GZ", "text", "gzip", None),
        ("x/y/page.html", "html", None, None),
        ("x/page.HTM.gz", "html", "gzip", None),
        ("2021.04.jsonl", "record", None, "jsonl"),
        ("خبر/2021.ndjson.zst", "record", "zstd", "jsonl"),
        ("export.CSV", "record", None, "csv"),
        ("export.tsv.gz", "record", "gzip", "csv"),
        ("x/outlets.csv", "record", None, "csv"),
        ("2021.parquet", "record", None, "parquet"),
        ("crawl.warc.gz", "record", "gzip", "warc"),
        ("two\nlines.txt", "text", None, None),
    ],
)
def test_known_names(path: str, kind: str, compression: str | None, batch: str | None) -> None:
    form = form_of(path)
    assert (form.kind, form.compression, form.batch, form.reject) == (kind, compression, batch, None)


@pytest.mark.parametrize("path", ["a.pdf", "a", "a.gz", "a.txt.zip", ".txt", "a.txt/b", "a.jsonl.gz.gz", "txt"])
def test_unknown_names(path: str) -> None:
    form = form_of(path)
    assert form.kind == "unknown"
    assert form.reject is not None
    assert form.reject.code == "unknown_form"
    assert ".txt" in form.reject.message


@given(st.text())
def test_any_name_has_a_form(path: str) -> None:
    form = form_of(path)
    assert (form.kind == "unknown") == (form.reject is not None)
    assert form.kind == "unknown" or (form.kind, form.batch) in FORMS.values()


def test_every_batch_form_has_a_module() -> None:
    for name in {form_of(f"x{suffix}").batch for suffix in FORMS} - {None}:
        assert name is not None
        assert callable(batches.form(name).records)
        assert callable(batches.form(name).locate)


def test_every_sentence_ends_in_what_to_do() -> None:
    for code, message in messages().items():
        assert message.endswith("."), code
        assert ":" in message, code
