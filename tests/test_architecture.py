"""House rules that a machine can check, beside the import floors in pyproject.toml."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "qqdesk").rglob("*.py"))
QT_OF_FLOOR = {
    "worker": {"PySide6.QtCore"},
    "protocol": set(),
    "domain": set(),
    "client": set(),
    "server": set(),
    "bot": set(),
}
TRANSLATING = {"tr", "translate"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "PySide6":
                yield from (f"PySide6.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_only_the_upper_floors_know_qt_and_the_worker_only_its_core() -> None:
    strays = []
    for path in SOURCES:
        allowed = QT_OF_FLOOR.get(path.relative_to(ROOT / "qqdesk").parts[0])
        if allowed is None:
            continue
        modules = {module for module in imported(ast.parse(path.read_text("utf-8"))) if module.startswith("PySide6")}
        strays += [f"{path.relative_to(ROOT)}: {module}" for module in modules - allowed]
    assert not strays


def test_what_is_translated_is_a_plain_literal() -> None:
    """Only literals are found by the tool that collects them for translation."""
    strays = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TRANSLATING:
                if node.func.attr == "translate" and len(node.args) == 1:
                    continue  # str.translate
                texts = node.args[:1] if node.func.attr == "tr" else node.args[:2]
                if not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts):
                    strays.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not strays


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


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_are_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 450
