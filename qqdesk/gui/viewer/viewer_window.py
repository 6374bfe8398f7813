"""The viewer of pictures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.worker.messenger import Messenger


class ViewerWindow(QWidget):
    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        faces: FaceSource,
        conversation: ConversationId,
        message_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
