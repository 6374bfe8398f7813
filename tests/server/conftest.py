"""Fixtures of the server's tests."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.world import World, a_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path / "server") as world:
        yield world


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An error in the log fails a test that does not expect one (mark `errors_expected`)."""
    yield
    if request.node.get_closest_marker("errors_expected") is None:
        errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert not errors, [record.getMessage() for record in errors]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "errors_expected: the test makes the server log an error")
