"""What stands in place of a picture that cannot be shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.theme_colors import DARK

_ICON = 40
_WIDTH = 360


class FailedPicture(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icon_pixmap("warning", _ICON, self.devicePixelRatioF(), DARK.secondary))
        self._title = QLabel(self.tr("This picture cannot be shown"))
        picture.setAccessibleName(self._title.text())
        self._title.setFont(semibold(self.font()))
        self._reason = wrapped_label(role="secondary")
        for label in (picture, self._title, self._reason):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save, self.retry = QPushButton(self.tr("Save as…")), QPushButton(self.tr("Try again"))
        self.setLayout(column(picture, self._title, self._reason, row(None, self.save, self.retry, None), spacing=12))
        self.setFixedWidth(_WIDTH)
        self.hide()

    def show_reason(self, reason: str) -> None:
        """Show it with this sentence; "" hides it."""
        if reason != self._reason.text():
            self._reason.setText(reason)
            self.adjustSize()
            self.setVisible(bool(reason))
            if reason:
                announce(self, f"{self._title.text()}. {reason}")
