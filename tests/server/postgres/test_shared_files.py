"""Several servers with one folder for files."""

from pathlib import Path

import pytest

from qqdesk.server.settings.settings import Settings
from tests.server.postgres.pair import Pair
from tests.server.test_file_cleanup import ANN, FILE, Place


@pytest.mark.errors_expected
def test_a_disk_that_is_not_mounted_gets_no_files(pair: Pair, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "empty").mkdir()
    for world in (pair.one, pair.two):
        world.files_folder = tmp_path / "files"
        world.restart(Settings(database=world.url))
    pair.one.person(ANN)
    Place(pair.one).upload(FILE, b"picture")
    pair.two.files_folder = tmp_path / "empty"
    pair.two.restart()
    assert pair.two.core.files is None
    assert "its disk is not mounted" in caplog.text
    assert list((tmp_path / "empty").iterdir()) == []
    pair.two.files_folder = tmp_path / "files"
    pair.two.restart()
    assert Place(pair.two).announce(FILE, b"picture", ANN)[1] == len(b"picture")
