"""The window of all valid invitations, where they are withdrawn."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.invite.invitation_texts import Counts
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.place_commands import ListedInvitation, ListInvitationsReply
from qqdesk.worker.messenger import Messenger


@dataclass(frozen=True, slots=True)
class InvitationTexts:
    inviter: str
    used: str
    """Who joined with it, and what else it does."""
    left: str


class ListedInvitations(QObject):
    """For the windows that list them. `owner` is the parent of the question."""

    withdrawn = Signal()
    failed = Signal(object)  # Problem

    def __init__(self, messenger: Messenger, owner: QWidget) -> None:
        super().__init__(owner)
        self._messenger, self._owner = messenger, owner

    def texts(self, one: ListedInvitation) -> InvitationTexts:
        counts = Counts()
        used = counts.used(one.used)
        if one.makes_admin:
            used = self.tr("{used} · makes an administrator").format(used=used)
        if one.room:
            room = isolated(one.room_name or str(one.room))
            used = self.tr("{used} · also admits to the room {room}").format(used=used, room=room)
        return InvitationTexts(self._inviter(one), used, counts.left(one.uses_left, one.expires))

    def _inviter(self, one: ListedInvitation) -> str:
        if one.inviter == 0:
            return self.tr("From the operator")
        if one.inviter == self._messenger.me.number:
            latest = self._messenger.invitations.latest(one.room or 0)
            is_shown = latest is not None and latest.id == one.id
            return self.tr("From you, the current link") if is_shown else self.tr("From you")
        roster = self._messenger.roster
        name = roster.get(one.inviter).name if one.inviter in roster else one.nickname
        return self.tr("From {name}").format(name=isolated(name or str(one.inviter)))

    def ask_to_withdraw(self, invitation_id: str) -> None:
        """Ask once, then withdraw the invitation."""
        box = QuestionBox(
            self._owner.window(),
            self.tr("Withdraw"),
            self.tr("Withdraw this invitation?"),
            self.tr("Links with it stop working. People who joined stay."),
            self.tr("Withdraw"),
        )
        box.confirmed.connect(lambda: self._withdraw(invitation_id))
        box.open()

    def _withdraw(self, invitation_id: str) -> None:
        self._messenger.invitations.end(invitation_id).then(self, lambda _: self.withdrawn.emit(), self.failed.emit)


class InvitationsWindow(QWidget):
    """An administrator sees those of all members, others their own."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        messenger = context.messenger
        self._invitations, self._texts = messenger.invitations, ListedInvitations(messenger, self)
        self.setWindowTitle(self.tr("All invitations"))
        self.resize(scaled(440), scaled(360))
        self.model = RowModel[ListedInvitation](lambda one: one.id, self._describe, self)
        self.view = RowList(self.model, context.faces, self.tr("All invitations"))
        self.message = Bar()
        self.withdraw = QPushButton(self.tr("&Withdraw"))
        self.withdraw.setAutoDefault(True)  # Enter presses it when it has the focus
        self.withdraw.setToolTip(self.tr("No one can join with it any more. People who joined stay."))
        self.withdraw.clicked.connect(self._ask_to_withdraw)
        buttons = row((self.message, 1), None, self.withdraw, margins=12)
        full = QWidget()
        full.setLayout(column((self.view, 1), line(), buttons))
        self._stack = QStackedWidget()
        self._stack.addWidget(full)
        self._stack.addWidget(EmptyState("link", self.tr("No invitations"), self.tr("Valid invitations appear here.")))
        self.setLayout(column(self._stack))
        self._invitations.listed.connect(self._listed)
        self._invitations.created.connect(self._refresh)
        self._texts.withdrawn.connect(self._refresh)
        self._texts.failed.connect(self._failed)
        self.withdraw.setEnabled(False)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._invitations.refresh().then(self, failed=self._failed)

    @Slot(object)
    def _listed(self, reply: ListInvitationsReply) -> None:
        """Show the list in the server's order, the newest first. The selection stays."""
        place = max(self.view.currentIndex().row(), 0)
        self.model.set_items(reply.invitations)
        count = self.model.rowCount()
        self._stack.setCurrentIndex(0 if count else 1)
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(min(place, count - 1)))
        self.withdraw.setEnabled(count > 0)

    def _describe(self, one: ListedInvitation) -> RowLook:
        texts = self._texts.texts(one)
        return RowLook(texts.inviter, second=texts.used, aside=texts.left)

    @Slot()
    def _ask_to_withdraw(self) -> None:
        self.message.clear()
        self._texts.ask_to_withdraw(str(self.model.key_at(self.view.currentIndex().row())))

    @Slot(object)
    def _failed(self, problem: Problem) -> None:
        self.message.show_error(problem_text(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
