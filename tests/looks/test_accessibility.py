"""Screen readers get a name and a role of each control and the text of each row, in each window and state."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QListWidget, QPushButton, QVBoxLayout, QWidget

from tests.gallery.catalogue import SCENES
from tests.gallery.stage import Scene, Stage
from tests.looks.walking import unnamed


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_everything_has_a_name(stage: Stage, scene: Scene) -> None:
    window = scene.show(stage)
    stage.settle()
    assert isinstance(window, scene.kind) and window.isVisible()
    assert unnamed(window) == []
    interface = QAccessible.queryAccessibleInterface(window)
    assert window.windowType() == Qt.WindowType.Popup or interface.text(QAccessible.Text.Name), "no title"


def test_the_accessibility_check_finds_a_widget_without_a_name(stage: Stage) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    rows = QListWidget()
    rows.setAccessibleName("Rows")
    rows.addItems(["one", ""])
    for widget in (QPushButton(), QPushButton("Named"), rows):
        column.addWidget(widget)
    stage.keep(window)
    stage.settle()
    assert [fault.partition(":")[0] for fault in unnamed(window)] == ["no name", "no text"]
