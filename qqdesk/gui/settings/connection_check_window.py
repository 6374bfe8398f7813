"""The window of the connection check: a row with result and advice for each step."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QWidget

from qqdesk.client.check_results import Finding, Step, Verdict
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, put_icon
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.scrolling import VerticalScrollArea
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.check_thread import CheckTarget, CheckThread, create_check
from qqdesk.worker.messenger import Messenger

WIDTH, HEIGHT = 480, 560
_ICONS = {
    Verdict.GOOD: ("check", "online"),
    Verdict.NOTE: ("info", "accent"),
    Verdict.BAD: ("warning", "danger"),
    Verdict.SKIPPED: ("minus", "secondary"),
}


def _translate(text: str) -> str:
    return QCoreApplication.translate("", text)


class FindingRow(QWidget):
    """One step. It takes the keyboard focus, so that a screen reader reads it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        cause, step = finding.cause, _translate(finding.step.value)
        result, advice = (_translate(text).format(**finding.facts) for text in (cause.sentence, cause.advice))
        labels = [QLabel(text) for text in (step, result, advice) if text]
        for label in labels:
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFont(small(self.font()))
        labels[0].setFont(semibold(self.font()))
        for label in labels[1 if cause.verdict is Verdict.SKIPPED else 2 :]:
            label.setProperty("role", "secondary")
        icon = column(IconLabel(*_ICONS[cause.verdict], 20), None)
        self.setLayout(row(icon, (column(*labels, spacing=2), 1), margins=(12, 8, 12, 8), spacing=12))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{_translate(cause.verdict.value)}: {step}. {result} {advice}".rstrip())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(current_theme().accent)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), RADIUS, RADIUS)
            painter.end()


class ConnectionCheckWindow(QWidget):
    """Starts a check when it is created, and cancels it when it is closed."""

    closed = Signal()

    def __init__(self, messenger: Messenger, check_target: CheckTarget | None, own_place: tuple[str, ...] = ()) -> None:
        """`check_target` None is the current session; `own_place` as in ConnectionCheck."""
        super().__init__(None, Qt.WindowType.Window)
        self._messenger, self._check_target, self._own_place = messenger, check_target, own_place
        self._thread: CheckThread | None = None
        self.rows: list[FindingRow] = []
        self.setWindowTitle(self.tr("Connection check - qqdesk"))
        self.setMinimumHeight(200)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setFont(semibold(self.font()))
        self.progress = QProgressBar()
        self.progress.setRange(0, len(Step) - 1 if own_place else len(Step) - 2)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress of the check"))
        self.retry = QPushButton(self.tr("Check again"))
        put_icon(self.retry, "refresh")
        self.retry.clicked.connect(self.start)
        self.copy = QPushButton(self.tr("Copy as text"))
        put_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        self._area = VerticalScrollArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = column(self.summary, self.progress, margins=(20, 16, 20, 12), spacing=8)
        foot = row(self.copy, None, self.retry, margins=(16, 8, 16, 12))
        self.setLayout(column(head, (self._area, 1), line(), foot))
        self.resize(self.sizeHint())
        self.start()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    @Slot()
    def start(self) -> None:
        """Check from the first step."""
        self.rows = []
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._card.hide()
        self._card_rows = column()
        self._card.setLayout(self._card_rows)
        body = QWidget()
        body.setLayout(column(self._card, None, margins=(16, 0, 16, 12)))
        self._area.setWidget(body)
        self._area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self.progress.setValue(0)
        self.progress.show()
        self.retry.setEnabled(False)
        self.copy.setEnabled(False)
        self.summary.setText(self.tr("Checking the connection…"))
        check = create_check(self._messenger, self._check_target, self._own_place)
        self._thread = CheckThread(check, self)
        self._thread.found.connect(self._add)
        self._thread.finished.connect(self._on_finished)
        self._thread.start()

    @Slot(object)
    def _add(self, finding: Finding) -> None:
        if self.rows:
            self._card_rows.addWidget(line())
        self.rows.append(FindingRow(finding))
        self._card_rows.addWidget(self.rows[-1])
        self._card.show()
        self.progress.setValue(len(self.rows))

    @Slot()
    def _on_finished(self) -> None:
        if self._thread is None:  # closed while the signal was queued
            return
        self._stop()
        verdicts = {shown.finding.cause.verdict for shown in self.rows}
        if Verdict.BAD in verdicts or not verdicts:
            text = self.tr("There is a problem with the connection.")
        elif verdicts == {Verdict.GOOD}:
            text = self.tr("Everything works.")
        else:
            text = self.tr("Everything that was tried works.")
        self.summary.setText(text)
        self.progress.hide()
        self.retry.setEnabled(True)
        self.copy.setEnabled(True)
        announce(self, text)

    def text(self) -> str:
        """Return the results for a person who helps. They contain no password."""
        return "\n".join([self.summary.text(), *(shown.accessibleName() for shown in self.rows)])

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _stop(self) -> None:
        if self._thread is not None:
            thread, self._thread = self._thread, None
            thread.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        event.accept()
        self.closed.emit()
