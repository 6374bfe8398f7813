"""Everything behind the first window: the session, its windows, and their shutdown.

Imports requests, SQLite and the other windows, so it is itself imported after the first paint.
"""

import gc
import linecache
import os
import sys
from contextlib import ExitStack
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.gui.first_start.first_start_window import FirstStartWindow
from qqdesk.gui.first_start.join_controller import JoinController
from qqdesk.gui.first_start.place_controller import PlaceController
from qqdesk.gui.kit import routes
from qqdesk.gui.main.hosted_place import HostedPlace
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.application import REBUILD
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import large_icon
from qqdesk.gui.shared.language import language_of, use_language
from qqdesk.gui.shared.quit_signals import QuitSignals
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.gui.sign_in.sign_in_flow import SignInFlow
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.gui.start.arguments import Arguments, Folders
from qqdesk.gui.start.auto_login import can_sign_in_now, choose_user, create_first_window
from qqdesk.gui.start.autostart_switch import AutostartSwitch
from qqdesk.gui.start.collector import Collector
from qqdesk.gui.start.instance import ActivationRequest
from qqdesk.gui.start.language_change import LanguageQuestion, WindowState
from qqdesk.gui.start.link_opener import LinkOpener, RoomInvitations
from qqdesk.gui.start.new_account_sign_in import NewAccountSignIn
from qqdesk.gui.start.reopening import Reopening
from qqdesk.gui.start.system_theme import SystemTheme
from qqdesk.paths import PLACES
from qqdesk.worker.api import SignedIn
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.server_host_link import correct_entry
from qqdesk.worker.system_events import SystemEvents

SEARCH_DELAY_MS = 300
"""Search for servers on the network when everything is loaded."""


class ApplicationController(QObject):
    """Owns the session and all windows; connects them, and shuts them down in reverse order."""

    entered = Signal()
    """An account is signed in, and the main window is open unless it stays in the tray."""
    quitting = Signal()
    """The user quits. Nothing is shut down yet."""
    tray_timeout_ms = 10_000
    """The time that a hidden start waits for a tray."""

    def __init__(
        self,
        app: QApplication,
        store: SettingsStore,
        folders: Folders,
        window: SignInWindow | FirstStartWindow | None = None,
    ) -> None:
        """`window`: the first window, if it is shown already."""
        super().__init__()
        window = window or create_first_window(store.settings)
        self._app, self._folders = app, folders
        self.store, self.settings = store, store.settings
        self.first_window = window if isinstance(window, FirstStartWindow) else None
        self.signed_out_window: SignInWindow | FirstStartWindow = window
        """The window for the time without a session: the first window or the sign-in window."""
        self.sign_in_window = window if isinstance(window, SignInWindow) else SignInWindow(FaceSource(), self.settings)
        self.faces = self.sign_in_window.faces
        self._is_signed_in = self._is_shut_down = False
        self.is_opening = False
        """An account is signed in; its windows open in the next turn of the event loop."""
        self._language = language_of(self.settings.language)
        self._language_question: QWidget | None = None
        store.subscribe(self._on_language_changed, "language")
        app.setWindowIcon(large_icon("qqdesk"))
        self._collector = Collector(self)
        self._signals = QuitSignals(self)
        self._signals.caught.connect(self.quit)  # also if a later step of the start fails
        self.messenger = Messenger(folders.data, store.device(), self, places=KnownPlaces(folders.config / PLACES))
        self.accounts = AccountController(store, self)
        self.place = LocalPlace(folders.data, self)
        self.flow = SignInFlow(self.sign_in_window, self.place, self.messenger, self.accounts, self)
        self.joins = JoinController(self.messenger, self.accounts, self.faces, self.place, self)
        self.place_start = PlaceController(
            self.messenger, self.joins.joining, self.accounts, self.place, self.faces, self
        )
        self.links = LinkOpener(lambda: self.flow.form is not None or self.is_opening, self)
        self.windows = WindowManager(self.messenger, self.faces, store, self)
        self.home = HostedPlace(self.messenger, self.place, self.faces, self.windows, self)
        self.room_invitations = RoomInvitations(self.messenger, self.windows, self)
        self._new_account = NewAccountSignIn(self.sign_in_window, self.flow, self.windows, self.messenger, self)
        self._system_events = SystemEvents(self.messenger, self)
        self._appearance = SystemTheme(self)
        self._appearance.start()
        if sys.platform == "darwin":
            Reopening(app, self).clicked.connect(self.come_to_front)
        self._connect()
        QTimer.singleShot(0, self, self._freeze_loaded)
        QTimer.singleShot(SEARCH_DELAY_MS, self, self._search_servers)

    def _connect(self) -> None:
        messenger, windows, accounts, flow = self.messenger, self.windows, self.accounts, self.flow
        windows.quit_requested.connect(self._quit_requested)
        windows.sign_in_window_requested.connect(self.come_to_front)
        windows.settings.context.check_target = lambda: None if self._is_signed_in else flow.check_target()
        windows.settings.context.own_place = lambda: tuple(self.place.lan_addresses())
        self.sign_in_window.closed.connect(self._quit_requested)
        self.sign_in_window.check_clicked.connect(windows.settings.open_connection_check)
        self.sign_in_window.settings_clicked.connect(partial(windows.open, routes.Settings()))
        self.sign_in_window.first_start_clicked.connect(self.show_first_window)
        if self.first_window is not None:
            self._connect_first(self.first_window)
        flow.use_proxy(windows.settings.proxy)
        windows.password_changed.connect(accounts.save_new_password)
        windows.forget_passwords_requested.connect(accounts.forget_passwords)
        accounts.password_missing.connect(self.come_to_front)
        accounts.reported.connect(windows.main.banners.show_notice)
        self._new_account.follow(self.joins, self.place_start)
        self._new_account.password_wanted.connect(self.show_sign_in_window)
        windows.openers[routes.JoinPlace] = self.open_join
        self.joins.room_found.connect(self.room_invitations.open)
        self.joins.notice.connect(windows.main.banners.show_notice)
        self.place_start.join_other_requested.connect(self.open_join)
        self.place_start.restore.restored.connect(self.show_sign_in_window)
        messenger.connection_changed.connect(accounts.on_connection_changed)
        messenger.invitations.place_changed.connect(accounts.on_place_changed)
        messenger.connection_changed.connect(flow.on_connection_changed)
        flow.failed.connect(self._show_sign_in)
        messenger.signed_in.connect(self._on_signed_in)
        messenger.signed_out.connect(self._on_signed_out)
        self.links.opened.connect(self.open_link)
        for end_of_sign_in in (self.entered, flow.failed, self.sign_in_window.cancelled):
            end_of_sign_in.connect(self.links.resume)

    def _connect_first(self, window: FirstStartWindow) -> None:
        window.closed.connect(self._quit_requested)
        window.join_chosen.connect(self.open_join)
        window.start_chosen.connect(self.open_start_place)
        window.number_chosen.connect(self.show_sign_in_window)
        window.language_chosen.connect(partial(self.store.change, "language"))

    @Slot()
    def open_start_place(self) -> None:
        """Show the page for starting a place on this computer."""
        if self.first_window is not None:
            self.place_start.open_in(self.first_window)

    @Slot()
    def show_sign_in_window(self) -> None:
        """Leave the first window for the sign-in window."""
        self._switch_to(self.sign_in_window)
        self.sign_in_window.focus_first()

    @Slot()
    def show_first_window(self) -> None:
        """Leave the sign-in window for the choice between joining and starting a place."""
        if self.first_window is None:
            self.first_window = FirstStartWindow(self.settings)
            self._connect_first(self.first_window)
        self.first_window.show_root()
        self._switch_to(self.first_window)

    @Slot()
    def open_join(self) -> None:
        """Show the page for joining a place: in the first window, or in its own window during a session."""
        if self._is_signed_in:
            self.joins.open_window()
            return
        if self.first_window is None or self.signed_out_window is not self.first_window:
            self.show_first_window()
        assert self.first_window is not None
        self.joins.open_in(self.first_window)
        bring_up(self.first_window)

    def open_link(self, link: InvitationLink) -> None:
        """Show the place of an invitation. The user still has to join."""
        self.open_join()
        self.joins.open_link(link)

    def _switch_to(self, window: SignInWindow | FirstStartWindow) -> None:
        before, self.signed_out_window = self.signed_out_window, window
        bring_up(window)
        if before is not window:
            before.hide()
        self._search_servers()

    @Slot()
    def _search_servers(self) -> None:
        first, is_signed_out = self.first_window, not (self._is_signed_in or self._is_shut_down)
        if is_signed_out and first is not None and first is self.signed_out_window:
            self.flow.stop_discovery()
            self.joins.search_for(first.choices)
        elif is_signed_out:
            self.joins.nearby.stop()
            self.flow.start_discovery()

    @Slot()
    def _freeze_loaded(self) -> None:
        linecache.clearcache()  # PySide read the source of each imported module through it
        # All loaded objects live until the end. A full collection would traverse them for some 40 ms.
        gc.freeze()

    def show(self, *, hidden: bool = False) -> None:
        """Show the first window or that for signing in; sign in if nothing has to be typed. `hidden`: in the tray."""
        if hidden:
            self.windows.stay_hidden()
            # When the desktop starts, the tray may start after this program.
            QTimer.singleShot(self.tray_timeout_ms, self, self._minimise_without_tray)
        else:
            self.signed_out_window.show()
        if can_sign_in_now(self.sign_in_window):
            self.sign_in_window.submit.click()

    @Slot()
    def _minimise_without_tray(self) -> None:
        if self.windows.is_hidden and not self.windows.tray.is_available():
            window = self.windows.main if self._is_signed_in else self.signed_out_window
            self.windows.is_hidden = self._is_signed_in  # a sign-in from the task bar opens the main window
            window.showMinimized()

    @Slot()
    def come_to_front(self) -> None:
        """Raise the main window or, without a session, the sign-in window."""
        if self._is_signed_in:
            self.windows.open(routes.Main())
        else:
            self.windows.is_hidden = False
            bring_up(self.signed_out_window)

    @Slot(object)
    def on_activation_requested(self, request: ActivationRequest) -> None:
        """Handle the request of a later start."""
        if request.quits:
            self.quit()
            return
        os.environ.update(request.tokens)  # Qt reads them when a window is raised
        if request.link:
            self.links.open(request.link)
            return
        if request.shows:
            self.come_to_front()
        if request.user and self._is_signed_in:
            self.windows.show_other_user(request.user)
        elif request.user:
            self.sign_in_as(request.user)

    def sign_in_as(self, user: str) -> None:
        """Choose this number or name in the sign-in window, and sign in if its password is saved."""
        window = self.sign_in_window
        self._switch_to(window)
        if choose_user(window, self.settings, user) and can_sign_in_now(window):
            window.submit.click()

    # Signed in and out

    @Slot(object)
    def _on_signed_in(self, signed_in: SignedIn) -> None:
        self.flow.form = None
        self.accounts.session_opened(signed_in.me, self.messenger.place_id)
        self.sign_in_window.forget_password()
        self.sign_in_window.show_idle()
        self.sign_in_window.hide_for_session()
        if self.first_window is not None:
            self.first_window.hide()
            self.first_window.deleteLater()
            self.first_window = None
        self.signed_out_window = self.sign_in_window
        self.flow.stop_discovery()
        self.joins.nearby.stop()
        self._is_signed_in = self.is_opening = True
        if self.flow.failure is not None:
            self.windows.main.banners.show_failure(self.flow.failure)
        else:
            self.windows.main.banners.clear_failure()
        # The contact list is sorted now. Handle waiting events before it is painted.
        QTimer.singleShot(0, self, self._open_windows)

    @Slot()
    def _open_windows(self) -> None:
        self.is_opening = False
        if self._is_signed_in and not self._is_shut_down:
            self.windows.show()
            self._new_account.show_first()
            self.entered.emit()

    @Slot()
    def _on_signed_out(self) -> None:
        if self._is_signed_in and not self._is_shut_down:
            self._show_sign_in()
            self._new_account.sign_in()

    @Slot()
    def _show_sign_in(self) -> None:
        self._is_signed_in = False
        self.flow.cancel_local_retry()
        self.windows.hide()
        self.store.save_soon()
        self.signed_out_window = self.sign_in_window
        if self.first_window is not None:
            self.first_window.hide()
        self.sign_in_window.show_sign_in_again()
        self.sign_in_window.activateWindow()
        self.flow.start_discovery()

    # Another language

    @Slot()
    def _on_language_changed(self) -> None:
        if language_of(self.settings.language) == self._language or self._language_question is not None:
            return
        if self.signed_out_window is self.first_window and not self._is_signed_in:
            self._request_rebuild()
            return
        question = self._language_question = LanguageQuestion(self._app.activeWindow())
        question.accepted.connect(self._request_rebuild)
        question.finished.connect(self._on_question_finished)
        question.open()

    @Slot()
    def _on_question_finished(self) -> None:
        if self._language_question is not None:
            self._language_question.deleteLater()
            self._language_question = None

    @Slot()
    def _request_rebuild(self) -> None:
        if self.windows.chats.ask_about_attachments(self.tr("Change the language"), self._request_rebuild):
            return
        # The question is still open: rebuild after its signal has returned.
        QTimer.singleShot(0, self, lambda: self._app.exit(REBUILD))

    def save_state(self) -> WindowState:
        """Return the state for the next windows. Shut this controller down afterwards."""
        page, form = self.sign_in_window.page, self.accounts.form
        secret = self.messenger.password_hash if self._is_signed_in else ""
        if form is not None and secret:
            form = form._replace(status=self.messenger.me.status, password_hash=secret, is_stored=True)
        typed = (page.number.text(), page.password.text(), page.server.server())
        return WindowState(
            form if secret else None,
            typed if self.signed_out_window is self.sign_in_window else None,
            hidden=self._is_signed_in and not self.is_opening and not self.windows.main.isVisible(),
            chats_open=any(window.isVisible() for window in self.windows.chats.windows),
            settings_open=self.windows.settings.window is not None,
        )

    def restore_state(self, state: WindowState) -> None:
        """Show the windows as they were."""
        if state.form is None:
            if state.typed is not None:
                number, password, server = state.typed
                page = self.sign_in_window.page
                page.number.setText(number)
                page.password.setText(password)
                page.server.choose(server)
                self._switch_to(self.sign_in_window)
            self.signed_out_window.show()
        else:
            if state.hidden and state.chats_open:
                self.windows.is_main_away = True
            elif state.hidden:
                self.windows.stay_hidden()
            self.flow.sign_in(state.form)
        if state.settings_open:
            self.windows.open(routes.Settings())

    def rebuild(self) -> "ApplicationController":
        """Shut this controller down; return a new one in the chosen language."""
        state = self.save_state()
        self.place.leave()
        self.shut_down()
        self.deleteLater()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        store = SettingsStore(self._folders.settings)
        use_language(store.settings.language)
        controller = ApplicationController(self._app, store, self._folders)
        try:
            controller.restore_state(state)
        except Exception:
            controller.shut_down()
            raise
        return controller

    def sync_autostart(self, arguments: Arguments) -> None:
        """Read whether the program starts with the desktop session, and follow that setting. Update the entries."""
        switch = AutostartSwitch(self.store, arguments, self)
        switch.failed.connect(self.windows.main.banners.show_notice)
        switch.sync()
        correct_entry(self.place.data)

    # Shutdown

    @Slot()
    def _quit_requested(self) -> None:
        self.home.ask_before_quit(self.quit, self.come_to_front)

    @Slot()
    def quit(self) -> None:
        self.quitting.emit()
        try:
            self.shut_down()
        finally:
            self._app.quit()

    def shut_down(self) -> None:
        """Stop windows, session and threads (at most 2 s), server and settings. A step runs even if another fails."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        steps = (
            self._hide_windows,
            self.home.close,
            self.windows.close,
            self._system_events.stop,
            self._appearance.stop,
            self.joins.shut_down,
            self.messenger.shut_down,
            self.flow.stop_discovery,
            partial(self.place.end, is_used=self.home.is_here()),
            self.accounts.stop,
            self._signals.close,
            self._collector.stop,
            self.store.close,
        )
        with ExitStack() as stack:
            for step in reversed(steps):
                stack.callback(step)

    def _hide_windows(self) -> None:
        if self._language_question is not None:
            self._language_question.close()
        for window in filter(None, (self.sign_in_window, self.first_window)):
            window.hide()
            window.deleteLater()
