"""The page in place of an empty contact list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold

_FACE = 96


class EmptyList(QWidget):
    """Offers to invite and to find people."""

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("No contacts yet"))
        face = FaceLabel(faces, _FACE)
        title = QLabel(self.tr("Nobody here yet"))
        title.setFont(semibold(self.font()))
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title.setWordWrap(True)
        self.invite_button = QPushButton(self.tr("Invite people"))
        self.invite_button.setProperty("role", "primary")
        self.find_button = QPushButton(self.tr("Find people"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(face, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(title)
        column.addSpacing(4)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.invite_button)
        buttons.addWidget(self.find_button)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(buttons)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def set_can_invite(self, can_invite: bool) -> None:
        self.invite_button.setVisible(can_invite)
