"""Marks each test by what it costs: `screen`, `server`, `process`, or `unit` if it is none of these.

The cost of a test is the one of the names that its code and its fixtures use. Names of other files of the tests are
followed into these.
"""

import inspect
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

COSTS = {
    "subprocess": "process",
    "multiprocessing": "process",
    "PySide6.QtCore.QProcess": "process",
    "qqdesk.server.operations.daemon": "server",
    "tests.helpers.server.Server": "server",
}
"""A module, or a name in it."""
FIXTURE_COSTS = {"qapp": "screen", "qtbot": "screen"}


def mark(item: pytest.Item) -> None:
    """Give a test the marks of its costs."""
    if not isinstance(item, pytest.Function):
        return
    fixtures = item._fixtureinfo.name2fixturedefs
    found = {cost for name, cost in FIXTURE_COSTS.items() if name in fixtures}
    used = [item.function, *(one.func for each in fixtures.values() for one in each if not _is_for_all(one))]
    found = found.union(*map(_costs, used))
    for cost in found or {"unit"}:
        item.add_marker(cost)


def _is_for_all(fixture: Any) -> bool:
    """Whether every test has this fixture, or a plugin brings it."""
    return fixture.func.__module__ == "tests.conftest" or not fixture.func.__module__.startswith("tests.")


@cache
def _costs(start: object) -> frozenset[str]:
    """Return the costs of a function or class and of all that it uses."""
    found, seen, left = set(), set(), [start]
    while left:
        value = left.pop()
        if callable(value):
            value = inspect.unwrap(value)
        if id(value) in seen:
            continue
        seen.add(id(value))
        cost = _own_cost(value)
        if cost:
            found.add(cost)
        if str(getattr(value, "__module__", "")).startswith("tests."):
            left += _used(value)
    return frozenset(found)


def _own_cost(value: object) -> str | None:
    if isinstance(value, ModuleType):
        return COSTS.get(value.__name__)
    module = getattr(value, "__module__", "")
    return COSTS.get(f"{module}.{getattr(value, '__qualname__', '')}") or COSTS.get(module)


def _used(value: object) -> Iterator[object]:
    if isinstance(value, type):
        yield from value.__mro__
        yield from (one for one in vars(value).values() if callable(one))
        yield from (one.fget for one in vars(value).values() if isinstance(one, property))
    elif isinstance(value, FunctionType):
        names = set(_names(value.__code__))
        used = [value.__globals__[name] for name in names & value.__globals__.keys()]
        yield from used
        for module in used:
            if isinstance(module, ModuleType) and module.__name__.startswith("tests."):
                yield from (vars(module)[name] for name in names & vars(module).keys())


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
