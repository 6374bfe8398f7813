"""The menu of the history window: export, import, deletion, retention."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.history.history_actions import HistoryActions
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import keep_choices
from qqdesk.worker.messenger import Messenger

_MOST_OF_A_NAME = 24


class HistoryMenu(QMenu):
    """Actions on one conversation concern the one in the filter, else the one of the selected message."""

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
