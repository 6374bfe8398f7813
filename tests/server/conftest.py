"""Fixtures of the server's tests.

`world` keeps its data in SQLite. A module or test with the mark `stores("sqlite", "postgres")` runs on both stores.
"""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.postgres import ALL_TESTS, Cluster, MissingError, cluster
from tests.server.world import World, a_world, empty


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> str:
    """Return where the servers of a test keep their data: "sqlite" or "postgres"."""
    name: str = getattr(request, "param", "sqlite")
    if name == "postgres":
        # It starts before the first test that needs it, which is not blamed for its files.
        request.getfixturevalue("kept_url")
    return name


@pytest.fixture
def world(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[World]:
    url = ""
    if store == "postgres":
        url = request.getfixturevalue("kept_url")
        # For commands, which the tests call as they would beside a server with a folder only.
        monkeypatch.setenv("QQDESK_DATABASE", url)
        empty(url)
    with a_world(tmp_path / "server", url) as world:
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


@pytest.fixture(scope="session")
def kept_url(postgres: Cluster) -> Iterator[str]:
    """Of one database for many tests: emptying it is faster than creating it again."""
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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on each store of its nearest mark `stores`."""
    marker = metafunc.definition.get_closest_marker("stores")
    if marker is not None and "store" in metafunc.fixturenames:
        metafunc.parametrize("store", marker.args, indirect=True)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "errors_expected: the test makes the server log an error")
    config.addinivalue_line("markers", "stores(*names): the stores that the test runs on, instead of SQLite only")
