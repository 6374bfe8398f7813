"""The main window: my head, the contacts, and the ways to everything else.

It acts on the messenger where that needs no other window, and says by a signal what other window is wanted.
"""

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from qqdesk.domain.contact import Me
from qqdesk.domain.settings import Settings
from qqdesk.gui.contact_actions import ContactActions
from qqdesk.gui.contact_model import ContactModel
from qqdesk.gui.contact_view import ContactView
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.main_banner import Banners, notice_text
from qqdesk.gui.main_foot import MainFoot
from qqdesk.gui.main_head import MainHead
from qqdesk.gui.widgets import EmptyState, put_search_look
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import (
    ActionDone,
    ActionFailed,
    ConnectionPhase,
    ConnectionState,
    Notice,
    RosterChange,
    UnreadChange,
)
from qqdesk.worker.messenger import Messenger

WIDTH, HEIGHT = 280, 640


class MainWindow(QWidget):
    """Closing it emits `closed`; whether that hides the program or ends it is decided by whoever built the window."""

    chat_wanted = Signal(object)  # number
    profile_wanted = Signal(object)  # number
    add_wanted = Signal()
    find_wanted = Signal()
    requests_wanted = Signal()
    own_profile_wanted = Signal()
    password_wanted = Signal()
    sign_out_wanted = Signal()
    quit_wanted = Signal()
    settings_changed = Signal()  # the settings object was changed, and is to be saved
    closed = Signal()

    def __init__(
        self, messenger: Messenger, faces: FaceSource, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._messenger, self._settings = messenger, settings
        self._tickets: set[int] = set()
        self.setMinimumSize(220, 360)
        self.head = MainHead(faces)
        self.banners = Banners()
        self.search = QLineEdit()
        self.model = ContactModel(messenger, self)
        for group in settings.collapsed_groups:
            self.model.set_collapsed(group, True)
        self.view = ContactView(self.model, faces)
        self.no_contacts = EmptyState(
            "users",
            self.tr("No contacts yet"),
            self.tr("Find people you know, or add somebody by their number."),
            self.tr("Find people"),
        )
        self.no_hits = EmptyState("search", self.tr("Nobody found"), "", self.tr("Find people on the server"))
        self.foot = MainFoot(settings)
        self.actions_of_contacts = ContactActions(messenger, self.view, self)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect_parts()
        self._connect_messenger()
        self.restore_place()
        self._show_everything()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Search contacts"))
        self.search.setAccessibleName(self.tr("Search contacts"))
        self.search.setToolTip(self.tr("By nickname or number (Ctrl+F)"))
        put_search_look(self.search)
        self.search.installEventFilter(self)
        for widget in (self.view, self.no_contacts, self.no_hits):
            self._stack.addWidget(widget)
        searching = QVBoxLayout()
        searching.setContentsMargins(8, 8, 8, 8)
        searching.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.banners)
        column.addLayout(searching)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)
        QWidget.setTabOrder(self.search, self.view)
        QWidget.setTabOrder(self.view, self.foot)

    def _connect_parts(self) -> None:
        self.head.status_chosen.connect(self.set_status)
        self.head.profile_wanted.connect(self.own_profile_wanted)
        self.banners.try_now_wanted.connect(self._messenger.try_now)
        self.banners.requests_wanted.connect(self.requests_wanted)
        self.search.textChanged.connect(self._search)
        self.view.contact_activated.connect(self.chat_wanted)
        self.view.folding_changed.connect(self._save_folding)
        self.no_contacts.acted.connect(self.find_wanted)
        self.no_hits.acted.connect(self.find_wanted)
        for source in (self.foot, self.actions_of_contacts):
            for name in ("add_wanted", "find_wanted", "own_profile_wanted", "password_wanted", "sign_out_wanted"):
                if hasattr(source, name):
                    getattr(source, name).connect(getattr(self, name))
        self.foot.quit_wanted.connect(self.quit_wanted)
        self.foot.settings_changed.connect(self.settings_changed)
        self.actions_of_contacts.chat_wanted.connect(self.chat_wanted)
        self.actions_of_contacts.profile_wanted.connect(self.profile_wanted)
        self.actions_of_contacts.asked.connect(self._remember_ticket)
        for keys, act in (
            ("Ctrl+F", self.focus_search),
            ("F5", self._messenger.try_now),
            ("Ctrl+N", self.add_wanted),
            ("Ctrl+Shift+F", self.find_wanted),
            ("Ctrl+Q", self.quit_wanted),
            ("F2", self.own_profile_wanted),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.foot.shortcut_for_menu(self)

    def _connect_messenger(self) -> None:
        self._messenger.signed_in.connect(self._show_everything)
        self._messenger.me_changed.connect(self._show_me)
        self._messenger.roster_changed.connect(self._follow_roster)
        self._messenger.unread_changed.connect(self._follow_unread)
        self._messenger.requests_changed.connect(self._show_requests)
        self._messenger.connection_changed.connect(self._show_connection)
        self._messenger.action_failed.connect(self._action_failed)
        self._messenger.action_done.connect(self._action_done)
        self._messenger.notice_received.connect(self._tell_notice)
        self._messenger.signed_out.connect(self._forget)

    # Following the messenger

    @Slot()
    def _show_everything(self) -> None:
        self.model.reload()
        self._show_unread()
        self._show_connection(self._messenger.connection)
        self._show_requests()
        self._show_page()

    @Slot(object)
    def _show_me(self, me: Me) -> None:
        self.head.show_me(me)
        self._show_title()

    @Slot(object)
    def _follow_roster(self, change: RosterChange) -> None:
        if change.everything:
            self.model.reload()
        else:
            self.model.refresh(change.numbers)
        self._show_page()

    def _show_unread(self) -> None:
        """What was unread when the program ended the last time."""
        left = self._messenger.unread
        for contact in self._messenger.roster if left else ():
            count = self._messenger.conversation(contact.number).unread
            if count:
                self.model.set_unread(contact.number, count)
                left -= count
                if left <= 0:
                    break
        self._blink_if_needed()

    @Slot(object)
    def _follow_unread(self, change: UnreadChange) -> None:
        self.model.set_unread(change.contact, change.count)
        self._blink_if_needed()
        self._show_title()

    @Slot()
    def _show_requests(self) -> None:
        self.banners.show_requests(len(self._messenger.requests))

    @Slot(object)
    def _show_connection(self, state: ConnectionState) -> None:
        self.head.show_connected(state.phase is ConnectionPhase.CONNECTED, self._messenger.me)
        self.banners.show_connection(state)
        self._show_title()

    @Slot(object)
    def _action_failed(self, answer: ActionFailed) -> None:
        # Ticket 0: it went wrong without having been asked for, as a full disk.
        if answer.ticket == 0 or answer.ticket in self._tickets:
            self._tickets.discard(answer.ticket)
            self.banners.show_failure(answer.problem)
            self.head.show_me(self._messenger.me)

    @Slot(object)
    def _action_done(self, answer: ActionDone) -> None:
        if answer.ticket in self._tickets:
            self._tickets.discard(answer.ticket)
            self.banners.clear_failure()

    @Slot(object)
    def _tell_notice(self, notice: Notice) -> None:
        self.banners.show_notice(notice_text(notice, self._messenger.roster.get(notice.number)))

    @Slot()
    def _forget(self) -> None:
        """Nothing of one account is left for the next."""
        self.search.clear()
        self.model.clear_unread()
        self.banners.clear()
        self._tickets.clear()

    def _show_title(self) -> None:
        name, unread = self._messenger.me.name, self._messenger.unread
        title = self.tr("{name} ({count} unread)") if unread else self.tr("{name}")
        self.setWindowTitle(title.format(name=name, count=unread))

    def _show_page(self) -> None:
        """The list, or what to do where there is none. The focus stays in what is shown."""
        if not self.model.contact_count and len(self.model.groups()) <= 1:
            page: QWidget = self.no_contacts
        elif self.model.is_filtered and not self.model.rowCount():
            sentence = self.tr("None of your contacts has “{text}” in their name or number.")
            self.no_hits.set_texts(self.tr("Nobody found"), sentence.format(text=self.search.text()))
            page = self.no_hits
        else:
            page = self.view
        if page is not self._stack.currentWidget():
            self._stack.setCurrentWidget(page)

    # What the person does

    @Slot(object)
    def set_status(self, status: Status) -> None:
        """Ask for another status; the next sign-in begins with it too."""
        self._remember_ticket(self._messenger.set_status(status))
        self._settings.status = int(status)
        self.settings_changed.emit()

    @Slot(object)
    def _remember_ticket(self, ticket: int) -> None:
        self._tickets.add(ticket)

    @Slot(str)
    def _search(self, text: str) -> None:
        self.model.set_filter(text)
        if self.model.is_filtered:
            self.view.choose_number(self.model.first_contact())
        self._show_page()

    @Slot()
    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _save_folding(self) -> None:
        self._settings.collapsed_groups = sorted(self.model.collapsed())
        self.settings_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the search line: up and down go into the list, Enter opens the first hit, Esc clears."""
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        match event.key():
            case Qt.Key.Key_Escape if self.search.text():
                self.search.clear()
            case Qt.Key.Key_Down if self._stack.currentWidget() is self.view:
                self.view.setFocus()
                if not self.view.current_number():
                    self.view.choose_number(self.model.first_contact())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                number = self.view.current_number() or self.model.first_contact()
                if self.model.is_filtered and number:
                    self.chat_wanted.emit(number)
            case _:
                return False
        return True

    # Its place on the screen

    def restore_place(self) -> None:
        place = QByteArray.fromBase64(self._settings.main_geometry.encode())
        if place.isEmpty() or not self.restoreGeometry(place):
            self.resize(WIDTH, HEIGHT)

    def remember_place(self) -> None:
        """Put place and size into the settings; those of a window that was never shown mean nothing."""
        if self.windowHandle() is None:
            return
        self._settings.main_geometry = self.saveGeometry().toBase64().toStdString()

    def _blink_if_needed(self) -> None:
        self.view.set_blinking(self.isVisible() and self._messenger.unread > 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._blink_if_needed()
        if self.focusWidget() is None:
            (self.view if self._stack.currentWidget() is self.view else self.search).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.view.set_blinking(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.remember_place()
        event.accept()
        QTimer.singleShot(0, self.closed.emit)
