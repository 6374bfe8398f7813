"""The page that starts a place from a backup: choose or drop the file, read its contents, restore it."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from qqdesk.gui.first_start.cards import Card
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.dropped_files import accept_copy, files_in
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import heading_label, small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.role_button import role_button
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.type_size import scaled

_NAME_WIDTH = 280


class BackupContents(NamedTuple):
    """`made` is in milliseconds since 1970, None if unknown. `has_files`: the folder with the files that people have
    sent is beside the backup, or there are none."""

    people: int
    messages: int
    made: int | None
    has_files: bool


class RestorePage(Page):
    """Answer `file_chosen` with `show_contents` or `show_failure`, and `restore_clicked` with `show_step`."""

    WIDTH, HEIGHT = 400, 400
    file_chosen = Signal(object)
    """Path"""
    restore_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_backup = False
        self.put_title(self.tr("Start from a backup"))
        self.setAcceptDrops(True)
        self.card = Card()
        self.card.setAccessibleName(self.tr("Choose a backup"))
        self.card.clicked.connect(self._choose)
        self._name = heading_label(self.tr("Choose a backup, or drop it here"))
        self._name.setWordWrap(True)
        self._second = small_label(self.tr("Its name ends in “.backup”. Leave the folder “.files” beside it."))
        texts = column(None, self._name, self._second, None, spacing=4)
        self.card.setLayout(row(IconLabel("folder", "accent", 28), (texts, 1), margins=16, spacing=16))
        self.card.let_clicks_through()
        self.card.setMinimumHeight(scaled(84))
        self.contents = wrapped_label()
        self.contents.hide()
        self.message = Bar()
        self.status = small_label()
        self.button = role_button(self.tr("Restore and open"), "primary")
        self.button.setMinimumHeight(scaled(36))
        self.button.clicked.connect(self.submit)
        hint = wrapped_label(self.tr("People sign in with their numbers and passwords as before."), "secondary")
        fill(self.body, self.card, 4, self.contents, hint, None, self.message)
        fill(self.foot, (self.status, 1), self.button)
        self.show_step("")

    def focus_first(self) -> None:
        (self.button if self.button.isEnabled() else self.card).setFocus()

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a backup"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Backups (*.backup)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.open(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        file_dialog.finish(dialog)

    def open(self, path: Path) -> None:
        self._has_backup = False
        self.message.clear()
        for label, text in ((self._name, path.name), (self._second, str(path.parent))):
            width = scaled(_NAME_WIDTH)
            label.setText(isolated(label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width)))
        self.card.setToolTip(plain_tip(str(path)))
        self.card.setAccessibleDescription(path.name)
        self.contents.hide()
        self.show_step(self.tr("Checking the backup…"))
        self.file_chosen.emit(path)

    def show_contents(self, found: BackupContents) -> None:
        self._has_backup = True
        number = QLocale().toString
        sentence = self.tr("People: {people} · Messages: {messages}").format(
            people=number(found.people), messages=number(found.messages)
        )
        if found.made is not None:
            sentence += "\n" + self.tr("Made: {time}").format(time=moment_text(found.made))
        if not found.has_files:
            sentence += "\n" + self.tr("The folder with the sent pictures and files is not beside it.")
        self.contents.setText(sentence)
        self.contents.show()
        announce(self, sentence)
        self.show_step("")
        self.button.setFocus()

    @Slot(str)
    def show_step(self, text: str) -> None:
        """Show a running step, or with "" that the page waits for the user."""
        self.status.setText(text)
        self.can_go_back = not text
        self.back.setEnabled(not text)
        self.card.setEnabled(not text)
        self.setAcceptDrops(not text)
        self.button.setEnabled(self._has_backup and not text)

    def show_failure(self, sentence: str, detail: str = "") -> None:
        self.show_step("")
        self.message.show_error(sentence)
        self.message.setToolTip(plain_tip(detail))
        self.focus_first()

    @Slot()
    def submit(self) -> None:
        if self.button.isEnabled():
            self.message.clear()
            self.restore_clicked.emit()
        elif self.card.isEnabled():
            self._choose()

    # A dropped file

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(files_in(event.mimeData())) == 1:
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.open(files_in(event.mimeData())[0])
