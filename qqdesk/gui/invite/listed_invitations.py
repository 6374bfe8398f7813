"""The valid invitations as texts, and the question before one is withdrawn."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qqdesk.gui.invite.invitation_texts import Counts
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.protocol.place_commands import ListedInvitation
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
