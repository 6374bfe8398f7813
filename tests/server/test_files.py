"""Uploads and downloads over real sockets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.server import LocalServer, local_server
from tests.helpers.uploads import FileClient, NewUpload

MIB = 1024 * 1024


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002)
        yield server


@pytest.fixture
def anna(server: LocalServer) -> FileClient:
    return FileClient(server, 10001)


def test_what_goes_up_comes_down(anna: FileClient) -> None:
    file = NewUpload(bytes(range(256)) * 9000)  # more than two pieces
    anna.upload(file, thumbnail=b"a small picture")
    assert anna.download(file) == file.content
    assert anna.download(file, THUMB=1) == b"a small picture"
