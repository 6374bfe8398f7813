"""The window in which administrators manage the place: a head, a list of pages, and the page."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from qqdesk.client.known_places import MAX_NAME_CHARS
from qqdesk.domain.contact_notes import NameFault
from qqdesk.domain.problem import Problem
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage, action_problem_text
from qqdesk.gui.admin.admin_rows import BUTTON_HEIGHT
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.admin.backup_page import BackupPage
from qqdesk.gui.admin.health_bars import health_issues
from qqdesk.gui.admin.invitations_page import InvitationsPage
from qqdesk.gui.admin.log_page import LogPage
from qqdesk.gui.admin.network_page import NetworkPage
from qqdesk.gui.admin.notice_page import NoticePage
from qqdesk.gui.admin.overview_page import OverviewPage
from qqdesk.gui.admin.people_page import PeoplePage
from qqdesk.gui.admin.rooms_page import RoomsPage
from qqdesk.gui.admin.storage_page import StoragePage
from qqdesk.gui.contacts.name_dialog import NameDialog, fault_text
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.paged_window import PagedWindow
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceLabel, place_face
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import icon_button, put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea
from qqdesk.gui.shared.texts import clock_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import PlaceReply

_HEIGHT, _FACE = 64, 40
_PENCIL, _BUTTON = 16, 24
_TITLE = 1.2
"""The size of the name, in sizes of ordinary text."""


class AdminHead(Head):
    """The head of the place's window. The picture and the name of the place, who is here, for how long it has been
    open, and *Invite people*.
    """

    rename_clicked = Signal()

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._invitations = context.messenger.invitations
        self.face = FaceLabel(context.faces, _FACE)
        self._name, self._state = ElidedLabel(role="on_head"), ElidedLabel(role="secondary_on_head")
        self._name.setFont(semibold(self.font(), _TITLE))
        self._state.setFont(small(self.font()))
        policy = self._name.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Maximum)
        self._name.setSizePolicy(policy)
        self.rename = icon_button("edit", self.tr("Rename the place"), "secondary_on_head")
        self.rename.setIconSize(QSize(_PENCIL, _PENCIL))
        self.rename.setFixedSize(_BUTTON, _BUTTON)
        self.rename.clicked.connect(self.rename_clicked)
        self.invite = QPushButton(self.tr("Invite people"))
        put_icon(self.invite, "add-contact")
        self.invite.setMinimumHeight(scaled(BUTTON_HEIGHT))
        self.invite.clicked.connect(partial(context.navigator.open, routes.Invite()))
        title = row(self._name, self.rename, None, spacing=4)
        words = column(None, title, self._state, None, spacing=0)
        self.setLayout(row(self.face, (words, 1), self.invite, margins=(12, 4, 16, 4), spacing=12))
        self.setMinimumHeight(scaled(_HEIGHT))

    def show_place(self, name: str, place: PlaceReply | None) -> None:
        self.face.show_face(place_face(self._invitations.place.id))
        self._name.setText(name)
        self.rename.setEnabled(place is not None)
        if place is None:
            self._state.setText("")
            return
        texts = AdminTexts()
        open_for = texts.open_for(round(time.time() * 1000) - place.started)
        self._state.setText(f"{texts.present(place.present, place.people)} · {isolated(open_for)}")

    def state(self) -> str:
        return self._state.text()


WIDTH, HEIGHT = 780, 664
REFRESH_MS = 10_000


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


class AdminWindow(PagedWindow[_PageKind]):
    """Asks the place for everything when it opens, every REFRESH_MS while it is visible, and after each action."""

    def __init__(self, context: AdminContext, parent: QWidget | None = None) -> None:
        super().__init__(_page_kinds(), parent)
        self.context, self._admin = context, context.admin
        self.head = AdminHead(context)
        self.unprotected = EmptyState("lock-open", "", "")
        self._areas: dict[str, VerticalScrollArea] = {}
        self.setLayout(column(self.head, (self.paged, 1), (self.unprotected, 1)))
        self._connect()
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._admin.refresh)
        self.resize(self.sizeHint())
        self.show_page("overview")
        self._show_state()
        self.list.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def _connect(self) -> None:
        self.head.rename_clicked.connect(self._rename)
        self.message.acted.connect(self._refresh_or_try)
        self.context.messenger.connection_changed.connect(self._on_connection_changed)
        self.context.messenger.invitations.place_changed.connect(self._show_state)
        admin = self._admin
        for signal in (admin.is_allowed_changed, admin.place_changed):
            signal.connect(self._show_state)
        admin.invitations_changed.connect(self._show_asides)
        admin.refresh_failed.connect(self._show_failure)
        add_keys(self, {Action.REFRESH: self._refresh_or_try})

    # Pages

    def open_page(self, page: _PageKind) -> VerticalScrollArea:
        if page.key not in self._areas:
            widget, area = page.make(self.context), VerticalScrollArea()
            widget.setAccessibleName(page.title)
            FocusInView(area)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(widget)
            area.viewport().setAutoFillBackground(False)
            widget.setAutoFillBackground(False)
            self._areas[page.key] = area
        return self._areas[page.key]

    def page_widget(self, key: str) -> AdminPage:
        """Return the widget of a page. Create it if necessary."""
        shown = self.open_page(next(page for page in self.pages if page.key == key)).widget()
        assert isinstance(shown, AdminPage)
        return shown

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
        self.paged.setVisible(self._admin.is_private)
        self.unprotected.setVisible(not self._admin.is_private)
        is_connected = self._admin.is_connected
        self.stack.setEnabled(is_connected and place is not None)
        if is_connected:
            self.message.clear()
        elif self.message.text() != (text := self._lost_text(name)):
            self.message.show_notice(text, self.tr("Try again"))
        self._show_asides()

    @Slot(object)
    def _show_failure(self, problem: Problem) -> None:
        """Show why the place does not answer, until it does."""
        if self._admin.is_connected:
            self.message.show_error(action_problem_text(problem), self.tr("Try again"))

    def _lost_text(self, name: str) -> str:
        if self._admin.place is None:
            return self.tr("There is no connection to {place}.").format(place=name)
        time = clock_text(self._admin.as_of)
        return self.tr("There is no connection to {place}. As of {time}.").format(place=name, time=time)

    @Slot()
    def _show_asides(self) -> None:
        place = self._admin.place
        if place is None:
            return
        counts = {"people": place.people, "rooms": place.rooms, "invitations": len(self._admin.invitations)}
        doubtful = {issue.page for issue in health_issues(self.context)}
        for index, kind in enumerate(self.pages):
            self.list.show_aside(index, counts.get(kind.key, 0), has_issue=kind.key in doubtful)

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
        page = self.page_widget(self.page.key)
        page.follow(self._admin.change_place(name=name.strip()))

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._admin.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        for key in self._areas:
            self.page_widget(key).finish()
        event.accept()


def _name_fault(text: str) -> str | None:
    """Return the error of a place's name, "" for an empty one, None for a valid one."""
    name = text.strip()
    if not name:
        return ""
    return fault_text(NameFault.TOO_LONG, MAX_NAME_CHARS) if len(name) > MAX_NAME_CHARS else None
