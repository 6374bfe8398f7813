"""The history window: search on the left, the conversation around the selected hit on the right."""

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.history.history_actions import HistoryActions
from qqdesk.gui.history.history_context import HistoryContext
from qqdesk.gui.history.history_filters import HistoryFilters
from qqdesk.gui.history.history_jobs import HistoryJobs, JobsBar
from qqdesk.gui.history.history_results import HistoryResults
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, Acts, add_entry, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.forwarded_composition import ForwardedComposition
from qqdesk.gui.shared.icons import icon_button, put_icon
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.menus import add_action, put_menu
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import keep_choices
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.history_requests import ConversationChanged
from qqdesk.worker.messenger import Messenger

_MOST_OF_A_NAME = 24


class HistoryMenu(QMenu):
    """The menu of the history window: export, import, deletion, retention. Actions on one conversation concern the one
    in the filter, else the one of the selected message.
    """

    def __init__(self, messenger: Messenger, store: SettingsStore, actions: HistoryActions, parent: QWidget) -> None:
        super().__init__(parent)
        self._messenger, self._store, self._actions = messenger, store, actions
        self._chosen: ConversationId | None = None
        self._current: ConversationId | None = None
        add_entry(self, Action.EXPORT, self.export)
        add_entry(self, Action.IMPORT, actions.import_file)
        self.addSeparator()
        self._delete = add_action(
            self, self.tr("Delete conversation…"), self.delete_conversation, "trash", "", "danger"
        )
        add_action(self, self.tr("Delete before a date…"), self.delete_before, "calendar", "", "danger")
        self.addSeparator()
        self._days = QActionGroup(self)
        keep = QMenu(self.tr("Keep messages"), self)
        put_icon(keep.menuAction(), "clock")
        self.addMenu(keep)
        self._keep = keep
        self._days.triggered.connect(self._choose_days)
        self.aboutToShow.connect(self._refresh)
        self._refresh()

    @property
    def conversation(self) -> ConversationId | None:
        """Return the conversation that the actions concern."""
        return self._chosen if self._chosen is not None else self._current

    def set_chosen(self, conversation: ConversationId | None) -> None:
        self._chosen = conversation

    def set_current(self, conversation: ConversationId | None) -> None:
        self._current = conversation

    @Slot()
    def _refresh(self) -> None:
        conversation = self.conversation
        self._delete.setEnabled(conversation is not None)
        if conversation is None:
            self._delete.setText(self.tr("Delete conversation…"))
        else:
            name = short_name(self._messenger.label(conversation).name).replace("&", "&&")
            self._delete.setText(self.tr("Delete conversation with {name}…").format(name=isolated(name)))
        kept = self._store.settings.keep_days
        for action in self._days.actions():
            self._days.removeAction(action)
            self._keep.removeAction(action)
            action.deleteLater()
        for days, text in keep_choices(kept):
            action = QAction(text, self._days)
            action.setCheckable(True)
            action.setChecked(days == kept)
            action.setData(days)
            self._keep.addAction(action)

    @Slot()
    def export(self) -> None:
        self._actions.export(self.conversation, prefer_all=self._chosen is None)

    @Slot()
    def delete_conversation(self) -> None:
        if self.conversation is not None:
            self._actions.delete_conversation(self.conversation)

    @Slot()
    def delete_before(self) -> None:
        self._actions.delete_before(self.conversation)

    @Slot(QAction)
    def _choose_days(self, action: QAction) -> None:
        self._refresh()  # the check mark moves after the question
        self._actions.keep_for(action.data())


def short_name(name: str) -> str:
    """Return a name shortened to fit into a menu."""
    return name if len(name) <= _MOST_OF_A_NAME else f"{name[:_MOST_OF_A_NAME].rstrip()}…"


WIDTH, HEIGHT = 900, 620
_LEFT = 340


class HistoryWindow(QWidget):
    """Follows the history service while open. Jobs continue after it is closed."""

    closed = Signal()

    def __init__(self, context: AppContext, jobs: HistoryJobs, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        messenger, faces, store = context.messenger, context.faces, context.store
        self._messenger, self._navigator = messenger, context.navigator
        self._settings = store.settings
        self._is_stale = False
        self.filters = HistoryFilters(messenger, faces)
        self.results = HistoryResults(messenger, faces)
        self.context = HistoryContext(context)
        self.jobs_bar = JobsBar(jobs)
        self.history_actions = HistoryActions(messenger, store, jobs, self)
        self.menu = HistoryMenu(messenger, store, self.history_actions, self)
        self.menu_button = icon_button("menu", Action.MENU.tip)
        self._menu: QMenu | None = None
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._restore_geometry()

    def _lay_out(self) -> None:
        put_menu(self.menu_button, self.menu)
        self.filters.add_button(self.menu_button)
        left = QWidget()
        left.setLayout(column(self.filters, (self.results, 1)))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.context)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([scaled(_LEFT), scaled(WIDTH - _LEFT)])
        left.setMinimumWidth(312)
        self.context.setMinimumSize(280, 240)
        WindowScroll(self, column((self.splitter, 1), self.jobs_bar), QSize())

    def _connect(self) -> None:
        filters, results, context, service = self.filters, self.results, self.context, self._messenger.history_service
        filters.changed.connect(self.search)
        filters.month_changed.connect(self._load_days)
        filters.edit.down_pressed.connect(self._focus_list)
        results.current_changed.connect(self._show_current)
        results.empty.acted.connect(self._widen)
        results.view.customContextMenuRequested.connect(self._show_menu)
        results.view.left_upwards.connect(self.filters.edit.setFocus)
        results.view.activated.connect(self._open_chat)
        results.view.copy_pressed.connect(self._copy)
        results.view.delete_pressed.connect(self._delete)
        results.view.typed.connect(self._type_into_search)
        context.open_button.clicked.connect(self._open_chat)
        context.log.typed.connect(self._type_into_search)
        ForwardedComposition(context.log, filters.edit)
        context.log.message_actions.delete_requested.connect(self._delete_one)
        service.conversation_changed.connect(self._conversation_changed)
        self._messenger.changes.text_stored.connect(results.refresh)
        self._messenger.message_added.connect(self._message_added)
        self._messenger.roster_changed.connect(self._people_changed)
        self._messenger.rooms_changed.connect(self._people_changed)

    def _add_shortcuts(self) -> None:
        acts: Acts = {
            Action.CLOSE: self.close,
            Action.SEARCH_FIELD: self._focus_search,
            Action.ALL_HISTORY: self._focus_search,
            Action.CALENDAR: self.filters.calendar_button.toggle,
            Action.MENU: self.menu_button.showMenu,
            Action.SEARCH_AGAIN: self.results.refresh,
            Action.EXPORT: self.menu.export,
            Action.IMPORT: self.history_actions.import_file,
        }
        add_keys(self, acts)

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    # Opening

    def show_conversation(self, conversation: ConversationId | None) -> None:
        """Show the latest messages of one conversation, or of all."""
        self.filters.set_conversation(conversation)
        self.filters.edit.setFocus()

    @Slot()
    def search(self) -> None:
        query = self.filters.query()
        self._is_stale = False
        self.menu.set_chosen(query.conversation)
        self._update_title()
        self.results.search(query)

    def _update_title(self) -> None:
        conversation = self.filters.conversation()
        if conversation is None:
            self.setWindowTitle(self.tr("Message history"))
        else:
            name = self._messenger.label(conversation).name
            self.setWindowTitle(self.tr("Message history – {name}").format(name=isolated(name)))

    @Slot()
    def _widen(self) -> None:
        self.filters.clear_filters()
        self.filters.edit.setFocus()

    @Slot()
    def _show_current(self) -> None:
        current = self.results.current()
        self.context.show_message(current, self.results.query.text)
        self.menu.set_current(current.conversation if current is not None else None)

    # Days

    @Slot()
    def _load_days(self) -> None:
        month = self.filters.calendar.month()
        days = self._messenger.history_service.find_days(self.filters.conversation(), month)
        days.then(self, self.filters.calendar.mark)

    # Changes of the history

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        self._is_stale = True

    @Slot()
    def _people_changed(self) -> None:
        self.filters.person.reload()
        self.results.model.refresh()
        self.context.refresh_header()

    @Slot(object)
    def _conversation_changed(self, change: ConversationChanged) -> None:
        if not self.isVisible():
            self._is_stale = True
            return
        if change.removed:
            self.results.remove(change.removed)
        else:
            self.results.refresh()
        self.context.apply_history_change(change)
        if self.filters.calendar.isVisible():
            self._load_days()

    # Actions

    @Slot()
    def _focus_search(self) -> None:
        self.filters.edit.setFocus()
        self.filters.edit.selectAll()

    @Slot()
    def _focus_list(self) -> None:
        if self.results.model.rowCount():
            self.results.view.setFocus()

    @Slot(object)
    def _type_into_search(self, event: QKeyEvent) -> None:
        self.filters.edit.setFocus()
        QCoreApplication.sendEvent(self.filters.edit, event)

    @Slot()
    def _open_chat(self) -> None:
        message = self.results.current()
        if message is not None:
            self._navigator.open(routes.Message(message))

    @Slot()
    def _copy(self) -> None:
        texts = [message.text for message in self.results.selected()]
        if texts:
            QGuiApplication.clipboard().setText("\n".join(texts))

    @Slot()
    def _delete(self) -> None:
        chosen = self.results.selected()
        if chosen:
            self.history_actions.delete_messages(chosen)

    @Slot(object)
    def _delete_one(self, message: Message) -> None:
        self.history_actions.delete_messages([message])

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        view = self.results.view
        index = view.indexAt(place)
        if not index.isValid():
            index = view.currentIndex()
            place = view.visualRect(index).center()
        if not index.isValid():
            return
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = menu = QMenu(self)
        count = len(self.results.selected())
        menu.setDefaultAction(add_entry(menu, Action.OPEN_MESSAGE, self._open_chat))
        add_entry(menu, Action.COPY, self._copy)
        menu.addSeparator()
        add_entry(menu, Action.EXPORT, self.menu.export, has_key=False)
        menu.addSeparator()
        text = self.tr("Delete message…") if count < 2 else self.tr("Delete %Ln message(s)…", "", count)
        add_entry(menu, Action.DELETE_MESSAGE, self._delete, text, role="danger")
        menu.popup(view.viewport().mapToGlobal(place))

    # Geometry

    def _restore_geometry(self) -> None:
        place, _, splitter = self._settings.history_geometry.partition(" ")
        if not place or not self.restoreGeometry(QByteArray.fromBase64(place.encode())):
            self.resize(self.sizeHint())
        if splitter:
            self.splitter.restoreState(QByteArray.fromBase64(splitter.encode()))

    def save_geometry(self) -> None:
        if self.windowHandle() is not None:
            states = (self.saveGeometry(), self.splitter.saveState())
            self._settings.history_geometry = " ".join(state.toBase64().toStdString() for state in states)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._is_stale:
            self._is_stale = False
            self.results.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_geometry()
        event.accept()
        self.closed.emit()
