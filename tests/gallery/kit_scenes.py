"""The kit of the windows: rows of each size in all their states."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import Badge, RowLook, RowModel
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import Status
from tests.gallery.stage import Scene, Stage

_LONG = "A person with a name that is longer than any list is wide, 王小明 and more"
_STAR, _SILENT = Badge("star", "keeper", "away"), Badge("eye-off", "may not write")

_LOOKS = (
    RowLook("Aisha", second="10002 · London", picture=12, status=Status.ONLINE, aside="09:41"),
    RowLook("陈伟 Chen Wei", second="(you)", picture=30, status=Status.BUSY, badges=(_STAR,)),
    RowLook(_LONG, second=_LONG, picture=60, status=Status.AWAY, aside="yesterday", badges=(_STAR, _SILENT)),
    RowLook("נועה", second="שלום, אני נועה", picture=90, status=Status.INVISIBLE, checked=False),
    RowLook("محمد", second="مرحبا", picture=120, status=Status.OFFLINE, aside="1/12/2025", checked=True),
    RowLook("Storage", second="The disk is full", picture="drive", is_bad=True),
    RowLook("No picture and one line"),
)
_CELLS = (
    RowLook("Aisha", cells=("10002", "Here now", "Administrator"), picture=12, status=Status.ONLINE),
    RowLook(_LONG, cells=("3456789012", "12/28/2025", "Banned"), picture=60, status=Status.OFFLINE, is_bad=True),
    RowLook("נועה", cells=("10004", "Not yet here", ""), picture=90, status=Status.AWAY),
)
_SAMPLES = tuple(zip(*(look.cells for look in _CELLS), strict=True))


def _list(stage: Stage, size: RowSize, looks: tuple[RowLook, ...], *, has_menu: bool = False) -> RowList[RowLook]:
    model = RowModel[RowLook](lambda look: look.title, lambda look: look)
    view = RowList(model, stage.faces, "Rows", size, make_menu=(lambda look: QMenu()) if has_menu else None)
    model.setParent(view)
    if size is RowSize.SMALL:
        model.set_sections([("Here", looks)])
    else:
        model.set_items(looks)
    return view


def _rows(stage: Stage) -> QWidget:
    large, small = _list(stage, RowSize.LARGE, _LOOKS), _list(stage, RowSize.SMALL, _LOOKS)
    card, columns = _list(stage, RowSize.MEDIUM, _LOOKS), _list(stage, RowSize.MEDIUM, _CELLS, has_menu=True)
    disabled = _list(stage, RowSize.MEDIUM, _CELLS[:2], has_menu=True)
    empty = QStackedWidget()
    empty.addWidget(EmptyState("users", "Nobody found"))
    columns.delegate.samples = disabled.delegate.samples = _SAMPLES
    disabled.setEnabled(False)
    window = QWidget()
    window.setWindowTitle("Rows")
    right = column(small, (card, 1), spacing=12)
    left = column((large, 1), columns, disabled, (empty, 1), spacing=12)
    WindowScroll(window, row((left, 3), (right, 2), margins=12, spacing=12), QSize(0, scaled(700)))
    window.resize(scaled(880), scaled(700))
    fit_to_screen(window)
    stage.keep(window)
    large.setFocus()
    large.setCurrentIndex(large.model().index(1, 0))
    return window


SCENES = (Scene("kit-rows", QWidget, _rows),)
