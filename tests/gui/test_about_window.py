"""The window about the program."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk import paths, version
from qqdesk.gui.settings.about_window import AboutWindow


def test_the_version_is_shown_and_copied(qtbot: QtBot) -> None:
    window = AboutWindow()
    qtbot.addWidget(window)
    window.show()
    assert window.version.text() == f"{version.short_line()}\n{version.platform_line()}"
    window.copy.click()
    assert QGuiApplication.clipboard().text() == version.long_line()
    assert not window.licences.isVisible()  # there is no package
    with qtbot.waitSignal(window.finished):
        QTest.keyClick(window, Qt.Key.Key_Escape)


def test_a_package_shows_the_licences(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "licences"
    folder.mkdir()
    (folder / "THIRD-PARTY.txt").write_text("Qt 6.11\nLGPL-3.0\n", "utf-8")
    monkeypatch.setattr(paths, "_resource_root", lambda: tmp_path)
    window = AboutWindow()
    qtbot.addWidget(window)
    window.show()
    window.licences.click()
    assert window.text_of_licences.isVisible()
    assert window.text_of_licences.toPlainText() == f"{folder}\n\nQt 6.11\nLGPL-3.0\n"
    window.licences.click()
    assert not window.text_of_licences.isVisible()
