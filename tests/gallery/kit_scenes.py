"""The kit of the windows: rows of each size and a window of pages, in all their states."""

from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from qqdesk.gui.kit.paged_window import PagedWindow
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import Badge, FileTile, RowLook, RowModel
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.gui.shared.scrolling import VerticalScrollArea, WindowScroll
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
    RowLook(f"{_LONG}.pdf", second="2.1 MB · Bo", picture=FileTile("x.pdf")),
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


class _Entry(NamedTuple):
    key: str
    icon: str
    title: str


class _Pages(PagedWindow[_Entry]):
    """The first page is long, the second one busy."""

    def __init__(self, *, is_mirrored: bool = False) -> None:
        super().__init__(
            (
                _Entry("long", "users", "People, rooms and so on"),
                _Entry("busy", "drive", "Busy"),
                _Entry("he", "chat", "נועה"),
            )
        )
        self.setLayout(column((self.paged, 1)))
        self._areas = {page.key: VerticalScrollArea() for page in self.pages}
        for page in self.pages:
            contents = wrapped_label(f"{page.title}\n" * 40)
            contents.setMargin(16)
            self._areas[page.key].setWidget(contents)
        if is_mirrored:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.list.show_aside(0, 120)
        self.list.show_aside(2, has_issue=True)
        self.show_page("busy")

    def open_page(self, page: _Entry) -> VerticalScrollArea:
        self._areas[page.key].setEnabled(page.key != "busy")
        return self._areas[page.key]


def _pages(stage: Stage) -> QWidget:
    window = QWidget()
    window.setWindowTitle("Windows of pages")
    wide, narrow, mirrored = _Pages(), _Pages(), _Pages(is_mirrored=True)
    for one in (wide, narrow, mirrored):
        one.setWindowFlags(Qt.WindowType.Widget)
    narrow.setMaximumWidth(scaled(400))
    wide.message.show_error("The pages could not be loaded.", "Try again")
    narrow.message.show_notice("Nothing is here yet.")
    mirrored.show_page("he")
    parts = column((row((wide, 1), (narrow, 1), spacing=12), 1), (mirrored, 1), margins=12, spacing=12)
    WindowScroll(window, parts, QSize(0, scaled(480)))
    window.resize(scaled(1100), scaled(640))
    fit_to_screen(window)
    stage.keep(window)
    wide.list.setFocus()
    return window


SCENES = (Scene("kit-rows", QWidget, _rows), Scene("kit-paged-window", QWidget, _pages))
