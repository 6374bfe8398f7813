"""The page on threats names existing tests and conformance rows."""

import ast
import re
from pathlib import Path

from qqdesk.conformance.rows import SECTIONS

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "qqdesk" / "server" / "threats.md").read_text("utf-8")
ROWS = {row.key for section in SECTIONS for row in section.rows}


def names_in(path: str) -> set[str]:
    if not (ROOT / path).is_file():
        return set()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_tests_it_names_are_there() -> None:
    named = re.findall(r"`(tests/[^`]*\.py)::(\w+)`", PAGE)
    assert len(named) >= 20
    assert not [f"{path}::{name}" for path, name in named if name not in names_in(path)]
    rows = re.findall(r"`row ([^`]+)`", PAGE)
    assert rows
    assert not set(rows) - ROWS


def test_each_defence_names_one() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "| shown by |" not in line]
    assert rows
    assert all("`tests/" in row or "`row " in row for row in rows)
