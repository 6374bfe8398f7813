"""The window of those whom I blocked, where they are let in again."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.people.person_card import wrapped_label
from qqdesk.gui.people.person_list import Index, PeopleView, PersonDelegate, PersonRole
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import InlineMessage, empty_state, line
from qqdesk.protocol.record import Done
from qqdesk.worker.api import RosterChange
from qqdesk.worker.messenger import Messenger


class BlockedModel(QAbstractListModel):
    """Names and faces come from the roster, where everybody is who is blocked."""

    def __init__(self, messenger: Messenger, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._numbers: list[int] = []
        self.refresh()

    def refresh(self) -> None:
        """Tells only what came and went."""
        wanted = self._messenger.contact_notes.blocked()
        for row in range(len(self._numbers) - 1, -1, -1):
            if self._numbers[row] not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._numbers[row]
                self.endRemoveRows()
        new = [number for number in wanted if number not in self._numbers]
        if new:
            first = len(self._numbers)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._numbers += new
            self.endInsertRows()
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._numbers):
            return None
        contact = self._messenger.roster.get(self._numbers[index.row()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                contact.name if contact.name == str(contact.number) else f"{isolated(contact.name)} ({contact.number})"
            )
        if role == PersonRole.SECOND:
            return self.tr("Not on your list") if contact.stranger else self.tr("On your list")
        if role == PersonRole.FACE:
            return contact.face
        if role == PersonRole.NUMBER:
            return contact.number
        return None


class BlockedDialog(QDialog):
    """Enter shows the profile of the selected one."""

    profile_wanted = Signal(object)  # int

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._is_busy = False
        self.model = BlockedModel(messenger, self)
        self.view = PeopleView(self.tr("People whom you blocked"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(PersonDelegate(faces, self.view))
        self.message = InlineMessage()
        self.unblock_button = QPushButton(self.tr("&Unblock"))
        self.profile_button = QPushButton(self.tr("View &profile"))
        self._stack = QStackedWidget()
        self._lay_out()
        self.unblock_button.clicked.connect(self._unblock)
        self.profile_button.clicked.connect(self._want_profile)
        self.view.activated.connect(self._want_profile)
        messenger.roster_changed.connect(self._roster_changed)
        self._refresh()

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Blocked people"))
        self.resize(scaled(400), scaled(400))
        said = self.tr("They cannot write to you, ask to add you, or see whether you are there.")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.profile_button)
        buttons.addWidget(self.unblock_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 12, 12, 12)
        foot.setSpacing(8)
        foot.addWidget(wrapped_label(said, "secondary"))
        foot.addWidget(self.message)
        foot.addLayout(buttons)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(line())
        column.addLayout(foot)
        nobody = self.tr("People whom you block appear here.")
        self._stack.addWidget(full)
        self._stack.addWidget(empty_state("block", self.tr("Nobody is blocked"), nobody))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.unblock_button.setDefault(True)

    def current_number(self) -> int | None:
        number = self.view.currentIndex().data(PersonRole.NUMBER)
        return number if isinstance(number, int) else None

    @Slot()
    def _refresh(self) -> None:
        row = max(self.view.currentIndex().row(), 0)
        self.model.refresh()
        count = self.model.rowCount()
        self._stack.setCurrentIndex(0 if count else 1)
        if count and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(min(row, count - 1)))
        self.unblock_button.setEnabled(self._messenger.contact_notes.can_block and not self._is_busy)

    @Slot(object)
    def _roster_changed(self, change: RosterChange) -> None:
        self._refresh()

    @Slot()
    def _unblock(self) -> None:
        number = self.current_number()
        if number is not None:
            self.message.clear()
            self._is_busy = True
            self._messenger.contact_notes.unblock(number).then(self, self._unblocked, self._failed)
            self._refresh()

    @Slot()
    def _want_profile(self) -> None:
        number = self.current_number()
        if number is not None:
            self.profile_wanted.emit(number)

    def _unblocked(self, _: Done) -> None:
        self._is_busy = False
        self._refresh()

    def _failed(self, problem: Problem) -> None:
        self._is_busy = False
        self.message.show_error(problem_text(problem))
        self._refresh()
