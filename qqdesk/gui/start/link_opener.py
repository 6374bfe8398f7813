"""The invitation links that the system opens with this program, and those to rooms of the place of the session."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.invitation_link import InvitationLink, find_link
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.start.arguments import Arguments
from qqdesk.system import link_scheme
from qqdesk.system.own_command import own_command
from qqdesk.worker.joining import JoinablePlace
from qqdesk.worker.messenger import Messenger


class LinkOpener(QObject):
    """Opens a link after a running sign-in: the sign-in replaces the window."""

    opened = Signal(object)  # InvitationLink

    def __init__(self, is_signing_in: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._is_signing_in = is_signing_in
        self._waiting: InvitationLink | None = None

    def open(self, text: str) -> None:
        """Open the link in a text now, or after the sign-in. A later link replaces a waiting one."""
        self._waiting = find_link(text)
        self.resume()

    @staticmethod
    def register(arguments: Arguments) -> None:
        """Let the system open links with this program, if its files are in the default folders."""
        if arguments.data_dir is None and arguments.config_dir is None:
            link_scheme.register(link_scheme.system_entry(), own_command())

    @Slot()
    def resume(self) -> None:
        """Open the waiting link after a sign-in."""
        if self._waiting is not None and not self._is_signing_in():
            link, self._waiting = self._waiting, None
            self.opened.emit(link)


class RoomQuestion(QMessageBox):
    """Ask whether to join a room."""

    def __init__(self, room: str, inviter: str) -> None:
        super().__init__()
        put_icon(self, "users", "accent")
        self.setWindowTitle(QCoreApplication.applicationName())
        self.setText(self.tr("Join {room}?").format(room=isolated(room)))
        if inviter:
            self.setInformativeText(self.tr("{name} invites you to this room.").format(name=isolated(inviter)))
        self.join_button = self.addButton(self.tr("Join"), QMessageBox.ButtonRole.AcceptRole)
        self.cancel_button = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(self.join_button)
        self.setEscapeButton(self.cancel_button)


class RoomInvitations(QObject):
    def __init__(self, messenger: Messenger, windows: WindowManager, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger, self._windows = messenger, windows
        self.question: RoomQuestion | None = None
        messenger.signed_out.connect(self.close)

    @Slot(object)
    def open(self, invitation: JoinablePlace) -> None:
        """Open the room of a member; ask others whether to join."""
        room = invitation.room
        self.close()
        if self._messenger.rooms.get(room).is_mine:
            self._windows.open(routes.Chat(ConversationId.room(room)))
            return
        question = self.question = RoomQuestion(invitation.room_name, invitation.inviter_name)
        question.accepted.connect(lambda: self._join(room, invitation.destination.code))
        question.finished.connect(self.close)
        bring_up(question)

    @Slot()
    def close(self) -> None:
        if self.question is not None:
            self.question.hide()
            self.question.deleteLater()
            self.question = None

    def _join(self, room: int, code: str) -> None:
        conversation = ConversationId.room(room)
        self._messenger.rooms.join(room, code).then(
            self, lambda _: self._windows.open(routes.Chat(conversation)), self._windows.main.banners.show_failure
        )
