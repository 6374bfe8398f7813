"""Each window of the program has a scene in the gallery."""

import ast
import importlib
import pkgutil
from collections import Counter
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QMessageBox, QWidget

import qqdesk.gui
from tests.gallery.catalogue import SCENES
from tests.gallery.shoot import THEMES, shoot
from tests.gallery.stage import Scene, Stage

_OF_A_WINDOW = {"Window", "Dialog", "Popup", "Tool", "ToolTip"}
_NONE = {
    "qqdesk.gui.sign_in.certificate_dialogs._Question": "the base class of the dialogs about certificates",
    "qqdesk.gui.kit.paged_window.PagedWindow": "the base class of windows with pages",
    "qqdesk.gui.people.people_list_dialog.PeopleListDialog": "the base class of the dialogs about people",
    "qqdesk.gui.shared.popup_frame.PopupFrame": "the base class of popups",
    "qqdesk.gui.main.main_window.Panes": "makes a chat a window again",
    "qqdesk.gui.chat.tab_dragger._Picture": "a tab while it is dragged",
}
"""Windows without a scene, with the reason."""


def _modules() -> list[str]:
    return [module.name for module in pkgutil.walk_packages(qqdesk.gui.__path__, "qqdesk.gui.")]


def _says_window(source: ast.ClassDef) -> bool:
    """Return whether a class makes itself a window by a flag."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in _OF_A_WINDOW
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "WindowType"
        for node in ast.walk(source)
    )


def _windows() -> set[str]:
    found = set()
    for name in _modules():
        module = importlib.import_module(name)
        assert module.__file__ is not None
        for node in ast.parse(Path(module.__file__).read_text("utf-8")).body:
            if not isinstance(node, ast.ClassDef):
                continue
            kind = getattr(module, node.name)
            if not (isinstance(kind, type) and issubclass(kind, QWidget)):
                continue
            if issubclass(kind, QDialog | QMainWindow | QMenu) or node.name.endswith("Window") or _says_window(node):
                found.add(f"{name}.{node.name}")
    return found


def test_every_window_is_in_the_catalogue() -> None:
    shown = {f"{scene.kind.__module__}.{scene.kind.__qualname__}" for scene in SCENES}
    assert _windows() - shown == set(_NONE)


def test_names_are_distinguished() -> None:
    assert [name for name, count in Counter(scene.name for scene in SCENES).items() if count > 1] == []


def test_a_scene_is_photographed_in_every_theme(stage: Stage, tmp_path: Path) -> None:
    scene = next(scene for scene in SCENES if scene.name == "main")
    assert shoot(stage, [scene], tmp_path, "100-en") == []
    pictures = [QImage(str(tmp_path / f"main-{theme}-100-en.png")) for theme in THEMES]
    assert all(picture.width() >= stage.windows.main.width() for picture in pictures)
    corners = [picture.pixelColor(4, picture.height() - 4).name() for picture in pictures]
    assert len(set(corners)) == len(THEMES)


def test_a_failing_scene_is_reported(stage: Stage, tmp_path: Path) -> None:
    def fail(_: Stage) -> QWidget:
        raise RuntimeError("no such thing")

    def other(stage: Stage) -> QWidget:
        return stage.main()

    assert shoot(stage, [Scene("broken", QMessageBox, fail)], tmp_path, "x")[0] == (
        "broken in light: RuntimeError: no such thing"
    )
    assert shoot(stage, [Scene("wrong", QMessageBox, other)], tmp_path, "x")[0] == "wrong shows a MainWindow"


def test_the_list_of_windows_has_every_scene() -> None:
    windows = Path(__file__).parent.parent / "behaviour" / "windows.txt"
    assert sorted(windows.read_text("utf-8").split()) == sorted(scene.name for scene in SCENES)
