"""Notifications of the system: over D-Bus on Linux, else by the tray icon."""

import os
import sys

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QSystemTrayIcon

from qqdesk.gui.shared.icons import put_icon
from qqdesk.system.notification import CLICKED, Chosen, Failed, Notification, Picture
from qqdesk.system.notification_daemon import NotificationDaemon

_BALLOON = "QBalloonTip"
"""Class of the window that Qt shows beside an X11 tray icon without a notification service."""


class NativeNotifications(QObject):
    """On Linux without a notification service, the tray icon shows them."""

    chosen = Signal(object)  # Chosen
    _daemon_answered = Signal(object)  # Chosen | Failed, from the thread of the daemon

    def __init__(self, icon: QSystemTrayIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._on_icon = ""
        """The key of the icon's notification; it shows one at a time."""
        self._daemon = NotificationDaemon(self._daemon_answered.emit) if sys.platform.startswith("linux") else None
        self._daemon_answered.connect(self._on_daemon_answered)
        icon.messageClicked.connect(self._icon_clicked)

    @Slot(object)
    def set_icon(self, icon: QSystemTrayIcon) -> None:
        """Use another tray icon."""
        self._icon = icon
        self._on_icon = ""
        icon.messageClicked.connect(self._icon_clicked)

    def show(self, notification: Notification) -> None:
        """Show a notification in place of the previous one with its key."""
        if self._daemon is not None:
            self._daemon.show(notification)
        else:
            self._show_on_icon(notification)

    def close(self, key: str) -> None:
        if self._daemon is not None:
            self._daemon.close(key)
        if self._on_icon == key:
            self._on_icon = ""  # an icon's notification cannot be closed; ignore a click on it

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.stop()

    def _show_on_icon(self, notification: Notification) -> None:
        if not self._icon.isVisible() or not self._icon.supportsMessages():
            return
        self._on_icon = notification.key
        picture = QPixmap.fromImage(_image(notification.picture)) if notification.picture else self._icon.icon()
        self._icon.showMessage(notification.title, notification.body, picture)
        self._finish_balloon()

    def _finish_balloon(self) -> None:
        """Name the close button of Qt's balloon, and give it our icon."""
        for window in QApplication.topLevelWidgets():
            if window.metaObject().className() == _BALLOON:
                for button in window.findChildren(QPushButton):
                    button.setAccessibleName(self.tr("Close"))
                    put_icon(button, "close", "secondary")

    @Slot(object)
    def _on_daemon_answered(self, answer: Chosen | Failed) -> None:
        if isinstance(answer, Chosen):
            if answer.token:
                os.environ["XDG_ACTIVATION_TOKEN"] = answer.token  # Qt reads it when a window asks for activation
            self.chosen.emit(answer)
        else:
            self._show_on_icon(answer.notification)

    @Slot()
    def _icon_clicked(self) -> None:
        if self._on_icon:
            key, self._on_icon = self._on_icon, ""
            self.chosen.emit(Chosen(key, CLICKED))


def picture_of(pixmap: QPixmap) -> Picture:
    """Convert to the pixel format of D-Bus notifications."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = bytes(image.constBits())
    step, width = image.bytesPerLine(), image.width() * 4
    points = b"".join(rows[at : at + width] for at in range(0, step * image.height(), step))
    return Picture(image.width(), image.height(), points)


def _image(picture: Picture) -> QImage:
    step = picture.width * 4
    return QImage(picture.points, picture.width, picture.height, step, QImage.Format.Format_RGBA8888).copy()
