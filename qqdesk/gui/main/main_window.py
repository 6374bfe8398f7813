"""The main window: my profile at the top, banners, the contacts, and the menu at the bottom."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QByteArray, QElapsedTimer, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLayout, QMenu, QSplitter, QWidget

from qqdesk.domain.contact import Me
from qqdesk.domain.incoming import AddedMe, NewcomerJoined, RequestGranted, RoomInvited, RoomJoined
from qqdesk.domain.problem import Problem
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.list_tabs import CONTACTS, RECENT, ROOMS
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, Acts, add_entry, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.main.banners import Banners
from qqdesk.gui.main.main_head import MainHead, link_button
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.forwarded_composition import is_text, type_in
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.menus import (
    add_action,
    admin_text,
    put_menu,
)
from qqdesk.gui.shared.notice_text import notice_text
from qqdesk.gui.shared.place_texts import place_name, why_no_invitations
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.gui.shared.scrolling import WindowScroll, WrappedContents
from qqdesk.gui.shared.texts import distinct_name
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.worker.api import ConnectionPhase, ConnectionState, Notice
from qqdesk.worker.pending_requests import PendingRequest

NARROW = 600
"""A window that is less wide shows the list or the chat."""
LEAST_LIST, MOST_LIST = 240, 360
_NO_LIMIT = 16_777_215


class Panes(QSplitter):
    """The main window's contents: the list, and in one window the chat beside it. Without a chat, the list fills the
    window. `is_narrow`: there is room for the list or the chat only.
    """

    arranged = Signal()
    """`is_narrow` may have changed."""

    def __init__(self, contents: QLayout) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.list = WrappedContents(contents)
        self.chat: QWidget | None = None
        self._is_chat_wanted = False
        self._list_width = 0
        self.splitterMoved.connect(self._on_moved)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self.list)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def is_narrow(self) -> bool:
        return self.chat is not None and self.width() < scaled(NARROW)

    @property
    def has_both(self) -> bool:
        """Whether a chat is beside the list."""
        return self.chat is not None and not self.is_narrow

    def add_chat(self, chat: QWidget, list_width: int) -> None:
        """Show a widget beside the list, which gets this width."""
        self.chat, self._list_width = chat, list_width
        self.addWidget(chat)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self._arrange()

    def remove_chat(self) -> None:
        """Make the chat a window again, which is hidden."""
        if self.chat is not None:
            self.chat.setParent(None, Qt.WindowType.Window)
            self.chat = None
            self._arrange()

    @Slot()
    def show_list(self) -> None:
        self._is_chat_wanted = False
        self._arrange()

    @Slot()
    def show_chat(self) -> None:
        self._is_chat_wanted = True
        self._arrange()

    def _arrange(self) -> None:
        has_both = self.has_both
        self.list.setMinimumWidth(scaled(LEAST_LIST) if has_both else 0)
        self.list.setMaximumWidth(scaled(MOST_LIST) if has_both else _NO_LIMIT)
        self.list.setVisible(not self.is_narrow or not self._is_chat_wanted)
        if self.chat is not None:
            self.chat.setVisible(has_both or self._is_chat_wanted)
        if has_both:
            # The splitter remembers the width of a list alone, and leaves a gap beside a list that may not be so wide.
            width = min(self._list_width, scaled(MOST_LIST))
            self.setSizes([width, max(self.width() - width, 1)])
        self.arranged.emit()

    @Slot()
    def _on_moved(self) -> None:
        self._list_width = self.sizes()[0]

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the larger of list and chat, so that the window can become narrow."""
        least = self.list.minimumSizeHint()
        return least if self.chat is None else least.expandedTo(self.chat.minimumSize())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self.list.heightForWidth(self.sizes()[0] if self.has_both else width)
        return height if self.chat is None else max(height, self.chat.minimumHeight())


class MainFoot(QFrame):
    """The bottom of the main window: the button to add people, the menu; in the look Classic blue also the settings."""

    def __init__(self, navigator: Navigator) -> None:
        super().__init__()
        self._navigator = navigator
        self._add = add = link_button("add-contact", self.tr("Add people"))
        add.setToolTip(self.tr("Find, invite and add people, or make a room ({key})").format(key=Action.ADD_PEOPLE.key))
        add.clicked.connect(lambda: navigator.open(routes.AddPeople()))
        self.menu_button = icon_button("menu", Action.MENU.tip)
        text = self.tr("Menu")
        self.menu_button.setText(f" {text}")
        put_menu(self.menu_button, self._menu())
        self.settings_button = icon_button("settings", self.tr("Settings"))
        self.settings_button.clicked.connect(partial(navigator.open, routes.Settings()))
        self.setProperty("role", "foot")
        for button in (add, self.menu_button):
            button.setProperty("role", "framed")
        self._buttons = row(self.menu_button, add, None, self.settings_button, margins=(8, 4, 8, 4), spacing=4)
        self.setLayout(column(line(), None, self._buttons, None))
        theme_source().changed.connect(self._arrange)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Place the menu with its name before *Add people* in the classic look, else as an icon at the end."""
        is_classic, styles = current_theme().is_classic, Qt.ToolButtonStyle
        self.menu_button.setToolButtonStyle(
            styles.ToolButtonTextBesideIcon if is_classic else styles.ToolButtonIconOnly
        )
        self._buttons.removeWidget(self.menu_button)
        self._buttons.insertWidget(0 if is_classic else -1, self.menu_button)
        self.settings_button.setVisible(is_classic)
        first, second = (self.menu_button, self._add) if is_classic else (self._add, self.menu_button)
        QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(second, self.settings_button)

    def _menu(self) -> QMenu:
        menu, navigator = QMenu(self), self._navigator
        self.invite = add_entry(menu, Action.INVITE, partial(navigator.open, routes.Invite()))
        add_entry(menu, Action.NEW_ROOM, lambda: navigator.open(routes.NewRoom()))
        add_entry(menu, Action.JUMP, self._open_quick_switch)
        menu.addSeparator()
        add_entry(menu, Action.OWN_PROFILE, partial(navigator.open, routes.Profile()))
        add_entry(menu, Action.ALL_HISTORY, partial(navigator.open, routes.History()))
        add_entry(menu, Action.SETTINGS, partial(navigator.open, routes.Settings()))
        menu.addSeparator()
        self.home = add_action(menu, "", lambda: navigator.open(routes.Admin()), "home")
        self.show_admin("")
        add_action(menu, self.tr("Join another place…"), partial(navigator.open, routes.JoinPlace()), "users")
        menu.addSeparator()
        add_action(menu, self.tr("Sign out"), navigator.sign_out, "logout")
        add_entry(menu, Action.QUIT, navigator.quit)
        return menu

    def show_invitations(self, reason: str) -> None:
        """`reason`: why I cannot invite people; "" if I can."""
        text = self.tr("Invite people: {reason}").format(reason=reason.replace("&", "&&"))
        self.invite.setText(text if reason else f"{Action.INVITE.text}\t{Action.INVITE.key}")
        self.invite.setEnabled(not reason)

    def show_admin(self, name: str) -> None:
        """Offer the window of the place; "" for people who are not its administrators."""
        self.home.setText(f"{admin_text(name)}\t{Action.ADMIN.key}")
        self.home.setVisible(bool(name))

    def _open_quick_switch(self) -> None:
        self._navigator.open(routes.QuickSwitch(self.window()))


WIDTH, HEIGHT = 280, 640
_CLASSIC_WIDTH, _CLASSIC_HEIGHT = 264, 600
ONE_WINDOW, ONE_WIDTH = "one_window", 960
_FROM_EDGE = 16
_BUTTON, _AROUND_BUTTON = 22, 27
"""The height of the composer: the text of its button, which grows with large text, and the rest."""
_FOCUS_MEMORY_MS = 400
_MIN_HEIGHT = 360
"""Minimum height in pixels."""


class MainWindow(QWidget):
    """The close button only emits `closed`; `CloseAction` decides about the rest."""

    closed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        messenger, navigator, faces = context.messenger, context.navigator, context.faces
        self._messenger, self._navigator, self._store = messenger, navigator, context.store
        self._left = QElapsedTimer()  # time since the window lost the focus
        self.head = MainHead(navigator, faces)
        self.banners = Banners(messenger, navigator, faces)
        self.contacts = ContactPane(context)
        self.foot = MainFoot(navigator)
        self.panes = Panes(column(self.head, self.banners, (self.contacts, 1), self.foot))
        self._is_one_window = False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        WindowScroll(self, column(self.panes), QSize(220, _MIN_HEIGHT), wraps=True)
        self._connect_parts()
        self._connect_shortcuts()
        self._connect_messenger()
        self.restore_geometry()
        self._show_everything()
        self.contacts.show_everything()

    def sizeHint(self) -> QSize:
        if self._is_one_window:
            return QSize(scaled(ONE_WIDTH), scaled(HEIGHT))
        is_classic = current_theme().is_classic
        width, height = (_CLASSIC_WIDTH, _CLASSIC_HEIGHT) if is_classic else (WIDTH, HEIGHT)
        return QSize(scaled(width), scaled(height))

    def _connect_parts(self) -> None:
        self.head.status_chosen.connect(self.set_status)
        self.head.line_edited.connect(self._save_line)
        self.banners.request_sent.connect(self.follow_request)
        self.contacts.contact_actions.request_sent.connect(self.follow_request)

    def _connect_shortcuts(self) -> None:
        acts: Acts = {
            Action.LISTS: [partial(self.contacts.choose_view, view) for view in (CONTACTS, RECENT)],
            Action.ROOM_LIST: partial(self.contacts.choose_view, ROOMS),
            Action.TRY: self._messenger.try_now,
            Action.ADD_PEOPLE: lambda: self._navigator.open(routes.AddPeople()),
            Action.INVITE: partial(self._navigator.open, routes.Invite()),
            Action.NEW_ROOM: lambda: self._navigator.open(routes.NewRoom()),
            Action.ADMIN: lambda: self._navigator.open(routes.Admin()),
            Action.ALL_HISTORY: partial(self._navigator.open, routes.History()),
            Action.JUMP: partial(self._navigator.open, routes.QuickSwitch(self)),
            Action.OWN_PROFILE: partial(self._navigator.open, routes.Profile()),
            Action.MENU: self.foot.menu_button.showMenu,
        }
        add_keys(self, acts)
        # A chat beside the list has its own search.
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        add_keys(self.panes.list, {Action.SEARCH: self.contacts.focus_search}, context)

    def _connect_messenger(self) -> None:
        self._messenger.signed_in.connect(self._show_everything)
        self._messenger.me_changed.connect(self._show_me)
        self._messenger.unread_changed.connect(self._show_title)
        self._messenger.requests_changed.connect(self._show_requests)
        self._messenger.connection_changed.connect(self._show_connection)
        self._messenger.problem_occurred.connect(self._show_problem)
        self._messenger.notice_received.connect(self._show_notice)
        self._messenger.rooms_changed.connect(self._drop_answered)
        self._messenger.presence.came_online.connect(self._show_arrival)
        self._messenger.signed_out.connect(self.banners.clear)
        self._messenger.invitations.place_changed.connect(self._show_invitations)
        self._messenger.admin.is_allowed_changed.connect(self._show_invitations)

    # Following the messenger

    @Slot()
    def _show_everything(self) -> None:
        self.head.show_security(self._messenger.security)
        self._show_connection(self._messenger.connection)
        self._show_requests()

    @Slot(object)
    def _show_me(self, me: Me) -> None:
        self.head.show_me(me)
        self._show_title()

    @Slot()
    def _show_requests(self) -> None:
        self.banners.show_requests(len(self._messenger.requests))

    @Slot(object)
    def _show_connection(self, state: ConnectionState) -> None:
        self.head.set_can_change_face(self._messenger.extended)
        is_connected = state.phase is ConnectionPhase.CONNECTED
        self.head.set_can_edit(can=is_connected, has_signatures=self._messenger.has_changes)
        self.head.show_connected(is_connected, self._messenger.me)
        if state.security is not None:
            self.head.show_security(state.security)
        self.banners.show_connection(state)
        self._show_title()
        self._show_invitations()

    @Slot()
    def _show_invitations(self) -> None:
        reason = why_no_invitations(self._messenger)
        self.foot.show_invitations(reason)
        self.foot.show_admin(place_name(self._messenger) if self._messenger.admin.is_admin else "")
        self.contacts.no_contacts.button.setVisible(not reason)

    @Slot(object)
    def follow_request(self, pending: PendingRequest[Any], done: Callable[[Any], object] | None = None) -> None:
        """Call `done` with the reply, or show the problem if the request fails."""
        pending.then(self, self._request_done, self._show_problem)
        pending.then(self, done)

    def _request_done(self, _: object) -> None:
        self.banners.clear_failure()

    @Slot(object)
    def _show_problem(self, problem: Problem) -> None:
        self.banners.show_failure(problem)
        self.head.show_me(self._messenger.me)

    @Slot(object)
    def _show_notice(self, notice: Notice) -> None:
        text = notice_text(notice, self._messenger.roster, self._messenger.rooms.get(notice.room).title)
        match notice.item:
            case RoomInvited():
                self.banners.show_invitation(text, notice.room)
            case RoomJoined():
                self.banners.show_joined(text, notice.room)
            case NewcomerJoined():
                contact = notice.contact
                person = distinct_name(contact.name, contact.number, self._messenger.roster)
                self.banners.show_newcomer(text, person)
            case item:
                self.banners.show_notice(text, passes=isinstance(item, AddedMe | RequestGranted))

    @Slot(object)
    def _drop_answered(self, changed: frozenset[int]) -> None:
        """Remove invitations that were answered here or on another device, or withdrawn."""
        rooms = self._messenger.rooms
        self.banners.drop_invitations({number for number in changed if rooms.get(number).role is not RoomRole.INVITED})

    @Slot(object)
    def _show_arrival(self, number: int) -> None:
        self.banners.show_arrival(self._messenger.roster.get(number).name)

    @Slot()
    def _show_title(self) -> None:
        title, unread = self._messenger.me.name, self._messenger.unread
        if unread:
            # At the start, so that a narrow task bar does not cut it off.
            title = self.tr("({count}) {name}").format(count=unread, name=isolated(title))
        self.setWindowTitle(title)

    # Status

    @Slot(object)
    def set_status(self, status: Status) -> None:
        """Request a status, and save it for the next sign-in unless it is OFFLINE."""
        self.follow_request(self._messenger.set_status(status))
        if status is Status.OFFLINE:
            return
        self._store.change("status", int(status))

    @Slot(str, str)
    def _save_line(self, field: str, text: str) -> None:
        self.follow_request(self._messenger.request(ModifyInfo({field: text})))

    # Geometry

    def set_one_window(self, is_one: bool) -> None:
        """Get room for a chat beside the list, or not. Both geometries are remembered."""
        self.save_geometry()
        self._is_one_window = is_one
        self.head.set_compact(is_one)
        self.foot.setMinimumHeight(scaled(_BUTTON) + _AROUND_BUTTON if is_one else 0)
        self.restore_geometry()

    @property
    def _geometry(self) -> str:
        return "one_geometry" if self._is_one_window else "main_geometry"

    def restore_geometry(self) -> None:
        """Restore the saved geometry. The first time, the list stands at the right edge of the screen."""
        place = QByteArray.fromBase64(getattr(self._store.settings, self._geometry).encode())
        if not place.isEmpty() and self.restoreGeometry(place):
            return
        self.resize(self.sizeHint())
        fit_to_screen(self)
        room = self.screen().availableGeometry()
        left = room.right() + 1 - self.width() - _FROM_EDGE
        if self._is_one_window:
            left = room.center().x() - self.width() // 2
        self.move(max(left, room.left()), max(room.center().y() - self.height() // 2, room.top()))

    def save_geometry(self) -> None:
        """Save the geometry, unless the window was never shown."""
        if self.windowHandle() is None:
            return
        setattr(self._store.settings, self._geometry, self.saveGeometry().toBase64().toStdString())

    @property
    def is_in_front(self) -> bool:
        """Whether the window is active, or was until the click on the tray took its focus."""
        was_active = self._left.isValid() and self._left.elapsed() < _FOCUS_MEMORY_MS
        return self.isVisible() and not self.isMinimized() and (self.isActiveWindow() or was_active)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if self.isActiveWindow():
                self._left.invalidate()
            else:
                self._left.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Search for text that is typed outside of a field and of the chat."""
        focus, chat = self.focusWidget(), self.panes.chat
        is_in_chat = chat is not None and focus is not None and (chat is focus or chat.isAncestorOf(focus))
        if is_text(event) and not is_in_chat:
            type_in(self.contacts.search, event)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.contacts.blink_if_needed()
        if self.focusWidget() is None:
            self.contacts.focus_list()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.contacts.view.set_blinking(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_geometry()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and application.isSavingSession():
            return  # The desktop session ends: accept without a question.
        if event.spontaneous():
            event.ignore()  # `CloseAction` decides, maybe after a question
        QTimer.singleShot(0, self, self.closed.emit)
