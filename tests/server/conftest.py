"""Fixtures of the server's tests."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.postgres import ALL_TESTS, Cluster, MissingError, cluster
from tests.server.world import World, a_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path / "server") as world:
        yield world


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of this test run's own."""
    try:
        with cluster() as server:
            yield server
    except MissingError as error:
        if os.environ.get(ALL_TESTS):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def database_url(postgres: Cluster) -> Iterator[str]:
    """The URL of a new, empty database."""
    with postgres.database() as url:
        yield url


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command that runs in the process of the tests sets up the log for the whole of it."""
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raises
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An error in the log fails a test that does not expect one (mark `errors_expected`)."""
    yield
    if request.node.get_closest_marker("errors_expected") is None:
        errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert not errors, [record.getMessage() for record in errors]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "errors_expected: the test makes the server log an error")
