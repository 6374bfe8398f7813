"""The place that runs in this program: who can reach it, and the question before quitting."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.first_start.open_place_page import OpenPlacePage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.home.home_context import HomeContext
from qqdesk.gui.main.home_opener import HomeOpener
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.protocol.codes import Status
from qqdesk.worker.local_server import own_network
from qqdesk.worker.messenger import Messenger

_MOST_NAMES = 3


class QuitQuestion(QMessageBox):
    """Ask before quitting closes the place for others."""

    def __init__(self, place: str, names: list[str], *, has_tray: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        put_icon(self, "warning", "danger")
        self.setWindowTitle(self.tr("Quit qqdesk"))
        self.setText(self.tr("Quitting closes {place} for the others").format(place=isolated(place)))
        shown = ", ".join(map(isolated, names[:_MOST_NAMES]))
        if len(names) > _MOST_NAMES:
            shown = self.tr("{names} and {count} more").format(names=shown, count=len(names) - _MOST_NAMES)
        sentence = self.tr("Here now: {names}. They can write to each other again when you are back.")
        self.setInformativeText(sentence.format(names=shown))
        self.quit_button = self.addButton(self.tr("Quit"), QMessageBox.ButtonRole.DestructiveRole)
        stay = self.tr("Stay in the tray") if has_tray else self.tr("Stay")
        self.stay_button: QPushButton = self.addButton(stay, QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.stay_button)
        self.setEscapeButton(self.stay_button)


class HostedPlace(QObject):
    """Manages the place of the session if it runs in this program; see `is_here`."""

    def __init__(
        self, messenger: Messenger, place: LocalPlace, faces: FaceSource, windows: WindowManager, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._messenger, self._place, self._faces, self._windows = messenger, place, faces, windows
        self.reach_window: WizardWindow | None = None
        self.question: QuitQuestion | None = None
        windows.can_open_place = windows.main.foot.runs_place = self.is_here
        windows.place_open_requested.connect(self.open)
        windows.place_access_requested.connect(self.ask_reach)
        self.home = HomeOpener(HomeContext(messenger, windows, faces, place, self.is_here), windows, self)

    def is_here(self) -> bool:
        """Whether the place of the session runs in this program."""
        return self._place.is_running and self._place.address.endswith(f"//{self._messenger.security.server}")

    # Who can reach it

    @Slot()
    def open(self) -> None:
        self._change_reach(True)

    @Slot()
    def ask_reach(self) -> None:
        """Ask who can reach the place."""
        self._close_reach_window()
        settings = self._place.settings
        page = OpenPlacePage(
            self._faces, settings.name, self._messenger.invitations.place.id, own_network(), is_first=False,
            is_open=settings.is_open,
        )  # fmt: skip
        page.answered.connect(self._on_reach_chosen)
        title = self.tr("Who can reach {place}").format(place=settings.name)
        self.reach_window = WizardWindow(page, title)
        bring_up(self.reach_window)

    @Slot(bool)
    def _on_reach_chosen(self, is_open: bool) -> None:
        self._close_reach_window()
        if is_open != self._place.settings.is_open:
            self._change_reach(is_open)

    def _change_reach(self, is_open: bool) -> None:
        try:
            self._place.change_reach(is_open=is_open)
        except OSError as error:
            self._windows.main.banners.show_failure(Problem(ProblemKind.DISK, str(error)))

    def _close_reach_window(self) -> None:
        if self.reach_window is not None:
            self.reach_window.hide()
            self.reach_window.deleteLater()
            self.reach_window = None

    # Quitting

    def online_contacts(self) -> list[str]:
        """Return the names of my contacts who are online at the place."""
        me = self._messenger.me.number
        away = (Status.OFFLINE,)
        return [one.name for one in self._messenger.roster if one.number != me and one.status not in away]

    def ask_before_quit(self, on_confirmed: Callable[[], None]) -> bool:
        """Ask if others are at the place; `on_confirmed` is called after a yes. Return whether a question is open."""
        names = self.online_contacts() if self.is_here() else []
        if not names:
            return False
        if self.question is not None:
            bring_up(self.question)
            return True
        has_tray = self._windows.tray.is_available()
        parent = self._windows.main if self._windows.main.isVisible() else None
        question = self.question = QuitQuestion(self._place.settings.name, names, has_tray=has_tray, parent=parent)
        question.quit_button.clicked.connect(on_confirmed)
        question.stay_button.clicked.connect(self._stay)
        question.finished.connect(self._forget_question)
        question.open()
        return True

    @Slot()
    def _stay(self) -> None:
        main = self._windows.main
        if main.isVisible() and self._windows.tray.is_available():
            main.hide()

    @Slot()
    def _forget_question(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None

    def close(self) -> None:
        self._close_reach_window()
        if self.question is not None:
            self.question.hide()
            self._forget_question()
