"""Starting a place from a backup: check it, restore it into the data folder, open the place."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.problem import Problem
from qqdesk.domain.saved_accounts import MAX_ACCOUNTS, SavedAccount
from qqdesk.gui.first_start.restore_page import BackupContents, RestorePage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.gui.sign_in.sign_in_form import RestoredPlace
from qqdesk.worker.local_server import EXIT_ALREADY_RUNNING, EXIT_OTHER_VERSION, ServerCommand
from qqdesk.worker.place_settings import open_place


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
