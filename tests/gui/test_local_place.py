"""The place on this computer, for the windows."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qqdesk.gui.sign_in.local_place import LocalPlace


def test_an_invitation_that_cannot_be_created_is_reported(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    owner = QObject()
    place = LocalPlace(tmp_path, owner)
    with qtbot.waitSignal(place.invited) as invited:
        place.invite_administrator()
    assert invited.args == [""]
