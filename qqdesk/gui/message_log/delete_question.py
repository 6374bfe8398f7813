"""The question before messages are deleted."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import short_text
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.worker.message_changes import MessageChanges

_QUOTED = 60


class DeleteQuestion(QuestionBox):
    """The caller opens it. `for_everybody` offers a second answer, with a signal of its own."""

    chosen_for_everybody = Signal()

    def __init__(self, title: str, words: str, window: QWidget, *, for_everybody: bool = False) -> None:
        translate = QCoreApplication.translate
        delete = translate("HistoryDeletion", "Only here") if for_everybody else translate("HistoryDeletion", "Delete")
        super().__init__(window, translate("HistoryDeletion", "Delete messages"), title, words, delete)
        if for_everybody:
            text = translate("HistoryDeletion", "For everybody")
            everybody = self.add_answer(text)
            everybody.clicked.connect(self.chosen_for_everybody)
            self.setTabOrder(self.action, everybody)


class RecallTexts(QObject):
    """Texts with plural forms."""

    def late(self, minutes: int) -> str:
        """Return how long a message could be taken back; "" for 0."""
        return self.tr("for %n minute(s) after sending", "", minutes) if minutes else ""


def question_about(message: Message, changes: MessageChanges, window: QWidget, more: str = "") -> DeleteQuestion:
    """Return the question about one message, with `more` below. The answer "For everybody" takes it back."""
    for_everybody, late = changes.can_recall(message), RecallTexts().late(changes.minutes_over(message))
    title, words = about_one(message, for_everybody=for_everybody, late=late)
    question = DeleteQuestion(title, words + more, window, for_everybody=for_everybody)
    question.chosen_for_everybody.connect(partial(changes.recall, message))
    return question


def about_one(message: Message, *, for_everybody: bool = False, late: str = "") -> tuple[str, str]:
    """Return the title and text of the question about one message.

    `for_everybody`: it can be taken back too. `late`: how long that was possible, if it is over.
    """
    text = " ".join(short_text(message.body).split())
    text = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    quoted = QCoreApplication.translate("HistoryDeletion", "“{text}”").format(text=isolated(text))
    title = QCoreApplication.translate("HistoryDeletion", "Delete this message?")
    if for_everybody:
        sentence = QCoreApplication.translate(
            "HistoryDeletion",
            "“Only here” deletes it on this computer, and others keep their copies. This cannot be undone.",
        )
        return title, f"{quoted}\n\n{sentence}"
    reason = QCoreApplication.translate("HistoryDeletion", "Deleting it for everybody was possible {time}.")
    reasons = [reason.format(time=late)] if late else []
    return title, "\n\n".join([quoted, only_here(one=True), *reasons])


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
        "They are deleted on all your devices and at the place. This cannot be undone. Others keep their copies.",
    )
