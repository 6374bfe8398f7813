"""House rules that a machine can check, beside the import floors in pyproject.toml."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "qqdesk").rglob("*.py"))
QT_OF_FLOOR = {
    "worker": {"PySide6.QtCore", "PySide6.QtNetwork"},
    "protocol": set(),
    "domain": set(),
    "client": set(),
    "server": set(),
    "bot": set(),
}
ON_DEMAND = "a window that is opened on demand"
ONE_SYSTEM = "a library or module of one operating system"
IMPORTS_IN_FUNCTIONS = {
    "qqdesk.__main__": (
        "no window needs the demo, which is a whole world, the keeper of a place no window, and --version no Qt",
        {"PySide6.QtCore", "qqdesk.demo.demo", "qqdesk.gui.start.host_server", "qqdesk.gui.start.program"},
    ),
    "qqdesk.gui.start.program": (
        "the program behind the sign-in window, which is painted first",
        {"qqdesk.gui.start.application_controller"},
    ),
    "qqdesk.gui.contacts.pinyin": ("13 MB for a search by sound; a thread loads it", {"pypinyin"}),
    "qqdesk.gui.crash.crash_controller": (ON_DEMAND, {"qqdesk.gui.crash", "qqdesk.gui.crash.crash_window"}),
    "qqdesk.gui.first_start.person_fields": (ON_DEMAND, {"qqdesk.gui.shared.face_chooser"}),
    "qqdesk.gui.history.history_controller": (
        ON_DEMAND,
        {
            "qqdesk.gui.history.history_actions",
            "qqdesk.gui.history.history_window",
        },
    ),
    "qqdesk.gui.main.hosted_place": (ON_DEMAND, {"qqdesk.gui.admin.admin_window"}),
    "qqdesk.gui.main.screenshots": (ON_DEMAND, {"qqdesk.gui.screenshot.screenshot_controller"}),
    "qqdesk.gui.main.window_manager": (
        ON_DEMAND,
        {
            "qqdesk.gui.contacts.quick_switch",
            "qqdesk.gui.invite.invite_window",
            "qqdesk.gui.people.blocked_dialog",
            "qqdesk.gui.people.own_face",
            "qqdesk.gui.rooms.new_room_window",
            "qqdesk.gui.settings.add_device_dialog",
            "qqdesk.gui.sign_in.password_dialog",
        },
    ),
    "qqdesk.gui.main.window_table": (
        ON_DEMAND,
        {
            "qqdesk.gui.files.files_window",
            "qqdesk.gui.invite.invitations_window",
            "qqdesk.gui.people.add_people_dialog",
            "qqdesk.gui.people.profile_window",
            "qqdesk.gui.people.requests_dialog",
            "qqdesk.gui.rooms.add_members_dialog",
            "qqdesk.gui.rooms.room_window",
            "qqdesk.gui.sign_in.certificate_dialogs",
            "qqdesk.gui.viewer.viewer_window",
        },
    ),
    "qqdesk.gui.screenshot.screen_capture": (ONE_SYSTEM, {"qqdesk.system.screenshot_portal"}),
    "qqdesk.gui.shared.file_dialog": (ONE_SYSTEM, {"qqdesk.system.file_manager"}),
    "qqdesk.gui.settings.settings_controller": (
        ON_DEMAND,
        {
            "qqdesk.gui.settings.about_window",
            "qqdesk.gui.settings.settings_pages",
            "qqdesk.gui.settings.connection_check_window",
            "qqdesk.gui.settings.shortcut_window",
            "qqdesk.gui.settings.settings_window",
        },
    ),
    "qqdesk.gui.sign_in.certificate_questions": (ON_DEMAND, {"qqdesk.gui.sign_in.certificate_dialogs"}),
    "qqdesk.gui.sign_in.sign_in_window": (ON_DEMAND, {"qqdesk.gui.sign_in.account_list"}),
    "qqdesk.system.appearance": (ONE_SYSTEM, {"jeepney", "jeepney.bus_messages", "jeepney.io.blocking"}),
    "qqdesk.system.autostart": (ONE_SYSTEM, {"qqdesk.system.windows_registry"}),
    "qqdesk.system.global_key.global_key": (
        ONE_SYSTEM,
        {"qqdesk.system.global_key.windows_key", "qqdesk.system.global_key.x11_key"},
    ),
    "qqdesk.system.idle.idle_sources": (
        ONE_SYSTEM,
        {
            "qqdesk.system.idle.bus",
            "qqdesk.system.idle.macos",
            "qqdesk.system.idle.windows",
            "qqdesk.system.idle.x11",
        },
    ),
    "qqdesk.system.keys": (
        "keyring asks the system for its keyrings when it is imported; a thread waits for that",
        {"keyring.backend", "keyring.backends", "keyring.core", "keyring.errors"},
    ),
    "qqdesk.system.link_scheme": (ONE_SYSTEM, {"qqdesk.system.windows_registry"}),
    "qqdesk.system.notification_daemon": (ONE_SYSTEM, {"qqdesk.system.notification_bus"}),
    "qqdesk.system.sound_player": (ONE_SYSTEM, {"winsound"}),
}
"""Module: the reason, and what its functions import. The server and the history are not checked yet."""
TRANSLATING = {"tr", "translate"}
MOST_LINES, MOST_METHODS = 600, 20
"""Of a file, and of a class."""


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "PySide6":
                yield from (f"PySide6.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_only_the_upper_floors_know_qt_and_the_worker_no_window() -> None:
    strays = []
    for path in SOURCES:
        allowed = QT_OF_FLOOR.get(path.relative_to(ROOT / "qqdesk").parts[0])
        if allowed is None:
            continue
        modules = {module for module in imported(ast.parse(path.read_text("utf-8"))) if module.startswith("PySide6")}
        strays += [f"{path.relative_to(ROOT)}: {module}" for module in modules - allowed]
    assert not strays


def test_modules_import_each_other_in_no_circle() -> None:
    graph = grimp.build_graph("qqdesk")
    modules = graph.modules - {"qqdesk"}  # It imports what it offers when that is asked for.
    # Raises CycleError, which names the circle.
    TopologicalSorter(
        {module: graph.find_modules_directly_imported_by(module) & modules for module in modules}
    ).prepare()


def test_imports_stand_at_the_top() -> None:
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if name.startswith(("qqdesk.server.", "qqdesk.history.")):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (modules := set(imported(node))):
                found.setdefault(name, set()).update(modules)
    assert found == {name: modules for name, (_, modules) in IMPORTS_IN_FUNCTIONS.items()}


def test_translated_texts_are_plain_literals() -> None:
    """Only literals are found by the tool that collects them for translation."""
    strays = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or name not in {*TRANSLATING, "QT_TR_NOOP"}:
                continue
            if name == "translate" and len(node.args) == 1:
                continue  # str.translate
            texts = node.args[:2] if name == "translate" else node.args[:1]
            if not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts):
                strays.append(f"{path.relative_to(ROOT)}: {ast.unparse(node)}")
    assert strays == ["qqdesk/gui/kit/action.py: QCoreApplication.translate('', source)"], "QT_TR_NOOP marks its texts"


def test_plural_forms_are_where_the_tool_finds_them() -> None:
    """In `tr`: of `translate` with a number it makes a text with no forms, and "1 new message(s)" stays."""
    strays = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "translate":
                texts = [text.value for text in node.args if isinstance(text, ast.Constant)]
                strays += [f"{path.relative_to(ROOT)}:{node.lineno}" for text in texts if "%n" in str(text)]
    assert not strays


def test_the_top_level_is_what_it_is_meant_to_be() -> None:
    wanted = {"pyproject.toml", "README.md", "qqdesk", "resources", "tests", "packaging"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - {"build", "dist"} == wanted


def _public_methods(cls: ast.ClassDef) -> set[str]:
    """Return the public methods and properties, without Qt's overrides, which are in camelCase."""
    names = {one.name for one in cls.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {name for name in names if name.islower() and not name.startswith("_")}


def test_files_and_classes_are_small() -> None:
    large = []
    for path in SOURCES:
        text, name = path.read_text("utf-8"), path.relative_to(ROOT)
        lines, nodes = len(text.splitlines()), ast.walk(ast.parse(text))
        large += [f"{name}: {lines} lines"] if lines > MOST_LINES else []
        sizes = {node.name: len(_public_methods(node)) for node in nodes if isinstance(node, ast.ClassDef)}
        large += [f"{name}: {cls} has {count} public methods" for cls, count in sizes.items() if count > MOST_METHODS]
    assert not large


@pytest.mark.parametrize("name", ["architecture.md", "decisions.md", "house.md"])
def test_the_developers_pages_name_existing_files(name: str) -> None:
    page = (ROOT / "qqdesk" / name).read_text("utf-8")
    named = re.findall(r"`([\w/]+(?:\.py|\.md|\.txt|/))`", page)
    named += re.findall(r"\]\(([\w./]+)\)", page)
    assert len(named) > 10
    assert not [path for path in named if not (ROOT / "qqdesk" / path).exists() and not (ROOT / path).exists()]


def test_the_docstrings_of_packages_name_existing_modules() -> None:
    strays = []
    for path in (ROOT / "qqdesk").rglob("__init__.py"):
        text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        for name in re.findall(r"`([a-z\d.]+(?:`:|_[a-z\d_.]+`))", text):
            place = name.strip("`:").replace(".", "/")
            homes = (path.parent / place, ROOT / "qqdesk" / place)
            if not any(home.is_dir() or home.with_suffix(".py").exists() for home in homes):
                strays.append(f"{path.relative_to(ROOT)}: {place}")
    assert not strays
