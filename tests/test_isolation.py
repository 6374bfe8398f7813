"""The tests touch nothing of the person who runs them."""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QStandardPaths

from tests.helpers.isolation import Isolation


@pytest.mark.skipif(sys.platform == "win32", reason="another place for the home")
def test_the_home_is_not_the_one_of_the_person() -> None:
    import pwd

    real = Path(pwd.getpwuid(os.getuid()).pw_dir)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    for place in (Path.home(), Path(QDir.homePath()), Path(documents)):
        assert not place.is_relative_to(real)
    assert Path(tempfile.gettempdir()) == Path(QDir.tempPath()) == Path.home().parent / "tmp"


def test_a_file_that_is_left_is_found_and_removed() -> None:
    isolation = Isolation()
    assert isolation.files() == set()
    left = [isolation.home / ".config" / "qqdesk" / "settings.toml", isolation.temporary / "x"]
    for path in [*left, isolation.home / ".config" / "QtProject.conf", isolation.home / ".cache" / "fontconfig" / "z"]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert isolation.files() == set(left)
    isolation.remove()
    assert not isolation.home.exists()
