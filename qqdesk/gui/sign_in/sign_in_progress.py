"""The progress of a sign-in."""

from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column


class SignInProgress(QWidget):
    """The current step, and a button to cancel."""

    def __init__(self, cancel: str) -> None:
        super().__init__()
        self._text = ElidedLabel("", "secondary")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cancel = QPushButton(cancel)
        self.setLayout(column(self._text, self._bar, self.cancel, spacing=12))

    def show_step(self, text: str) -> None:
        self._text.setText(text)
        self._bar.setAccessibleName(text)
