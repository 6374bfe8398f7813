"""The program of one person: its windows and its session, and how they are stopped, backwards.

The sign-in window is shown first. When it is painted, `complete` loads the windows that it leads to, and with them
requests and SQLite.
"""

import gc
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.gui.collector import Collector
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.icons import large_icon
from qqdesk.gui.quitting import QuitSignals
from qqdesk.gui.screens import bring_up
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.gui.sign_in.beginning import begins_by_itself, choose_user
from qqdesk.gui.sign_in.forms import RegisterForm, SignInForm
from qqdesk.gui.sign_in.window import SignInWindow
from qqdesk.gui.start.again import Carried, LanguageQuestion
from qqdesk.gui.start.arguments import Folders
from qqdesk.gui.start.language import language_of
from qqdesk.gui.start.reopening import Reopening
from qqdesk.gui.start.words import Wish, use_tokens
from qqdesk.gui.system_look import SystemLook
from qqdesk.paths import KNOWN_SERVERS

if TYPE_CHECKING:
    from qqdesk.gui.main.desk_windows import DeskWindows
    from qqdesk.gui.sign_in.account_desk import AccountDesk
    from qqdesk.gui.sign_in.flow import SignInFlow
    from qqdesk.gui.surroundings_watch import SurroundingsWatch
    from qqdesk.worker.api import SignedIn, SignIn
    from qqdesk.worker.messenger import Messenger

AGAIN = 1000
"""The code of the event loop that says: the program goes on, with windows made anew."""
LOOK_AROUND_AFTER_MS = 300
"""Servers on the network are looked for when everything is loaded."""


class Desk(QObject):
    """The whole program of one person. `complete` builds what the first window does not need."""

    completed = Signal()
    entered = Signal()
    """Somebody has signed in, and the main window is shown where it is wanted."""
    quitting = Signal()
    """The person wants it to end; everything is there still."""
    tray_patience_ms = 10_000
    """So long a start without windows waits for a tray."""

    def __init__(self, app: QApplication, store: SettingsStore, folders: Folders) -> None:
        super().__init__()
        self._app, self._store, self._folders = app, store, folders
        self.store, self.settings = store, store.settings
        self.faces = FaceSource()
        self.sign_in_window = SignInWindow(self.faces, self.settings)
        self._accounts: AccountDesk | None = None
        self._flow: SignInFlow | None = None
        self._messenger: Messenger | None = None
        self._windows: DeskWindows | None = None
        self._collector: Collector | None = None
        self._signals: QuitSignals | None = None
        self._surroundings: SurroundingsWatch | None = None
        self._look: SystemLook | None = None
        self._inside = False
        self.is_entering = False
        """Somebody is in, and the windows come with the next turn of the loop."""
        self._stopped = False
        self._begins = False
        self.can_begin_again = False
        """Whoever runs the loop makes the windows anew when it ends with AGAIN."""
        self._language = language_of(self.settings.language)
        self._question: QWidget | None = None
        store.changed.connect(self._setting_changed)
        window = self.sign_in_window
        window.sign_in_wanted.connect(self._submit)
        window.register_wanted.connect(self._submit)
        window.closed.connect(self.quit)
        window.painted.connect(self.complete)

    @property
    def accounts(self) -> "AccountDesk":
        self.complete()
        assert self._accounts is not None
        return self._accounts

    @property
    def flow(self) -> "SignInFlow":
        self.complete()
        assert self._flow is not None
        return self._flow

    @property
    def messenger(self) -> "Messenger":
        self.complete()
        assert self._messenger is not None
        return self._messenger

    @property
    def windows(self) -> "DeskWindows":
        """Main window, chats and tray."""
        self.complete()
        assert self._windows is not None
        return self._windows

    @Slot()
    def complete(self) -> None:
        """Load and build the rest. Called after the first paint; doing it again does nothing."""
        if self._messenger is not None or self._stopped:
            return
        from qqdesk.gui.main.desk_windows import DeskWindows
        from qqdesk.gui.sign_in.account_desk import AccountDesk
        from qqdesk.gui.sign_in.flow import SignInFlow
        from qqdesk.gui.surroundings_watch import SurroundingsWatch
        from qqdesk.worker.messenger import Messenger

        self._store.watch()
        self._collector = Collector(self)
        self._app.setWindowIcon(large_icon("qqdesk"))
        self._signals = QuitSignals(self)
        self._signals.caught.connect(self.quit)
        self._messenger = Messenger(
            self._folders.data, self._store.device(), self, known_servers=self._folders.config / KNOWN_SERVERS
        )
        server_folder = self._folders.data / "server"
        self._accounts = accounts = AccountDesk(self._store, server_folder, self)
        self._flow = flow = SignInFlow(self.sign_in_window, server_folder, self._messenger, accounts, self)
        # Before the windows' own: the main window comes before the chats of the last time.
        self._messenger.signed_in.connect(self._signed_in)
        self._windows = DeskWindows(self._messenger, self.faces, self._store, self)
        self._surroundings = SurroundingsWatch(self._messenger, self)
        self._look = SystemLook(self)
        self._look.start()
        if sys.platform == "darwin":
            Reopening(self._app, self).wanted.connect(self.come_to_front)
        self._windows.sign_out_wanted.connect(self._messenger.sign_out)
        self._windows.quit_wanted.connect(self.quit)
        self._windows.sign_in_window_wanted.connect(self.come_to_front)
        self._windows.settings_changed.connect(self._store.save_soon)
        self._windows.settings.ground.patient = lambda: None if self._inside else flow.patient()
        self.sign_in_window.check_wanted.connect(self._windows.settings.open_doctor)
        self.sign_in_window.settings_wanted.connect(self._windows.open_settings)
        flow.follow_proxy(self._windows.settings.proxy)
        self._windows.password_changed.connect(accounts.password_changed)
        self._windows.forget_passwords_wanted.connect(accounts.forget_passwords)
        accounts.password_missing.connect(self.come_to_front)
        accounts.told.connect(self._windows.main.banners.show_notice)
        self._messenger.connection_changed.connect(accounts.follow)
        self._messenger.connection_changed.connect(flow.follow)
        flow.given_up.connect(self._show_sign_in)
        self._messenger.signed_out.connect(self._signed_out)
        self._messenger.registered.connect(flow.take_registered)
        self._messenger.action_failed.connect(flow.take_failure)
        QTimer.singleShot(0, self, self._keep_loaded)
        QTimer.singleShot(LOOK_AROUND_AFTER_MS, flow, flow.look_around)
        self.completed.emit()

    @Slot()
    def _keep_loaded(self) -> None:
        # Everything loaded so far stays until the end. A full collection would look through it for some 40 ms.
        gc.freeze()

    def show(self, *, hidden: bool = False, user: str = "") -> None:
        """The first window; `hidden` is in the tray, or, where there is none, as small as can be. `user` is a number or
        a name to begin with."""
        if user:
            self._begins = choose_user(self.sign_in_window, self.settings, user)
        else:
            self._begins = self.settings.auto_sign_in
        self.completed.connect(self._begin)
        if hidden:
            QTimer.singleShot(0, self, self._show_in_tray)
        else:
            self.sign_in_window.show()

    @Slot()
    def _begin(self) -> None:
        """Sign in without being asked to, where that is wanted."""
        if self._begins and begins_by_itself(self.sign_in_window):
            self.sign_in_window.submit.click()

    @Slot()
    def _show_in_tray(self) -> None:
        self.windows.stay_hidden()
        # At the beginning of a session the tray may come after us.
        QTimer.singleShot(self.tray_patience_ms, self, self._settle_hidden)

    @Slot()
    def _settle_hidden(self) -> None:
        if self.windows.is_hidden and not self.windows.tray.is_available():
            window = self.windows.main if self._inside else self.sign_in_window
            self.windows.is_hidden = self._inside  # whoever finds it in the task bar and signs in wants to see more
            window.showMinimized()

    @Slot()
    def come_to_front(self) -> None:
        """What is there of the program, over the others' windows."""
        if self._inside:
            self.windows.open_main()
        else:
            self.windows.is_hidden = False
            bring_up(self.sign_in_window)

    @Slot(object)
    def take_wish(self, wish: "Wish") -> None:
        """Of a later start, which has ended by now."""
        if wish.ends:
            self.quit()
            return
        use_tokens(wish.tokens)
        if wish.raised:
            self.come_to_front()
        if wish.user and self._inside:
            self.windows.tell_of_user(wish.user)
        elif wish.user:
            self.begin_with(wish.user)

    def begin_with(self, user: str) -> None:
        """Somebody wants to sign in as this number or name, and nobody is."""
        window = self.sign_in_window
        if choose_user(window, self.settings, user) and begins_by_itself(window):
            window.submit.click()

    # Signing in

    @Slot(object)
    def _submit(self, form: SignInForm | RegisterForm) -> None:
        # The person may be faster than the first paint, after which the flow is made.
        self.flow.submit(form)

    def sign_in(self, wanted: "SignIn") -> None:
        """Sign in without the form, as the demo and the tests do."""
        self.messenger.sign_in(wanted)

    # What became of it

    @Slot(object)
    def _signed_in(self, signed_in: "SignedIn") -> None:
        self.flow.form = None
        self.accounts.enter(signed_in.me)
        self.sign_in_window.forget_password()
        self.sign_in_window.show_idle()
        self.sign_in_window.put_away()
        self.flow.look_no_more()
        self._inside = self.is_entering = True
        self.windows.main.foot.set_addresses(self.flow.addresses_for_others())
        if self.flow.failure is not None:
            self.windows.main.banners.show_failure(self.flow.failure)
        else:
            self.windows.main.banners.clear_failure()
        # Everybody is put in order now: what else waits has its turn before they are painted.
        QTimer.singleShot(0, self, self._show_inside)

    @Slot()
    def _show_inside(self) -> None:
        self.is_entering = False
        if self._inside and not self._stopped:
            self.windows.show()
            self.entered.emit()

    @Slot()
    def _signed_out(self) -> None:
        if self._inside and not self._stopped:
            self._show_sign_in()

    @Slot()
    def _show_sign_in(self) -> None:
        self._inside = False
        self.flow.forget_unserved()
        self.windows.hide()
        self._store.save_soon()
        self.sign_in_window.show_sign_in_again()
        self.sign_in_window.activateWindow()
        self.flow.look_around()

    # Another language

    @Slot(str)
    def _setting_changed(self, name: str) -> None:
        if name != "language" or language_of(self.settings.language) == self._language or self._question is not None:
            return
        if not self.can_begin_again:
            self.windows.main.banners.show_notice(self.tr("The language changes with the next start."))
            return
        question = self._question = LanguageQuestion(self._app.activeWindow())
        question.accepted.connect(self._begin_again)
        question.finished.connect(self._question_answered)
        question.open()

    @Slot()
    def _question_answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    @Slot()
    def _begin_again(self) -> None:
        # Not under the question's own feet.
        QTimer.singleShot(0, self, lambda: self._app.exit(AGAIN))

    def carry(self) -> "Carried":
        """What the next windows begin with. After it this one is to be shut down."""
        page, form = self.sign_in_window.page, self.accounts.form
        secret = self.messenger.password_hash if self._inside else ""
        if form is not None and secret:
            form = form._replace(status=self.messenger.me.status, password_hash=secret, is_stored=True)
        server, shared = self.flow.release_server()
        return Carried(
            form if secret else None,
            (page.number.text(), page.password.text(), page.server.server(), page.server.shared()),
            hidden=self._inside and not self.is_entering and not self.windows.main.isVisible(),
            chats_open=any(window.isVisible() for window in self.windows.chats.windows),
            settings_open=self.windows.settings.window is not None,
            server=server,
            server_shared=shared,
        )

    def go_on(self, carried: "Carried") -> None:
        """In the place of windows that are gone by now."""
        if carried.server is not None:
            self.flow.take_server(carried.server, carried.server_shared)
        if carried.form is None:
            if carried.typed is not None:
                number, password, server, shared = carried.typed
                page = self.sign_in_window.page
                page.number.setText(number)
                page.password.setText(password)
                page.server.choose(server, shared)
            self.sign_in_window.show()
        else:
            self.complete()
            if carried.hidden and carried.chats_open:
                self.windows.is_main_away = True
            elif carried.hidden:
                self.windows.stay_hidden()
            self.flow.sign_in(carried.form)
        if carried.settings_open:
            self.windows.open_settings()

    # The end

    @Slot()
    def quit(self) -> None:
        self.quitting.emit()
        self.shut_down()
        self._app.quit()

    def shut_down(self) -> None:
        """In reverse order: windows, session and threads (at most 2 s), the server, the settings."""
        if self._stopped:
            return
        self._stopped = True
        if self._question is not None:
            self._question.close()
        self.sign_in_window.hide()
        if self._windows is not None:
            self._windows.close()
        if self._surroundings is not None:
            self._surroundings.stop()
        if self._look is not None:
            self._look.stop()
        if self._messenger is not None:
            self._messenger.shut_down()
        if self._flow is not None:
            self._flow.stop_threads()
            self._flow.stop_server()
        if self._accounts is not None:
            self._accounts.stop()
        if self._signals is not None:
            self._signals.close()
        if self._collector is not None:
            self._collector.stop()
        self._store.close()
        self.sign_in_window.deleteLater()
