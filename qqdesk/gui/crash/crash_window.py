"""The window of a crash: a sentence, the report, and buttons to restart, quit or continue."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPlainTextEdit, QPushButton

from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, put_icon
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.gui.shared.type_size import scaled
from qqdesk.system.crash.reports import Crashed

WIDTH, HEIGHT, LEAST_REPORT = 560, 460, 80


def _sentences(crashed: Crashed) -> tuple[str, str]:
    """Return what happened, and what it means for the user."""
    translate = QCoreApplication.translate
    return {
        Crashed.GOES_ON: (
            translate("CrashWindow", "Something went wrong in qqdesk."),
            translate("CrashWindow", "You can continue, but your last action may be lost. A restart repairs that."),
        ),
        Crashed.A_PART: (
            translate("CrashWindow", "A part of qqdesk has stopped."),
            translate("CrashWindow", "Until a restart, messages may neither come nor go. What you wrote is kept."),
        ),
        Crashed.LAST_TIME: (
            translate("CrashWindow", "qqdesk ended unexpectedly the last time."),
            translate("CrashWindow", "What you wrote is kept."),
        ),
        Crashed.TWICE: (
            translate("CrashWindow", "qqdesk has ended unexpectedly several times."),
            translate("CrashWindow", "If this continues, install it again: your messages stay."),
        ),
        Crashed.AT_THE_START: (
            translate("CrashWindow", "qqdesk cannot start."),
            translate("CrashWindow", "Try again. If that does not help, install it again: your messages stay."),
        ),
    }[crashed]


class CrashWindow(QDialog):
    """`report` contains no user data."""

    restart_clicked = Signal()
    quit_clicked = Signal()
    dismissed = Signal()

    def __init__(self, crashed: Crashed, report: str) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Crash report – qqdesk"))
        self.title, self.meaning, self.often = wrapped_label(), wrapped_label(), wrapped_label(role="secondary")
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() + 2)
        self.title.setFont(font)
        self.often.hide()
        self.privacy = wrapped_label(
            self.tr(
                "The report says where in the program it happened. It contains no message, name or password, "
                "and is not sent anywhere."
            ),
            "secondary",
        )
        self.privacy.setFont(small(self.font()))
        self.text = QPlainTextEdit(readOnly=True, lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap, tabChangesFocus=True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("Report"))
        self.text.setMinimumHeight(scaled(LEAST_REPORT))
        self.copy, self.save = QPushButton(self.tr("Copy")), QPushButton(self.tr("Save…"))
        self.quit, self.go_on, self.restart = QPushButton(self.tr("Quit")), QPushButton(), QPushButton()
        put_icon(self.copy, "copy")
        put_icon(self.save, "export")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report()))
        self.save.clicked.connect(self._open_file_dialog)
        self.quit.clicked.connect(self.quit_clicked)
        self.go_on.clicked.connect(self.reject)
        self.restart.clicked.connect(self.restart_clicked)
        icon = column(IconLabel("warning", "danger", 28), None)
        top = row(icon, (column(self.title, self.meaning, self.often, spacing=4), 1), spacing=12)
        foot = row(self.copy, self.save, None, self.quit, self.go_on, self.restart)
        self.setLayout(column(top, (self.text, 1), self.privacy, foot, margins=16, spacing=12))
        self.show_crash(crashed, report)
        self.resize(QSize(scaled(WIDTH), scaled(HEIGHT)))
        fit_to_screen(self)

    def show_crash(self, crashed: Crashed, report: str) -> None:
        self.crashed = crashed
        title, meaning = _sentences(crashed)
        self.title.setText(title)
        self.meaning.setText(meaning)
        self.setAccessibleDescription(f"{title} {meaning}")
        self.text.setPlainText(report)
        self.quit.setVisible(crashed in (Crashed.GOES_ON, Crashed.A_PART))
        self.go_on.setVisible(crashed is not Crashed.A_PART)
        self.go_on.setText(self.tr("Continue") if crashed is Crashed.GOES_ON else self.tr("Close"))
        can_restart = crashed not in (Crashed.LAST_TIME, Crashed.TWICE)
        self.restart.setVisible(can_restart)
        self.restart.setText(self.tr("Try again") if crashed is Crashed.AT_THE_START else self.tr("Restart"))
        default = self.restart if can_restart else self.go_on
        default.setDefault(True)
        default.setFocus()

    def show_count(self, count: int) -> None:
        self.often.setText(self.tr("%n errors so far", "", count))
        self.often.setVisible(count > 1)

    def present(self) -> None:
        """Show the window, without the focus if the user may be typing in another one: Enter must not answer here.

        The report of a previous run takes the focus: the sign-in window behind it would get the keys unseen.
        """
        is_typing = QApplication.activeWindow() not in (None, self) and self.quit.isVisibleTo(self)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, is_typing)
        self.show()
        self.raise_()
        if is_typing:
            QApplication.alert(self)
            announce(self, self.title.text())
        else:
            self.activateWindow()

    def report(self) -> str:
        return self.text.toPlainText()

    @Slot()
    def _open_file_dialog(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Save the report"), folder, self.tr("Text files (*.txt)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile("qqdesk-crash.txt")
        dialog.fileSelected.connect(self.save_to)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        file_dialog.finish(dialog)

    @Slot(str)
    def save_to(self, path: str) -> None:
        try:
            Path(path).write_text(self.report(), "utf-8")
        except OSError as error:
            sentence = self.tr("The report cannot be saved there: {why}").format(why=error.strerror)
            self.privacy.setText(sentence)
            announce(self, sentence)

    def reject(self) -> None:
        """Close the window; quit if the program cannot continue."""
        super().reject()
        if self.crashed is Crashed.A_PART:
            self.quit_clicked.emit()
        else:
            self.dismissed.emit()
