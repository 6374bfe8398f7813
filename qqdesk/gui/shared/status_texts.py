"""What a status is called. Apart from the other texts: the first window says these, and none of those."""

from PySide6.QtCore import QCoreApplication

from qqdesk.protocol.codes import Status


def status_text(status: Status) -> str:
    """A status as a word."""
    return {
        Status.ONLINE: QCoreApplication.translate("Status", "Online"),
        Status.BUSY: QCoreApplication.translate("Status", "Busy"),
        Status.INVISIBLE: QCoreApplication.translate("Status", "Invisible"),
        Status.OFFLINE: QCoreApplication.translate("Status", "Offline"),
    }[status]


def idle_text() -> str:
    """My status where the program chose it, because nobody uses the computer."""
    return QCoreApplication.translate("Status", "Busy (idle)")
