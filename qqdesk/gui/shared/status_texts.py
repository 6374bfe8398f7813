"""The names of statuses, apart from `texts`, which the first window does not need."""

from PySide6.QtCore import QCoreApplication

from qqdesk.protocol.codes import Status


def status_text(status: Status) -> str:
    """Return the name of a status."""
    return {
        Status.ONLINE: QCoreApplication.translate("Status", "Online"),
        Status.BUSY: QCoreApplication.translate("Status", "Busy"),
        Status.INVISIBLE: QCoreApplication.translate("Status", "Invisible"),
        Status.OFFLINE: QCoreApplication.translate("Status", "Offline"),
    }[status]


def idle_text() -> str:
    """Return the name of the status that the program sets while the computer is idle."""
    return QCoreApplication.translate("Status", "Busy (idle)")
