"""A window of chats: its shortcuts, title and geometry."""

from base64 import b64decode, b64encode
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QPoint, QPropertyAnimation, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QHideEvent,
    QMoveEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_pages import ChatPages
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, Acts, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled

_WIDTH, _HEIGHT, _CLASSIC_HEIGHT = 640, 520, 600
_SHAKE_MS, _SHAKES, _SHAKE_WIDTH = 700, 12, 10
"""The time of a nudge; how often the window swings, and how far at first."""


class ChatWindow(QWidget):
    """Hides, and is not destroyed, when it or its last tab is closed. A message does not show it."""

    closed = Signal()
    """The user closed it with its button."""
    new_window_requested = Signal(object)  # ConversationId
    activity_changed = Signal()
    """`is_in_use` changed."""
    geometry_changed = Signal()
    """It was moved, resized, shown or hidden."""
    opened = Signal()
    """A chat was opened beside the list."""
    list_requested = Signal()
    """Beside the list: the user goes back to it."""
    step_requested = Signal(int)
    """Beside the list: open the chat of the next row, or of the previous one for -1."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(None, Qt.WindowType.Window)
        messenger = context.messenger
        self._messenger, self._navigator = messenger, context.navigator
        self.was_shown = False
        self.is_embedded = False
        """It is a part of the main window, beside the list."""
        self._restored_geometry = ""
        self._was_in_use = False
        self.pages = ChatPages(context)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = WindowScroll(self, column(self.pages), QSize(360, 320), wraps=True)
        self._shaking = QPropertyAnimation(scroll, b"pos", self)
        self._shaking.setDuration(_SHAKE_MS)
        for step in range(_SHAKES):
            width = round(_SHAKE_WIDTH * (1 - step / _SHAKES))
            self._shaking.setKeyValueAt(step / _SHAKES, QPoint(width if step % 2 else -width, 0))
        self._shaking.setEndValue(QPoint())
        self.resize(self.sizeHint())
        self._add_shortcuts()
        self.pages.emptied.connect(self._on_emptied)
        self.pages.back_chosen.connect(self.list_requested)
        for signal in (
            self.pages.current_changed,
            self.pages.arranged,
            messenger.unread_changed,
            messenger.roster_changed,
            messenger.rooms_changed,
        ):
            signal.connect(self._show_title)
        self._show_title()

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDTH), scaled(_CLASSIC_HEIGHT if current_theme().is_classic else _HEIGHT))

    def _add_shortcuts(self) -> None:
        tabs = self.pages.tabs
        everywhere = {
            Action.CLOSE_TAB: self.pages.close_current,
            Action.TEAR_TAB: self._request_new_window,
            Action.HISTORY: self._open_history,
            Action.PROFILE: self._open_profile,
            Action.FILES: self._open_files,
            Action.MEMBERS: self._toggle_members,
            Action.NUDGE: self._nudge,
        }
        in_window: Acts = {
            Action.LEAVE_CHAT: self.pages.close_current,
            Action.NEXT_TAB: partial(tabs.step, 1),
            Action.PREVIOUS_TAB: partial(tabs.step, -1),
            Action.MOVE_TAB: [partial(tabs.move_current, step) for step in (1, -1)],
            Action.TABS: [partial(tabs.activate, index) for index in range(9)],
            Action.ALL_HISTORY: partial(self._navigator.open, routes.History()),
            Action.JUMP: partial(self._navigator.open, routes.QuickSwitch(self)),
            Action.TRY: self._messenger.try_now,
        }
        beside_list: Acts = {
            Action.LEAVE_CHAT: self.list_requested.emit,
            Action.NEXT_UNREAD: partial(self._navigator.open, routes.NextUnread()),
            Action.STEP_CHAT: [partial(self.step_requested.emit, step) for step in (-1, 1)],
        }
        self._window_keys = add_keys(self, in_window)
        self._list_keys = add_keys(self, beside_list)
        self._keys = add_keys(self, everywhere) + self._window_keys + self._list_keys
        self.set_embedded(False)

    def set_embedded(self, is_embedded: bool) -> None:
        """Be a part of the main window, or a window."""
        self.is_embedded = is_embedded
        contexts = Qt.ShortcutContext
        for shortcut in self._keys:
            shortcut.setContext(contexts.WidgetWithChildrenShortcut if is_embedded else contexts.WindowShortcut)
        for shortcut in self.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            # The main window has the keys of the program, too: none of two shortcuts with the same key would act.
            shortcut.setEnabled(shortcut in self._keys or not is_embedded)
        for shortcut in self._window_keys:
            shortcut.setEnabled(not is_embedded)
        for shortcut in self._list_keys:
            shortcut.setEnabled(is_embedded)
        self.pages.set_single(is_embedded)

    @Slot()
    def _on_emptied(self) -> None:
        if self.is_embedded:
            self.list_requested.emit()
        else:
            self.hide()

    # Chats

    def open_conversations(self) -> list[ConversationId]:
        """Return the open conversations in the order of the tabs."""
        return self.pages.conversations()

    def current_conversation(self) -> ConversationId | None:
        return self.pages.tabs.current_conversation()

    def page(self, conversation: ConversationId) -> ChatPage | None:
        return self.pages.page(conversation)

    def open_chat(self, conversation: ConversationId) -> ChatPage:
        """Open a chat, bring the window to the front, and return the chat."""
        if self.is_embedded:
            self._navigator.open(routes.Main())
            self.opened.emit()
        page = self.pages.open_chat(conversation)
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        page.input.setFocus()
        return page

    def shake(self) -> None:
        """Shake the contents: programs cannot move their windows on Wayland."""
        self._shaking.start()

    def show_without_focus(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.show()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
        page = self.pages.current()
        if page is not None:
            # Qt would give the focus to the tabs when the window is activated.
            page.input.setFocus()

    @Slot()
    def _open_history(self) -> None:
        self._navigator.open(routes.History(self.current_conversation()))

    @Slot()
    def _open_profile(self) -> None:
        """Open the profile of the person, or members and settings of the room."""
        if (conversation := self.current_conversation()) is not None:
            profile = routes.Room if conversation.is_room else routes.Profile
            self._navigator.open(profile(conversation.number))

    @Slot()
    def _open_files(self) -> None:
        if (conversation := self.current_conversation()) is not None:
            self._navigator.open(routes.Files(conversation))

    @Slot()
    def _toggle_members(self) -> None:
        page = self.pages.current()
        if page is not None:
            page.partner.toggle_side()

    @Slot()
    def _nudge(self) -> None:
        page = self.pages.current()
        if page is not None and page.can_nudge:
            page.nudge()

    @Slot()
    def _request_new_window(self) -> None:
        conversation = self.current_conversation()
        if conversation is not None:
            self.new_window_requested.emit(conversation)

    @Slot()
    def _show_title(self) -> None:
        """Show the name of the current chat, and the number of unread messages in all chats of this window."""
        page = self.pages.current()
        title = self.tr("Chats") if page is None else self._messenger.label(page.conversation).name
        counts = self._messenger.unread_counts()
        count = sum(counts.get(conversation, 0) for conversation in self.open_conversations()) if counts else 0
        self.setWindowTitle(self.tr("({count}) {name}").format(count=count, name=isolated(title)) if count else title)

    # Geometry and activity

    def geometry_text(self) -> str:
        """Return the geometry as text; that of `restore_geometry_text` while the window was not shown."""
        if self.was_shown and not self.is_embedded:
            self._restored_geometry = b64encode(self.saveGeometry().data()).decode("ascii")
        return self._restored_geometry

    def restore_geometry_text(self, text: str) -> None:
        """Restore the result of `geometry_text`; ignore an invalid text."""
        self._restored_geometry = text
        if self.is_embedded:
            return
        try:
            raw = b64decode(text, validate=True)
        except ValueError:
            return
        self.restoreGeometry(QByteArray(raw))

    @property
    def is_in_use(self) -> bool:
        """Whether the window is visible and active."""
        return self.isVisible() and self.isActiveWindow() and not self.window().isMinimized()

    def _check_activity(self) -> None:
        if self.is_in_use != self._was_in_use:
            self._was_in_use = self.is_in_use
            self.activity_changed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self._check_activity()  # a part of a window gets no ActivationChange
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange):
            self._check_activity()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.was_shown = True
        self._check_activity()
        self.geometry_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._check_activity()
        self.geometry_changed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.geometry_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.geometry_changed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.spontaneous() and not _session_ends():
            self.closed.emit()


def _session_ends() -> bool:
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()
