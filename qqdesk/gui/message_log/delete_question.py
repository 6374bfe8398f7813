"""The question before messages are deleted."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import short_text
from qqdesk.gui.shared.question_box import QuestionBox

_QUOTED = 60


class DeleteQuestion(QuestionBox):
    """The caller opens it."""

    def __init__(self, title: str, words: str, window: QWidget) -> None:
        caption = QCoreApplication.translate("HistoryDeletion", "Delete messages")
        super().__init__(window, caption, title, words, QCoreApplication.translate("HistoryDeletion", "Delete"))


def about_one(message: Message) -> tuple[str, str]:
    """Return the title and text of the question about one message."""
    text = " ".join(short_text(message.body).split())
    text = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    quoted = QCoreApplication.translate("HistoryDeletion", "“{text}”").format(text=isolated(text))
    title = QCoreApplication.translate("HistoryDeletion", "Delete this message?")
    return title, f"{quoted}\n\n{only_here(one=True)}"


def only_here(*, one: bool = False) -> str:
    if one:
        return QCoreApplication.translate(
            "HistoryDeletion",
            "It is deleted on this computer only. This cannot be undone. Others keep their copies.",
        )
    return QCoreApplication.translate(
        "HistoryDeletion",
        "They are deleted on this computer only. This cannot be undone. Others keep their copies.",
    )


def everywhere(*, extended: bool) -> str:
    """Return from where a conversation is deleted. `extended`: the server keeps it for all my devices."""
    if not extended:
        return only_here()
    return QCoreApplication.translate(
        "HistoryDeletion",
        "They are deleted on all your devices and on the server. This cannot be undone. Others keep their copies.",
    )
