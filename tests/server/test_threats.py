"""The page on threats names tests that there are."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "qqdesk" / "server" / "threats.md").read_text("utf-8")


def names_in(path: str) -> set[str]:
    if not (ROOT / path).is_file():
        return set()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_tests_it_names_are_there() -> None:
    named = re.findall(r"`(tests/[^`]*\.py)::(\w+)`", PAGE)
    assert len(named) >= 20
    assert not [f"{path}::{name}" for path, name in named if name not in names_in(path)]


def test_each_defence_names_one() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "| shown by |" not in line]
    assert rows
    assert all("`tests/" in row for row in rows)
