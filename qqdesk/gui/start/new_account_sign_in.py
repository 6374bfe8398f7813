"""Sign in with a new account, and open its first window."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.problem import Problem
from qqdesk.domain.saved_accounts import SavedAccount
from qqdesk.gui.first_start.join_controller import JoinController
from qqdesk.gui.first_start.new_account import JoinedPlace
from qqdesk.gui.first_start.place_controller import PlaceController, StartedPlace
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.sign_in.sign_in_flow import SignInFlow
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.worker.messenger import Messenger


class _Entry(NamedTuple):
    """Sign in with the form of `joined`. Then show its chat, or the window that invites people."""

    joined: JoinedPlace
    invites: bool = False


class NewAccountSignIn(QObject):
    """Signs in with an account that was created by joining or starting a place, or asks for the password of one that
    a link names. Call `sign_in` after a sign-out, and `show_first` when the main window is open."""

    password_wanted = Signal()
    """The sign-in window is filled in but for the password: show it."""

    def __init__(
        self, window: SignInWindow, flow: SignInFlow, windows: WindowManager, messenger: Messenger, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._flow, self._windows, self._messenger = window, flow, windows, messenger
        self._entry: _Entry | None = None
        flow.failed.connect(self._clear)
        window.cancelled.connect(self._clear)

    def follow(self, joins: JoinController, places: PlaceController) -> None:
        self._joins = joins
        joins.joined.connect(self._on_joined)
        joins.account_found.connect(self._on_account_found)
        places.finished.connect(self._on_place_started)
        places.restore.restored.connect(self._window.show_restored)
        self._window.forgotten_clicked.connect(joins.resets.open)

    @Slot(object)
    def _on_joined(self, joined: JoinedPlace) -> None:
        """Sign in, after the sign-out of another account."""
        self._entry = _Entry(joined)
        if self._messenger.password_hash:  # a session
            self._joins.close_window()
            self._messenger.sign_out()
        else:
            self.sign_in()

    @Slot(object)
    def _on_account_found(self, account: SavedAccount) -> None:
        """Ask for the password, unless somebody is signed in."""
        if self._messenger.password_hash:
            self._joins.close_window()
            self._windows.open(routes.Main())
            self._windows.show_other_user(str(account.number))
        else:
            self._window.show_linked(account)
            self.password_wanted.emit()

    @Slot(object)
    def _on_place_started(self, started: StartedPlace) -> None:
        self._entry = _Entry(started.joined, invites=started.is_open)
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in if there is a new account."""
        if self._entry is not None:
            form, page = self._entry.joined.form, self._window.page
            page.number.setText(str(form.number))
            page.server.choose(form.server)
            self._flow.sign_in(form)

    def show_first(self) -> None:
        entry, self._entry = self._entry, None
        if entry is None:
            return
        if entry.joined.picture:
            self._messenger.own_faces.save(entry.joined.picture, {}).then(self, failed=self._on_picture_failed)
        if entry.joined.conversation is not None:
            self._windows.open(routes.Chat(entry.joined.conversation))
        elif entry.invites:
            self._windows.open_invite_window()

    @Slot(object)
    def _on_picture_failed(self, problem: Problem) -> None:
        sentence = self.tr("Your picture was not set as your face. {problem}")
        self._windows.main.banners.show_notice(sentence.format(problem=problem_text(problem)))

    @Slot()
    def _clear(self) -> None:
        self._entry = None
