"""The window of the connection check: a row for each step."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QProgressBar, QPushButton, QWidget

from qqdesk.client.errors import BadAddressError
from qqdesk.engine.problems import problem_of
from qqdesk.gui.shared.focus import focus_is_in
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.scrolling import VerticalScrollArea
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.connection_check import CheckTarget, ConnectionCheck, Finding, Verdict, client_to_check
from qqdesk.worker.messenger import Messenger

WIDTH, HEIGHT = 480, 560


class ConnectionCheckWindow(QDialog):
    """Starts a check when it is created, and cancels it when it is closed."""

    def __init__(self, messenger: Messenger, check_target: CheckTarget | None, own_place: tuple[str, ...] = ()) -> None:
        """`check_target` None is the current session; `own_place` as in ConnectionCheck."""
        super().__init__(None, Qt.WindowType.Window)
        self._messenger, self._check_target, self._own_place = messenger, check_target, own_place
        self._check: ConnectionCheck | None = None
        self.setWindowTitle(self.tr("Connection check – qqdesk"))
        self.setMinimumHeight(200)
        self.summary = wrapped_label()
        self.summary.setFont(semibold(self.font()))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress of the check"))
        self.retry = QPushButton(self.tr("Check again"))
        self.retry.clicked.connect(self.start)
        self.copy = QPushButton(self.tr("Copy as text"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self._area = VerticalScrollArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = column(self.summary, self.progress, margins=(20, 16, 20, 12), spacing=8)
        foot = row(self.copy, None, self.retry, margins=(16, 8, 16, 12))
        self.setLayout(column(head, (self._area, 1), line(), foot))
        self.retry.setDefault(True)
        self.resize(scaled(WIDTH), scaled(HEIGHT))
        self.finished.connect(self._stop)
        self.start()

    @Slot()
    def start(self) -> None:
        """Check from the first step."""
        self.verdicts: list[Verdict] = []
        self._lines: list[str] = []
        card = QFrame()
        card.setProperty("role", "card")
        self._rows = column()
        card.setLayout(self._rows)
        body = QWidget()
        body.setLayout(column(card, None, margins=(16, 0, 16, 12)))
        self._area.setWidget(body)
        self._area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        try:
            client = client_to_check(self._messenger, self._check_target)
        except BadAddressError as error:
            self._show_running(False, problem_text(problem_of(error)))
            return
        password_hash = (
            self._messenger.password_hash if self._check_target is None else self._check_target.password_hash
        )
        self._check = ConnectionCheck(client, password_hash, self._own_place, self)
        self._check.found.connect(self._add)
        self._check.finished.connect(self._on_finished)
        self.progress.setRange(0, len(self._check.steps))
        self.progress.setValue(0)
        self._show_running(True, self.tr("Checking the connection…"))
        self._check.start()

    def _show_running(self, is_running: bool, summary: str) -> None:
        self.summary.setText(summary)
        self.progress.setVisible(is_running)
        self.retry.setEnabled(not is_running)
        self.copy.setEnabled(not is_running)
        # The running check disabled the button, and so took its focus.
        if not is_running and not focus_is_in(self._area):
            self.retry.setFocus()

    @Slot(str, object)
    def _add(self, step: str, finding: Finding) -> None:
        verdict, icon, colour = {
            Verdict.GOOD: (self.tr("Good"), "check", "online"),
            Verdict.NOTE: (self.tr("Note"), "info", "accent"),
            Verdict.BAD: (self.tr("Wrong"), "warning", "danger"),
            Verdict.SKIPPED: (self.tr("Not tried"), "minus", "secondary"),
        }[finding.verdict]
        sentence = finding.sentence if finding.problem is None else problem_text(finding.problem)
        title = QLabel(step)
        title.setFont(semibold(self.font()))
        text = wrapped_label(sentence, "secondary" if finding.verdict is Verdict.SKIPPED else "")
        text.setFont(small(self.font()))
        # The keyboard focus makes a screen reader read the text.
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setAccessibleName(f"{verdict}: {step}. {sentence}")
        if self.verdicts:
            self._rows.addWidget(line())
        mark, labels = column(IconLabel(icon, colour, 20), None), column(title, text, spacing=2)
        self._rows.addLayout(row(mark, (labels, 1), margins=(12, 8, 12, 8), spacing=12))
        self.verdicts.append(finding.verdict)
        self._lines.append(text.accessibleName())
        self.progress.setValue(len(self.verdicts))

    @Slot()
    def _on_finished(self) -> None:
        if self._check is None:  # closed while the signal was queued
            return
        self._stop()
        if Verdict.BAD in self.verdicts:
            text = self.tr("There is a problem with the connection.")
        elif set(self.verdicts) == {Verdict.GOOD}:
            text = self.tr("Everything works.")
        else:
            text = self.tr("Everything that was tried works.")
        self._show_running(False, text)
        announce(self, text)

    def text(self) -> str:
        """Return the results for a person who helps. They contain no password."""
        return "\n".join([self.summary.text(), *self._lines])

    @Slot()
    def _stop(self) -> None:
        if self._check is not None:
            check, self._check = self._check, None
            check.stop()
