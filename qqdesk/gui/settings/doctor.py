"""The connection check: each step with what came of it, and what to do."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qqdesk.client.connection_check import Finding, Step, Verdict
from qqdesk.gui.settings.doctor_words import advice_words, result_words, step_title
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.scrolling import VerticalScrollArea
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import IconLabel, line, semibold, small
from qqdesk.worker.doctor import CheckRun, CheckTarget, create_check
from qqdesk.worker.messenger import Messenger

WIDTH, HEIGHT = 480, 560
_ICONS = {
    Verdict.GOOD: ("check", "online"),
    Verdict.NOTE: ("info", "accent"),
    Verdict.BAD: ("warning", "danger"),
    Verdict.SKIPPED: ("minus", "secondary"),
}


def verdict_word(verdict: Verdict) -> str:
    """For who cannot see the icon, and for the text."""
    translate = QCoreApplication.translate
    return {
        Verdict.GOOD: translate("Doctor", "Good"),
        Verdict.NOTE: translate("Doctor", "To know"),
        Verdict.BAD: translate("Doctor", "Wrong"),
        Verdict.SKIPPED: translate("Doctor", "Not tried"),
    }[verdict]


class _StepLine(QWidget):
    """One step; the focus can go there, so that a screen reader reads it."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        icon, role = _ICONS[finding.verdict]
        title, result, advice = QLabel(step_title(finding.step)), QLabel(result_words(finding)), advice_words(finding)
        title.setFont(semibold(self.font()))
        result.setFont(small(self.font()))
        if finding.verdict is Verdict.SKIPPED:
            result.setProperty("role", "secondary")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        labels = [title, result]
        if advice:
            labels.append(QLabel(advice))
            labels[-1].setFont(small(self.font()))
            labels[-1].setProperty("role", "secondary")
        for label in labels:
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, role, 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(as_text(finding))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(current_theme().accent)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), RADIUS, RADIUS)
            painter.end()


def as_text(finding: Finding) -> str:
    """One line."""
    parts = (
        f"{verdict_word(finding.verdict)}: {step_title(finding.step)}.",
        result_words(finding),
        advice_words(finding),
    )
    return " ".join(part for part in parts if part)


class DoctorWindow(QWidget):
    """Begins at once. Closing it calls the check off."""

    closed = Signal()

    def __init__(
        self,
        messenger: Messenger,
        check_target: CheckTarget | None,
        own_place: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`check_target` None is the current session; `own_place` as in ConnectionCheck."""
        super().__init__(parent, Qt.WindowType.Window)
        self._messenger, self._check_target, self._own_place = messenger, check_target, own_place
        self._check_run: CheckRun | None = None
        self.lines: list[_StepLine] = []
        self.setWindowTitle(self.tr("Connection check - qqdesk"))
        self.setMinimumHeight(200)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setFont(semibold(self.font()))
        self.progress = QProgressBar()
        self.progress.setRange(0, len(Step) - 1 if own_place else len(Step) - 2)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress of the check"))
        self.again = QPushButton(self.tr("Check again"))
        put_icon(self.again, "refresh")
        self.again.clicked.connect(self.begin)
        self.copy = QPushButton(self.tr("Copy as text"))
        put_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        self._lay_out()
        self.resize(self.sizeHint())
        self.begin()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        self._rows = QVBoxLayout(card)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._card = card
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(16, 0, 16, 12)
        inner.addWidget(card)
        inner.addStretch(1)
        area = VerticalScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        head = QVBoxLayout()
        head.setContentsMargins(20, 16, 20, 12)
        head.setSpacing(8)
        head.addWidget(self.summary)
        head.addWidget(self.progress)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addWidget(line())
        column.addLayout(foot)

    @Slot()
    def begin(self) -> None:
        """From the first step."""
        self.call_off()
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines.clear()
        self._card.hide()
        self.progress.setValue(0)
        self.progress.show()
        self.again.setEnabled(False)
        self.copy.setEnabled(False)
        self.summary.setText(self.tr("Checking the connection…"))
        self._check_run = create_check(self._messenger, self._check_target, self._own_place, self)
        self._check_run.found.connect(self._add)
        self._check_run.ended.connect(self._ended)
        self._check_run.start()

    @Slot(object)
    def _add(self, finding: Finding) -> None:
        if self.lines:
            self._rows.addWidget(line())
        self.lines.append(_StepLine(finding))
        self._rows.addWidget(self.lines[-1])
        self._card.show()
        self.progress.setValue(len(self.lines))

    @Slot()
    def _ended(self) -> None:
        self._let_go()
        verdicts = [shown.finding.verdict for shown in self.lines]
        if Verdict.BAD in verdicts or not verdicts:
            words = self.tr("Something is in the way.")
        elif Verdict.SKIPPED in verdicts or Verdict.NOTE in verdicts:
            words = self.tr("What was tried works.")
        else:
            words = self.tr("Everything works.")
        self.summary.setText(words)
        self.progress.hide()
        self.again.setEnabled(True)
        self.copy.setEnabled(True)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def text(self) -> str:
        """For who helps: no password is in it."""
        return "\n".join([self.summary.text(), *(as_text(shown.finding) for shown in self.lines)])

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def call_off(self) -> None:
        if self._check_run is not None:
            self._check_run.stop()
            self._let_go()

    def _let_go(self) -> None:
        if self._check_run is not None:
            self._check_run.deleteLater()
            self._check_run = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.call_off()
        event.accept()
        self.closed.emit()
