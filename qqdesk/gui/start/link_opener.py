"""The invitation links that the system opens with this program."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.invitation_link import InvitationLink, find_link
from qqdesk.gui.start.arguments import Arguments
from qqdesk.system import link_scheme
from qqdesk.system.own_command import own_command


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
