"""The list model of the kit."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QListView

from qqdesk.gui.kit.row_model import Badge, RowLook, RowModel, RowRole
from qqdesk.protocol.codes import Status

Item = tuple[int, str]


def describe(item: Item) -> RowLook:
    return RowLook(item[1], second=str(item[0]))


def items(*keys: int, name: str = "Bo") -> list[Item]:
    return [(key, name) for key in keys]


@pytest.fixture
def model(qapp: QApplication) -> RowModel[Item]:
    model = RowModel[Item](lambda item: item[0], describe)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def shown(model: RowModel[Item]) -> list[object]:
    return [model.index(row).data(RowRole.ITEM) for row in range(model.rowCount())]


orders = st.lists(st.integers(1, 12), unique=True)


@given(orders, orders, st.sampled_from(["Bo", "波"]))
def test_the_current_row_stays_through_any_change(before: Sequence[int], after: Sequence[int], name: str) -> None:
    model = RowModel[Item](lambda item: item[0], describe)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    view = QListView()
    view.setModel(model)
    model.set_items(items(*before))
    resets: list[object] = []
    model.modelReset.connect(lambda: resets.append(None))
    if before:
        view.selectionModel().setCurrentIndex(model.index(0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    model.set_items(items(*after, name=name))
    assert shown(model) == items(*after, name=name)
    assert not resets
    if before and before[0] in after:
        assert view.currentIndex().row() == after.index(before[0])


def test_only_changed_values_are_notified(model: RowModel[Item]) -> None:
    changes: list[tuple[int, int]] = []
    model.set_items(items(1, 2, 3))
    model.dataChanged.connect(lambda first, last: changes.append((first.row(), last.row())))
    model.set_items(items(1, 2, 3))
    assert changes == []
    model.set_items([(1, "Bo"), (2, "波"), (3, "Bo")])
    assert changes == [(1, 1)]
    model.refresh()
    assert changes[1:] == [(0, 2)]


def test_many_changes_are_one_reset(model: RowModel[Item]) -> None:
    resets: list[object] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.set_items(items(*range(1, 100)))
    model.set_items(items(*range(1, 100, 2)))
    assert len(resets) == 1
    assert model.row_of(3) == 1 and model.row_of(2) == -1 and model.key_at(1) == 3


def test_a_heading_cannot_be_chosen(model: RowModel[Item]) -> None:
    model.set_sections([("Here", items(1, 2)), ("Gone", [])])
    assert shown(model) == [None, *items(1, 2)]
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Here, 2"
    assert model.index(0).flags() == Qt.ItemFlag.NoItemFlags
    assert model.index(1).flags() & Qt.ItemFlag.ItemIsSelectable


def test_a_screen_reader_says_all_that_a_row_shows() -> None:
    look = RowLook("林", cells=("10002", ""), status=Status.BUSY, aside="Asked", badges=(Badge("star", "keeper"),))
    assert look.spoken == "林, Busy, 10002, Asked, keeper"
    assert RowLook("林", second="x", accessible_text="林 asks").spoken == "林 asks"
