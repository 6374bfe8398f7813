"""The page *Notice to all*: a message from the place to everybody."""

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from qqdesk.domain.problem import Problem
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import MAIN_HEIGHT, AdminPage
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import fill, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import NotifyAllReply
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS


class NoticePage(AdminPage):
    """The text is kept for the session if the window is closed."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self._is_sending = False
        self.audience = small_label()
        self.text = QPlainTextEdit(self.admin.notice_draft)
        self.text.setAccessibleName(self.tr("Text of the notice"))
        self.text.setPlaceholderText(self.tr("For example: The place is closed on Sunday from 10 to 12."))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(100)
        self.counter = QLabel()
        self.counter.setProperty("role", "secondary")
        self.send = QPushButton(self.tr("Send…"))
        self.send.setProperty("role", "primary")
        self.send.setMinimumHeight(scaled(MAIN_HEIGHT))
        fill(self.body, self.audience, (self.text, 1), row(self.counter, None, self.send))
        self.setFocusProxy(self.text)
        self.text.textChanged.connect(self._on_text_changed)
        self.send.clicked.connect(self._ask)
        self.admin.place_changed.connect(self._update)
        context.messenger.connection_changed.connect(self._update)
        self._update()

    def _notice(self) -> str:
        return self.text.toPlainText().strip()

    def _count(self) -> int:
        place = self.admin.place
        return place.people if place is not None else 0

    @Slot()
    def _on_text_changed(self) -> None:
        self.admin.notice_draft = self.text.toPlainText()
        if self._notice():
            self.message.clear()
        self._update()

    @Slot()
    def _update(self) -> None:
        """Show how many people get the notice, and how long the text is."""
        self.audience.setText(self.tr("%Ln person(s) get this notice as a message from the place.", "", self._count()))
        length = len(self._notice())
        is_too_long = length > MAX_MESSAGE_CHARS
        counted = self.tr("{count} of {most} characters")
        locale = QLocale()
        self.counter.setText(counted.format(count=locale.toString(length), most=locale.toString(MAX_MESSAGE_CHARS)))
        role = "fault" if is_too_long else "secondary"
        if self.counter.property("role") != role:
            self.counter.setProperty("role", role)
            self.counter.style().unpolish(self.counter)
            self.counter.style().polish(self.counter)
        can_send = self.admin.is_connected and self.admin.is_allowed and self._count() > 0
        self.send.setEnabled(can_send and not self._is_sending and length > 0 and not is_too_long)

    @Slot()
    def _ask(self) -> None:
        question = QuestionBox(
            self.window(),
            self.tr("Notice to all"),
            self.tr("Send this notice to %Ln person(s)?", "", self._count()),
            self.tr("It cannot be taken back."),
            self.tr("Send"),
            icon="megaphone",
        )
        question.confirmed.connect(self._send)
        question.open()

    @Slot()
    def _send(self) -> None:
        self._is_sending = True
        self.text.setReadOnly(True)
        self._update()
        self.admin.notify_all(self._notice()).then(self, self._sent, self._failed)

    def _sent(self, reply: NotifyAllReply) -> None:
        self._end()
        self.text.clear()
        sent = self.tr("Sent to %Ln person(s).", "", reply.sent)
        if reply.left_out:
            left_out = self.tr("%Ln person(s) were left out: too many messages wait for them.", "", reply.left_out)
            self.message.show_notice(f"{sent} {left_out}")
        else:
            self.message.show_success(sent)

    def _failed(self, problem: Problem) -> None:
        self._end()
        self.show_problem(problem)

    def _end(self) -> None:
        self._is_sending = False
        self.text.setReadOnly(False)
        self.text.setFocus()  # the button lost the focus while it was disabled
        self._update()
