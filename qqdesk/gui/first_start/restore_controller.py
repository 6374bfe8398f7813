"""Starting a place from a backup: check it, restore it into the data folder, open the place."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.domain.saved_accounts import MAX_ACCOUNTS, SavedAccount
from qqdesk.gui.first_start.cards import Card
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.file_dialog import accept_copy, files_in
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import heading_label, small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import moment_text, problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.gui.sign_in.sign_in_form import RestoredPlace
from qqdesk.worker.local_server import EXIT_ALREADY_RUNNING, EXIT_OTHER_VERSION, ServerCommand
from qqdesk.worker.place_settings import open_place

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


class RestoreController(QObject):
    """A place that is here already stays in its folder under other names; the person is asked before."""

    restored = Signal(object)
    """RestoredPlace"""

    def __init__(self, place: LocalPlace, accounts: AccountController, parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._accounts = place, accounts
        self._page: RestorePage | None = None
        self._file = Path()
        self._people: tuple[SavedAccount, ...] = ()
        """Who can sign in: see RestoredPlace."""
        self._then: Callable[[], None] | None = None
        """Called when the place is open."""
        place.started.connect(self._on_started)
        place.failed.connect(self._on_place_failed)

    def open_in(self, window: WizardWindow) -> None:
        """Put the page on top of a window's pages."""
        page = self._page = RestorePage()
        page.file_chosen.connect(self._check)
        page.restore_clicked.connect(self._ask)
        page.left.connect(self._on_left)
        window.show_page(page)

    @Slot()
    def _on_left(self) -> None:
        self._page = None

    def _run(self, *arguments: str) -> ServerCommand:
        return ServerCommand([*arguments, "--data-dir", str(self._place.folder)], self)

    @Slot(object)
    def _check(self, file: Path) -> None:
        self._file = file
        self._run("restore", "--check", str(file)).finished.connect(self._on_checked)

    @Slot(int, str, str)
    def _on_checked(self, exit_code: int, output: str, error: str) -> None:
        if self._page is None:
            return
        if exit_code == EXIT_OTHER_VERSION:
            self._page.show_failure(
                self.tr("This backup was made by another version of this program. Use that version."), error
            )
            return
        if exit_code:
            self._page.show_failure(self.tr("This file is no backup of a place, or it is damaged."), error)
            return
        people, messages, made, files = output.split("\t")
        time = None if made == "-" else round(datetime.fromisoformat(made).timestamp() * 1000)
        has_files = int(files) == 0 or self._file.with_name(f"{self._file.name}.files").is_dir()
        self._page.show_contents(BackupContents(int(people), int(messages), time, has_files))

    # Restore

    @Slot()
    def _ask(self) -> None:
        """Ask before a place is replaced."""
        assert self._page is not None
        if not self._place.exists:
            self._restore()
            return
        name = self._place.settings.name or self.tr("the place on this computer")
        question = QuestionBox(
            self._page.window(),
            self.tr("Start from a backup"),
            self.tr("Replace {place}?").format(place=isolated(name)),
            self.tr(
                "This computer has a place already. It closes, and the one of the backup opens instead. The old one is "
                "kept in {folder}."
            ).format(folder=isolated(str(self._place.folder))),
            self.tr("Replace it"),
        )
        question.confirmed.connect(self._restore)
        question.open()

    @Slot()
    def _restore(self) -> None:
        assert self._page is not None
        self._page.show_step(self.tr("Restoring…"))
        self._close_and_restore()

    def _close_and_restore(self, *, again: bool = False) -> None:
        self._place.stop()
        command = self._run("restore", "--settings", str(self._file))
        command.finished.connect(partial(self._on_restored, again))

    def _on_restored(self, again: bool, exit_code: int, _: str, error: str) -> None:
        if exit_code == EXIT_ALREADY_RUNNING and not again:
            # It was open before this program was: join it, then close it.
            self._open_place(partial(self._close_and_restore, again=True))
            return
        if exit_code:
            self._fail(self.tr("The backup was not restored."), error)
            return
        try:
            # The address of another computer would not work here.
            open_place(self._place.folder, is_open=self._place.settings.is_open)
        except OSError as failure:
            self._fail(self.tr("The backup was not restored."), str(failure))
            return
        self._run("user", "list").finished.connect(self._on_listed)

    @Slot(int, str, str)
    def _on_listed(self, exit_code: int, output: str, error: str) -> None:
        if exit_code:
            self._fail(self.tr("The place does not open."), error)
            return
        people = [line.split("\t") for line in output.splitlines()]
        administrators = [person for person in people if person[3] != "-"]
        self._people = tuple(
            SavedAccount(int(number), name=name, face=int(face))
            for number, face, name, _ in (administrators or people)[:MAX_ACCOUNTS]
        )
        if self._page is not None:
            self._page.show_step(self.tr("Opening the place…"))
        self._open_place(self._finish)

    def _finish(self) -> None:
        self._accounts.add_known(self._people)
        self.restored.emit(RestoredPlace(self._place.settings.name, self._people))

    def _open_place(self, then: Callable[[], None]) -> None:
        self._then = then
        self._place.start()

    @Slot()
    def _on_started(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    @Slot(object)
    def _on_place_failed(self, problem: Problem) -> None:
        if self._then is not None:
            self._then = None
            self._fail(problem_text(problem), problem.detail)

    def _fail(self, sentence: str, detail: str) -> None:
        if self._page is not None:
            self._page.show_failure(sentence, detail)
