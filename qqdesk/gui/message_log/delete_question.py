"""The question before messages are deleted: what goes, and that it goes here only."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_box_icon

_QUOTED = 60


class DeleteQuestion(QMessageBox):
    """To be opened by the caller. Cancel is the default."""

    confirmed = Signal()

    def __init__(self, title: str, words: str, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        put_box_icon(self, "warning", "danger")
        self.setWindowTitle(QCoreApplication.translate("HistoryDeletion", "Delete messages"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(title)
        self.setInformativeText(words)
        delete = QCoreApplication.translate("HistoryDeletion", "Delete")
        yes = self.addButton(delete, QMessageBox.ButtonRole.DestructiveRole)
        yes.setProperty("role", "danger")
        yes.style().unpolish(yes)  # it had its looks before it had its role
        yes.style().polish(yes)
        yes.clicked.connect(self.confirmed)
        no = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(no)
        self.setEscapeButton(no)


def about_one(message: Message) -> tuple[str, str]:
    """Title and words of the question about one message."""
    text = " ".join(message.text.split())
    text = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    quoted = QCoreApplication.translate("HistoryDeletion", "“{text}”").format(text=isolated(text))
    title = QCoreApplication.translate("HistoryDeletion", "Delete this message?")
    return title, f"{quoted}\n\n{only_here(one=True)}"


def only_here(*, one: bool = False) -> str:
    if one:
        return QCoreApplication.translate(
            "HistoryDeletion", "It goes from this computer only, and cannot be brought back. The others keep theirs."
        )
    return QCoreApplication.translate(
        "HistoryDeletion", "They go from this computer only, and cannot be brought back. The others keep theirs."
    )
