"""The window in which administrators manage the place: a head, a list of pages, and the page."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget, QWidget

from qqdesk.client.known_places import MAX_NAME_CHARS
from qqdesk.domain.contact_notes import NameFault
from qqdesk.domain.problem import Problem
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_head import AdminHead
from qqdesk.gui.admin.admin_nav import AdminNav
from qqdesk.gui.admin.admin_page import MARGIN, AdminPage, action_problem_text
from qqdesk.gui.admin.backup_page import BackupPage
from qqdesk.gui.admin.health_strip import health_issues
from qqdesk.gui.admin.invitations_page import InvitationsPage
from qqdesk.gui.admin.log_page import LogPage
from qqdesk.gui.admin.network_page import NetworkPage
from qqdesk.gui.admin.notice_page import NoticePage
from qqdesk.gui.admin.overview_page import OverviewPage
from qqdesk.gui.admin.people_page import PeoplePage
from qqdesk.gui.admin.rooms_page import RoomsPage
from qqdesk.gui.admin.storage_page import StoragePage
from qqdesk.gui.contacts.name_dialog import NameDialog, fault_text
from qqdesk.gui.kit.action import Action, Acts, add_keys
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea
from qqdesk.gui.shared.texts import clock_text
from qqdesk.gui.shared.type_size import scaled

WIDTH, HEIGHT = 780, 664
REFRESH_MS = 10_000
_LEAST = 360
_NARROW = 600
"""Below this width the list of pages is a box above the page."""


@dataclass(frozen=True, slots=True)
class _PageKind:
    key: str
    icon: str
    title: str
    make: Callable[[AdminContext], AdminPage]


def _page_kinds() -> tuple[_PageKind, ...]:
    translate = QCoreApplication.translate
    return (
        _PageKind("overview", "home", translate("AdminWindow", "Overview"), OverviewPage),
        _PageKind("people", "users", translate("AdminWindow", "People"), PeoplePage),
        _PageKind("rooms", "chat", translate("AdminWindow", "Rooms"), RoomsPage),
        _PageKind("invitations", "link", translate("AdminWindow", "Invitations"), InvitationsPage),
        _PageKind("network", "network", translate("AdminWindow", "Network"), NetworkPage),
        _PageKind("storage", "drive", translate("AdminWindow", "Storage"), StoragePage),
        _PageKind("backup", "archive", translate("AdminWindow", "Backup"), BackupPage),
        _PageKind("notice", "megaphone", translate("AdminWindow", "Notice to all"), NoticePage),
        _PageKind("log", "history", translate("AdminWindow", "Log"), LogPage),
    )


class AdminWindow(QWidget):
    """Asks the place for everything when it opens, every REFRESH_MS while it is visible, and after each action."""

    def __init__(self, context: AdminContext, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.context, self._admin = context, context.admin
        self.setMinimumSize(scaled(_LEAST), scaled(320))
        self.kinds = _page_kinds()
        self.head = AdminHead(context)
        self.head.rename_clicked.connect(self._rename)
        self.nav = AdminNav([(kind.icon, kind.title) for kind in self.kinds])
        self.box = QComboBox()
        self.connection = Bar()
        self._notice = QWidget()
        """The message with its margins."""
        self.stack = QStackedWidget()
        self.unprotected = EmptyState("lock-open", "", "")
        self._areas: dict[str, VerticalScrollArea] = {}
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._admin.refresh)
        self.show_page("overview")
        self._show_state()
        self.resize(self.sizeHint())
        self.nav.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def _lay_out(self) -> None:
        self.box.setAccessibleName(self.tr("Page"))
        self.box.addItems([kind.title for kind in self.kinds])
        self._box_row = QWidget()
        self._box_row.setLayout(row((self.box, 1), margins=(MARGIN, 12, MARGIN, 0)))
        self._notice.setLayout(column(self.connection, margins=(MARGIN, 12, MARGIN, 0)))
        self._border = QFrame()
        self._border.setProperty("role", "side")
        self._border.setLayout(column(self._box_row, self._notice, (self.stack, 1)))
        pages = QWidget()
        pages.setLayout(row(self.nav, (self._border, 1), spacing=0))
        self._body.addWidget(pages)
        self._body.addWidget(self.unprotected)
        self.setLayout(column(self.head, (self._body, 1)))

    def _connect(self) -> None:
        self.nav.page_chosen.connect(self._select)
        self.box.activated.connect(self._select)
        self.connection.acted.connect(self._refresh_or_try)
        self.context.messenger.connection_changed.connect(self._on_connection_changed)
        self.context.messenger.invitations.place_changed.connect(self._show_state)
        admin = self._admin
        for signal in (admin.is_allowed_changed, admin.place_changed):
            signal.connect(self._show_state)
        admin.invitations_changed.connect(self._show_asides)
        admin.refresh_failed.connect(self._show_failure)
        acts: Acts = {
            Action.STEP_PAGE: (self._next_page, self._previous_page),
            Action.CLOSE: self.close,
            Action.REFRESH: self._refresh_or_try,
            Action.CHANGE_SIDE: self._change_side,
        }
        add_keys(self, acts)

    # Pages

    @property
    def page(self) -> str:
        """The key of the visible page."""
        return self.kinds[self.nav.currentRow()].key

    def show_page(self, key: str) -> None:
        self.nav.setCurrentRow(next(index for index, kind in enumerate(self.kinds) if kind.key == key))

    def page_widget(self, key: str) -> AdminPage:
        """Return the widget of a page. Create it if necessary."""
        kind = next(kind for kind in self.kinds if kind.key == key)
        if key not in self._areas:
            page = kind.make(self.context)
            page.setAccessibleName(kind.title)
            area = self._areas[key] = VerticalScrollArea()
            FocusInView(area)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(page)
            area.viewport().setAutoFillBackground(False)
            page.setAutoFillBackground(False)
            self.stack.addWidget(area)
        shown = self._areas[key].widget()
        assert isinstance(shown, AdminPage)
        return shown

    @Slot(int)
    def _select(self, index: int) -> None:
        self.nav.setCurrentRow(index)
        self.box.setCurrentIndex(index)
        self.page_widget(self.page)
        self.stack.setCurrentWidget(self._areas[self.page])

    @Slot()
    def _next_page(self) -> None:
        self._select((self.nav.currentRow() + 1) % len(self.kinds))

    @Slot()
    def _previous_page(self) -> None:
        self._select((self.nav.currentRow() - 1) % len(self.kinds))

    @Slot()
    def _change_side(self) -> None:
        """Move the focus from the list of pages into the page, or back."""
        list_of_pages = self.nav if self.nav.isVisible() else self.box
        if list_of_pages.hasFocus():
            list_of_pages.focusNextChild()
        else:
            list_of_pages.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # State

    @Slot()
    def _on_connection_changed(self) -> None:
        self._show_state()
        self._refresh()

    @Slot()
    def _show_state(self) -> None:
        place, name = self._admin.place, place_name(self.context.messenger)
        self.setWindowTitle(name)
        self.head.show_place(name, place)
        self.unprotected.set_texts(
            self.tr("The connection is not encrypted"),
            self.tr("{place} is administered over an encrypted connection only, or from its own computer.").format(
                place=name
            ),
        )
        self._body.setCurrentIndex(0 if self._admin.is_private else 1)
        is_connected = self._admin.is_connected
        self.stack.setEnabled(is_connected and place is not None)
        self._notice.setVisible(not is_connected)
        if is_connected:
            self.connection.clear()
        elif self.connection.text() != (text := self._lost_text(name)):
            self.connection.show_notice(text, self.tr("Try again"))
        self._show_asides()

    @Slot(object)
    def _show_failure(self, problem: Problem) -> None:
        """Show why the place does not answer, until it does."""
        if self._admin.is_connected:
            self._notice.show()
            self.connection.show_error(action_problem_text(problem), self.tr("Try again"))

    def _lost_text(self, name: str) -> str:
        if self._admin.place is None:
            return self.tr("There is no connection to {place}.").format(place=name)
        time = clock_text(round(self._admin.as_of * 1000))
        return self.tr("There is no connection to {place}. As of {time}.").format(place=name, time=time)

    @Slot()
    def _show_asides(self) -> None:
        place = self._admin.place
        if place is None:
            return
        counts = {"people": place.people, "rooms": place.rooms, "invitations": len(self._admin.invitations)}
        doubtful = {issue.page for issue in health_issues(self.context)}
        for index, kind in enumerate(self.kinds):
            self.nav.show_aside(index, counts.get(kind.key, 0), has_issue=kind.key in doubtful)

    @Slot()
    def _refresh(self) -> None:
        if self.isVisible():
            self._admin.refresh()

    @Slot()
    def _refresh_or_try(self) -> None:
        if self._admin.is_connected:
            self._admin.refresh()
        else:
            self.context.messenger.try_now()

    @Slot()
    def _rename(self) -> None:
        dialog = NameDialog(
            self.tr("Rename the place"),
            self.tr("Name of the place, for everybody"),
            place_name(self.context.messenger),
            _name_fault,
            self,
            self.tr("Rename"),
        )
        dialog.named.connect(self._send_name)
        dialog.open()

    @Slot(str)
    def _send_name(self, name: str) -> None:
        page = self.page_widget(self.page)
        page.follow(self._admin.change_place(name=name.strip()))

    # Events

    def _arrange(self, width: int) -> None:
        is_narrow = width < max(scaled(_NARROW), self.nav.width() + self.stack.minimumSizeHint().width())
        self._box_row.setVisible(is_narrow)
        self.nav.setVisible(not is_narrow)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.setMinimumWidth(max(scaled(_LEAST), self.stack.minimumSizeHint().width() + 1))
            self._arrange(self.width())
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._admin.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        for area in self._areas.values():
            page = area.widget()
            assert isinstance(page, AdminPage)
            page.finish()
        event.accept()


def _name_fault(text: str) -> str | None:
    """Return the error of a place's name, "" for an empty one, None for a valid one."""
    name = text.strip()
    if not name:
        return ""
    return fault_text(NameFault.TOO_LONG, MAX_NAME_CHARS) if len(name) > MAX_NAME_CHARS else None
