"""The search field with the contact list, or a page with advice if the list is empty."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QMenu, QStackedWidget, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.settings import Settings
from qqdesk.gui.contacts.contact_actions import ContactActions
from qqdesk.gui.contacts.contact_card import CardOpener, ContactCard
from qqdesk.gui.contacts.contact_model import ContactModel
from qqdesk.gui.contacts.contact_rows import SortBy
from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.contacts.found_messages import FoundMessages
from qqdesk.gui.contacts.list_tabs import CONTACTS, RECENT, ROOMS, ListTabs
from qqdesk.gui.contacts.pinyin import IndexPreparation
from qqdesk.gui.contacts.recent_actions import RecentActions
from qqdesk.gui.contacts.recent_list import RecentList
from qqdesk.gui.contacts.row_lines import RowLines
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceLabel
from qqdesk.gui.shared.forwarded_composition import ForwardedComposition
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.menus import add_choices, put_menu
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.worker.api import ConnectionPhase, RosterChange, UnreadChange

_SHOWN_MS = 12_000


class UndoBar(Bar):
    """A bar that reports an action and offers to undo it. Visible for some seconds or until the next action; Ctrl+Z
    works meanwhile.
    """

    def __init__(self) -> None:
        super().__init__()
        self._undo: Callable[[], object] | None = None
        self._finish: Callable[[], object] | None = None
        self.setProperty("inset", "bottom")
        self.button.setToolTip(Action.UNDO.tip)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._end)
        self.acted.connect(self.revert)

    def offer(self, text: str, undo: Callable[[], object], finish: Callable[[], object] | None = None) -> None:
        """Show what was done. `undo` reverts it; `finish` is called when it can no longer be undone."""
        self.forget()
        self._undo, self._finish = undo, finish
        self.show_notice(text, self.tr("Undo"))
        self._timer.start()

    @Slot()
    def revert(self) -> None:
        undo, self._finish = self._undo, None
        self.forget()
        if undo is not None:
            undo()

    @Slot()
    def _end(self) -> None:
        """Hide, unless the button has the focus."""
        if self.button.hasFocus():
            self._timer.start()
        else:
            self.forget()

    def forget(self) -> None:
        """Hide, and finish the action."""
        finish, self._undo, self._finish = self._finish, None, None
        self._timer.stop()
        self.clear()
        if finish is not None:
            finish()


def sort_of(settings: Settings) -> SortBy:
    """Return the sort order, or the default if the settings file has an unknown value."""
    return SortBy(settings.contact_sort) if settings.contact_sort in tuple(SortBy) else SortBy.PRESENCE


class ViewMenu(QMenu):
    """The menu that sets order, size and filter of the contact list. Shows the settings' values when it opens, and
    stores the user's choice.
    """

    def __init__(self, store: SettingsStore, actions: ContactActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._contact_actions = store, actions
        self._orders: QActionGroup | None = None
        self.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        if self._orders is not None:
            self._orders.deleteLater()
        orders = (
            (SortBy.PRESENCE, self.tr("Sort by presence")),
            (SortBy.NAME, self.tr("Sort by name")),
            (SortBy.TALK, self.tr("Sort by last message")),
        )
        settings, change = self._store.settings, self._store.change
        is_recent = settings.list_view == RECENT  # which has an order of its own, and no groups
        self._orders = None
        if not is_recent:
            self._orders = add_choices(self, orders, sort_of(settings), lambda sort: change("contact_sort", str(sort)))
            self.addSeparator()
        size = (self.tr("Small faces"), "small_faces")
        if current_theme().is_classic:
            size = (self.tr("Large rows"), "classic_large_rows")
        hide = (self.tr("Hide offline contacts"), "hide_offline")
        for text, name in (*(() if is_recent else (hide,)), size, (self.tr("One window"), "one_window")):
            action = QAction(text, self, checkable=True, checked=getattr(settings, name))
            action.toggled.connect(partial(change, name))
            self.addAction(action)
        if not is_recent:
            self.addSeparator()
            self._contact_actions.add_list_actions(self)


_EMPTY_FACE = 96


class _Pages(QStackedWidget):
    def minimumSizeHint(self) -> QSize:
        """Return the width that all pages need and the height of the current one, so that the list can be lower."""
        page = self.currentWidget()
        least = super().minimumSizeHint()
        return least if page is None else QSize(least.width(), page.minimumSizeHint().height())


class ContactPane(QWidget):
    """Follows the messenger's roster and unread counts."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        messenger, navigator, faces, store = context.messenger, context.navigator, context.faces, context.store
        self._messenger, self._navigator, self._store = messenger, navigator, store
        self._awaits_list = False
        self.search = QLineEdit()
        self.tabs = ListTabs()
        self.recent = RecentList(messenger, self)
        self._shown_view = CONTACTS
        self._scrolled: dict[str, int] = {}
        """The scroll positions of the lists that are not shown."""
        self._lines = RowLines(messenger, self)
        self.model = ContactModel(messenger, self, line=self._lines.line)
        self._lines.changed.connect(self.model.show_lines)
        self._messages = FoundMessages(messenger, self._lines, self)
        self._messages.changed.connect(self._show_found_messages)
        self.model.contacts.collapsed.update(store.settings.collapsed_groups)
        self._preparation = IndexPreparation(self.model.search.people, self)
        self.view = ContactView(self.model, faces)
        self.view_button = icon_button("view", self.tr("View: order, size and who is shown"), "secondary")
        invite, add = self.tr("Invite people"), self.tr("Add people")
        self.no_contacts = EmptyState(FaceLabel(faces, _EMPTY_FACE), self.tr("Nobody here yet"), "", invite, add)
        self.no_contacts.setAccessibleName(self.tr("No contacts yet"))
        self.no_contacts.button.setProperty("role", "primary")
        hidden, show = self.tr("Offline contacts are hidden."), self.tr("Show everybody")
        self.all_hidden = EmptyState("users", self.tr("Nobody is online"), hidden, show)
        self.no_hits = EmptyState("search", self.tr("Nothing found"), "", self.tr("Search among everybody"))
        self.no_recent = EmptyState("chat", self.tr("No conversations yet"), "", "", self.tr("Contacts"))
        self.no_recent.other_button.setProperty("role", "link")
        self.no_rooms = EmptyState("users", self.tr("No rooms yet"), "", self.tr("New room…"))
        self.recent_actions = RecentActions(self.recent, self.view)
        self.contact_actions = ContactActions(messenger, navigator, self.view, self.recent_actions, self)
        self.view_menu = ViewMenu(store, self.contact_actions, self)
        self.undo = UndoBar()
        self.card = CardOpener(self.view, ContactCard(messenger, faces, self.view))
        self._stack = _Pages()
        self._lay_out()
        self._apply_look()
        store.subscribe(self._apply_settings, "contact_sort", "hide_offline", "small_faces", "classic_large_rows")
        theme_source().changed.connect(self._apply_look)
        store.subscribe(self._apply_view, "list_view")
        self._apply_view()
        self.tabs.view_chosen.connect(partial(store.change, "list_view"))
        self.recent.changed.connect(self._show_recent)
        messenger.older_added.connect(self._show_talks)
        messenger.message_added.connect(self._on_message_added)
        self.no_recent.acted_otherwise.connect(partial(self.choose_view, CONTACTS))
        self.no_rooms.acted.connect(lambda: navigator.open(routes.NewRoom()))
        self.all_hidden.acted.connect(self._show_offline)
        self._preparation.grown.connect(self._search_again)
        self.search.textChanged.connect(self._search)
        groups = self.contact_actions.groups
        groups.changed.connect(self._show_own_change)
        self.contact_actions.changed.connect(self._show_own_change)
        groups.done.connect(self.undo.offer)
        self.contact_actions.done.connect(self.undo.offer)
        self.recent_actions.changed.connect(self._show_own_change)
        self.recent_actions.done.connect(self.undo.offer)
        # Also in an empty list; the search field undoes its own text.
        add_keys(self, {Action.UNDO: self.undo.revert}, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.view.contact_activated.connect(self._open_chat)
        self.view.message_activated.connect(lambda message: navigator.open(routes.Message(message)))
        self.view.folding_changed.connect(self._save_folding)
        self.no_contacts.acted.connect(partial(navigator.open, routes.Invite()))
        self.no_contacts.acted_otherwise.connect(lambda: navigator.open(routes.AddPeople()))
        self.no_hits.acted.connect(lambda: navigator.open(routes.AddPeople(self.search.text().strip())))
        messenger.signed_in.connect(self.show_everything)
        messenger.roster_changed.connect(self._on_roster_changed)
        messenger.rooms_changed.connect(self._on_rooms_changed)
        messenger.unread_changed.connect(self._on_unread_changed)
        messenger.mutes.changed.connect(self._on_mutes_changed)
        self.model.set_place(messenger.invitations.place)
        messenger.invitations.place_changed.connect(self.model.set_place)
        messenger.signed_out.connect(self._on_signed_out)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search names and messages"))
        tip = self.tr("Names, pinyin, numbers, and the text of messages ({key})")
        self.search.setToolTip(tip.format(key=Action.SEARCH.key))
        put_search_look(self.search)
        self.search.installEventFilter(self)
        ForwardedComposition(self.view, self.search)
        for widget in (self.view, self.no_contacts, self.no_hits, self.all_hidden, self.no_recent, self.no_rooms):
            self._stack.addWidget(widget)
        self._stack.setProperty("role", "pane")
        put_menu(self.view_button, self.view_menu)
        search_row = row((self.search, 1), self.view_button, margins=8, spacing=4)
        self._tab_row = column(self.tabs)
        self._line = line()
        self._lists = column(self._tab_row, self._line, (self._stack, 1))
        self.setLayout(column(search_row, (self._lists, 1), self.undo))
        QWidget.setTabOrder(self.search, self.view_button)
        QWidget.setTabOrder(self.view_button, self.tabs)
        QWidget.setTabOrder(self.tabs, self.view)

    # Following the messenger

    @Slot()
    def show_everything(self) -> None:
        self._awaits_list = self._messenger.connection.phase is not ConnectionPhase.CONNECTED
        self._show_talks()
        self.model.reload()
        self._show_recent()
        self._on_mutes_changed()
        self._show_unread()
        self._show_page()

    @Slot()
    def _show_talks(self) -> None:
        talks = self._messenger.recent_conversations()
        self.model.contacts.set_talks([conversation.number for conversation in talks])
        self.model.update_rows()

    @Slot(object)
    def _on_message_added(self, message: Message) -> None:
        if self.model.contacts.add_recent(message.conversation.number):
            self.model.update_rows()

    @Slot()
    def _show_recent(self) -> None:
        if self.is_recent:
            self._set_recent()
            self._show_page()

    def _set_recent(self) -> None:
        pinned = frozenset(conversation.number for conversation in self.recent.pinned())
        self.model.set_recent([conversation.number for conversation in self.recent.conversations()], pinned)

    @Slot(object)
    def _on_roster_changed(self, change: RosterChange) -> None:
        if change.everything:
            self.model.refresh_all()
            if self._awaits_list:  # the saved list was shown until now; its order need not be kept
                self._awaits_list = False
                self.model.apply_order()
        else:
            self.model.refresh(change.numbers)
        self._show_page()

    @Slot(object)
    def _on_rooms_changed(self, numbers: frozenset[int]) -> None:
        self.model.refresh(numbers)
        self._show_page()

    @Slot()
    def _show_own_change(self) -> None:
        """Show the user's own change at once, even if the order is frozen."""
        self.model.refresh_all()
        self.model.apply_order()
        self._show_page()

    def _show_unread(self) -> None:
        """Show the unread counts of the last session."""
        self.model.unread.clear()
        for conversation, count in self._messenger.unread_counts().items():
            self.model.unread.set(conversation.number, count)
        self._count_unread()

    @Slot(object)
    def _on_unread_changed(self, change: UnreadChange) -> None:
        self.model.unread.set(change.conversation.number, change.count)
        self._count_unread()

    def _count_unread(self) -> None:
        self.tabs.set_unread(self.model.unread.total(self.model.unread.by_number))
        self.blink_if_needed()

    @Slot()
    def _on_mutes_changed(self) -> None:
        self.model.unread.set_muted(conversation.number for conversation in self._messenger.mutes.all())
        self._count_unread()

    @Slot(object)
    def set_attended(self, conversation: ConversationId | None) -> None:
        """Hide the draft of the chat that the user looks at."""
        self._lines.set_attended(conversation)

    @Slot()
    def _on_signed_out(self) -> None:
        """Clear the data of this account."""
        self.search.clear()
        self.undo.forget()
        self.card.close()
        self.model.unread.clear()
        self.model.unread.set_muted(())
        self.tabs.set_unread(0)
        self.view.set_blinking(False)

    def blink_if_needed(self) -> None:
        """Blink only while visible."""
        self.view.set_blinking(self.isVisible() and self._messenger.unread > 0)

    def _show_page(self) -> None:
        """Show the list or the page that replaces it."""
        contacts, is_found = self.model.contacts, self.model.search.is_active
        if not contacts and len(contacts.groups()) <= 1:
            page: QWidget = self.no_contacts
        elif is_found and not self.model.rowCount():
            sentence = self.tr("No name, number or message has “{text}”.")
            self.no_hits.set_texts(self.tr("Nothing found"), sentence.format(text=isolated(self.search.text())))
            page = self.no_hits
        elif self.model.is_recent and not self.model.rowCount():
            page = self.no_recent
        elif self._shown_view == ROOMS and not is_found:
            page = self.view if self.model.rowCount() else self.no_rooms
        elif not (is_found or self.model.is_recent or contacts.any_shown(self.model.unread.by_number)):
            page = self.all_hidden
        else:
            page = self.view
        self._stack.setCurrentWidget(page)

    # The lists

    @property
    def is_recent(self) -> bool:
        """Whether the recent conversations are chosen. A search finds everybody all the same."""
        return self._store.settings.list_view == RECENT

    def choose_view(self, view: str) -> None:
        """Show CONTACTS, RECENT, or in the classic look ROOMS."""
        if view != ROOMS or current_theme().is_classic:
            self._store.change("list_view", view)

    @Slot()
    def _apply_view(self) -> None:
        view = self._store.settings.list_view
        self.tabs.show_view(view)
        bar = self.view.verticalScrollBar()
        self._scrolled[self._shown_view], self._shown_view = bar.value(), view
        if self.is_recent:
            self._set_recent()
        else:
            self.model.set_recent(None)
        self.model.set_rooms_only(view == ROOMS)
        bar.setValue(self._scrolled.get(view, 0))
        self._show_page()

    # Input

    @Slot(str)
    def _search(self, text: str) -> None:
        self.model.search.set_text(text)
        self._messages.search(text)
        if self.model.search.is_active:
            self._preparation.start()
            self.view.choose(self.model.best_row())
        self._show_page()

    @Slot()
    def _show_found_messages(self) -> None:
        self.model.search.show_messages(self._messages.found, has_all=self._messages.is_complete)
        if self.model.search.is_active and not self.view.selectedIndexes():
            self.view.choose(self.model.best_row())
        self._show_page()

    @Slot()
    def _search_again(self) -> None:
        """Search again by pinyin. A focused list keeps its current row."""
        if self.model.search.is_active:
            self.model.search.repeat()
            if not self.view.hasFocus():
                self.view.choose(self.model.best_row())
            self._show_page()

    @Slot()
    def _apply_look(self) -> None:
        """Place the tabs above the list, in the classic look at its left."""
        is_classic = current_theme().is_classic
        if self._store.settings.list_view == ROOMS and not is_classic:
            self.choose_view(CONTACTS)
        self.tabs.set_at_left(is_classic)
        if is_classic:
            self.tabs.raise_()  # The current tab covers the edge of the list.
        self._line.setVisible(not is_classic)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._lists.setDirection(beside if is_classic else below)
        self._lists.setContentsMargins(*((8, 0, 8, 8) if is_classic else (0, 0, 0, 0)))
        self._tab_row.setContentsMargins(*((0, 4, -1, 0) if is_classic else (8, 0, 8, 0)))
        self._lists.setAlignment(self._tab_row, Qt.AlignmentFlag.AlignTop if is_classic else Qt.AlignmentFlag(0))
        self._apply_settings()

    @Slot()
    def _apply_settings(self) -> None:
        self.model.contacts.set_sort(sort_of(self._store.settings))
        self.model.contacts.hides_offline = self._store.settings.hide_offline
        self.model.apply_order()
        is_classic, settings = current_theme().is_classic, self._store.settings
        self.view.set_small(not settings.classic_large_rows if is_classic else settings.small_faces)
        self._show_page()

    @Slot()
    def _show_offline(self) -> None:
        self._store.change("hide_offline", False)

    @Slot(object)
    def _open_chat(self, number: int) -> None:
        if self._messenger.rooms.get(number).role is RoomRole.INVITED:
            self._navigator.open(routes.Room(number))
        else:
            self._navigator.open(routes.Chat(self.model.listed.conversation(number)))

    @Slot(int)
    def open_beside(self, step: int) -> None:
        """Open the chat of the next row (1) or the previous one (-1)."""
        row = self.view.currentIndex().row() + step
        while 0 <= row < self.model.rowCount():
            if number := self.model.number_at(row):
                self.view.choose_row(row)
                self._open_chat(number)
                return
            row += step

    @Slot()
    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def focus_list(self) -> None:
        """Focus the list, or the search field if there is no list."""
        (self.view if self._stack.currentWidget() is self.view else self.search).setFocus()

    @Slot()
    def _save_folding(self) -> None:
        self._store.change("collapsed_groups", sorted(self.model.contacts.collapsed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle keys of the search field: Down enters the list, Return opens the best match, Esc clears."""
        if watched is self.search and event.type() == QEvent.Type.FocusIn:
            self._preparation.start()
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        match event.key():
            case Qt.Key.Key_Escape if self.search.text():
                self.search.clear()
            case Qt.Key.Key_Down if self._stack.currentWidget() is self.view:
                self.view.setFocus()
                if not self.view.currentIndex().isValid():
                    self.view.choose(self.model.best_row())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if not self.model.search.is_active:
                    return True
                message = self.model.search.messages.message(self.model.key_at(self.view.currentIndex().row()))
                if message is not None:
                    self._navigator.open(routes.Message(message))
                elif number := self.view.current_number() or self.model.number_at(self.view.first_row()):
                    self._open_chat(number)
            case _:
                return False
        return True
