"""What `khabar serve` says when it cannot serve, and what prefect.yaml declares. That it serves: `test_nightly.py`."""

import inspect
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import prefect
import pytest
import yaml
from click.testing import CliRunner

from flows import serving
from flows.cli import main
from flows.errors import ServiceError, UsageError
from tests.support.builder import ROOT

DECLARED: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text())
DEPLOYMENTS: list[dict[str, Any]] = DECLARED["deployments"]


@contextmanager
def answering() -> Iterator[int]:
    """Give the port of a server that is somebody else's."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_folder_without_deployments_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no prefect\.yaml"):
        serving.serve(tmp_path)
    result = CliRunner().invoke(main, ["serve", "--root", str(tmp_path)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_port_where_something_answers_is_named(tmp_path: Path) -> None:
    (tmp_path / "prefect.yaml").touch()
    with answering() as port, pytest.raises(UsageError, match=f"127.0.0.1:{port} already"):
        serving.serve(tmp_path, port=port)


def test_a_server_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "prefect.yaml").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # taken, and nothing listens: the server finds out when it starts
        with pytest.raises(ServiceError, match=r"Prefect's server ended with code \d+\. Its last words:\n .*") as error:
            serving.serve(tmp_path, port=taken.getsockname()[1], settings={"PREFECT_HOME": str(tmp_path / "home")})
    assert "server.log" in error.value.then


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=[each["name"] for each in DEPLOYMENTS])
def test_a_deployment_runs_a_flow_of_its_name_alone(deployment: dict[str, Any]) -> None:
    path, _, function = deployment["entrypoint"].partition(":")
    found = getattr(import_module(path.removesuffix(".py").replace("/", ".")), function)
    assert found.name == deployment["name"] == Path(path).stem == function
    assert deployment["parameters"].keys() <= inspect.signature(found.fn).parameters.keys()
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert deployment["work_pool"]["name"] == serving.POOL
    assert deployment["description"]
    assert "khabar" in deployment["tags"]
    assert found.persist_result is False


def test_only_the_nightly_run_is_scheduled_and_names_its_zone() -> None:
    scheduled = [each for each in DEPLOYMENTS if each["schedules"]]
    assert [each["name"] for each in scheduled] == ["nightly"]
    assert all({"cron", "timezone"} <= schedule.keys() for each in scheduled for schedule in each["schedules"])


def test_the_deployments_are_for_the_prefect_that_is_pinned() -> None:
    assert DECLARED["prefect-version"] == prefect.__version__
    pins = (ROOT / "constraints.txt").read_text().split()
    assert f"prefect=={prefect.__version__}" in pins
