"""The program of one person behind the sign-in window: its session and windows, and how they are stopped, backwards.

Imports everything that the sign-in window does without, requests and SQLite among it.
"""

import gc
import linecache
import sys
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.gui.first_start.first_start_window import FirstStartWindow
from qqdesk.gui.first_start.join_controller import JoinController
from qqdesk.gui.first_start.place_controller import PlaceController
from qqdesk.gui.main.hosted_place import HostedPlace
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.application import AGAIN, make_application
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
from qqdesk.gui.start.arguments import Arguments, Folders, folders_for
from qqdesk.gui.start.auto_login import can_sign_in_now, choose_user, create_first_window
from qqdesk.gui.start.autostart_switch import AutostartSwitch
from qqdesk.gui.start.collector import Collector
from qqdesk.gui.start.language_change import Carried, LanguageQuestion
from qqdesk.gui.start.link_opener import LinkOpener
from qqdesk.gui.start.new_account_sign_in import NewAccountSignIn
from qqdesk.gui.start.reopening import Reopening
from qqdesk.gui.start.system_event_watch import SystemEventWatch
from qqdesk.gui.start.system_look import SystemLook
from qqdesk.gui.start.words import Wish, use_tokens
from qqdesk.paths import PLACES
from qqdesk.worker.api import SignedIn, SignIn
from qqdesk.worker.messenger import Messenger

LOOK_AROUND_AFTER_MS = 300
"""Servers on the network are looked for when everything is loaded."""


class ApplicationController(QObject):
    """The session of one person and the windows that the sign-in window leads to."""

    entered = Signal()
    """Somebody has signed in, and the main window is shown where it is wanted."""
    quitting = Signal()
    """The person wants it to end; everything is there still."""
    tray_patience_ms = 10_000
    """So long a start without windows waits for a tray."""

    def __init__(
        self, app: QApplication, store: SettingsStore, folders: Folders, window: SignInWindow | FirstStartWindow
    ) -> None:
        """`window` is the one that is shown while nobody is signed in."""
        super().__init__()
        self._app, self._folders = app, folders
        self.store, self.settings = store, store.settings
        self.first_window = window if isinstance(window, FirstStartWindow) else None
        self.entrance: SignInWindow | FirstStartWindow = window
        """The window that is shown while nobody is signed in: the first window, or the sign-in window."""
        self.sign_in_window = window if isinstance(window, SignInWindow) else SignInWindow(FaceSource(), self.settings)
        self.faces = self.sign_in_window.faces
        self._inside = False
        self.is_entering = False
        """Somebody is in, and the windows come with the next turn of the loop."""
        self._stopped = False
        self.can_begin_again = False
        """Whoever runs the loop makes the windows anew when it ends with AGAIN."""
        self._language = language_of(self.settings.language)
        self._question: QWidget | None = None
        store.subscribe(self._language_changed, "language")
        app.setWindowIcon(large_icon("qqdesk"))
        self._collector = Collector(self)
        self._signals = QuitSignals(self)
        self.messenger = Messenger(folders.data, store.device(), self, places=KnownPlaces(folders.config / PLACES))
        server_folder = folders.data / "server"
        self.accounts = AccountController(store, self)
        self.place = LocalPlace(server_folder, self)
        self.flow = SignInFlow(self.sign_in_window, self.place, self.messenger, self.accounts, self)
        self.joins = JoinController(self.messenger, self.accounts, self.faces, server_folder, self)
        self.place_start = PlaceController(
            self.messenger, self.joins.joining, self.accounts, self.place, self.faces, self
        )
        self.links = LinkOpener(lambda: self.flow.form is not None or self.is_entering, self)
        self.windows = WindowManager(self.messenger, self.faces, store, self)
        self.home = HostedPlace(self.messenger, self.place, self.faces, self.windows, self)
        self._entering = NewAccountSignIn(self.sign_in_window, self.flow, self.windows, self.messenger, self)
        self._system_events = SystemEventWatch(self.messenger, self)
        self._look = SystemLook(self)
        self._look.start()
        if sys.platform == "darwin":
            Reopening(app, self).wanted.connect(self.come_to_front)
        self._connect()
        QTimer.singleShot(0, self, self._keep_loaded)
        QTimer.singleShot(LOOK_AROUND_AFTER_MS, self, self._look_around)

    def _connect(self) -> None:
        messenger, windows, accounts, flow = self.messenger, self.windows, self.accounts, self.flow
        self._signals.caught.connect(self.quit)
        windows.quit_requested.connect(self._quit_requested)
        windows.sign_in_window_requested.connect(self.come_to_front)
        windows.settings.context.check_target = lambda: None if self._inside else flow.check_target()
        windows.settings.context.own_place = lambda: tuple(self.place.lan_addresses())
        self.sign_in_window.closed.connect(self.quit)
        self.sign_in_window.check_wanted.connect(windows.settings.open_doctor)
        self.sign_in_window.settings_wanted.connect(windows.open_settings)
        self.sign_in_window.first_start_wanted.connect(self.show_first_window)
        if self.first_window is not None:
            self._connect_first(self.first_window)
        flow.follow_proxy(windows.settings.proxy)
        windows.password_changed.connect(accounts.password_changed)
        windows.forget_passwords_requested.connect(accounts.forget_passwords)
        accounts.password_missing.connect(self.come_to_front)
        accounts.told.connect(windows.main.banners.show_notice)
        self._entering.follow(self.joins, self.place_start)
        windows.place_join_requested.connect(self.open_join)
        self.joins.notice.connect(windows.main.banners.show_notice)
        self.place_start.join_other_requested.connect(self.open_join)
        messenger.connection_changed.connect(accounts.follow)
        messenger.connection_changed.connect(flow.follow)
        flow.given_up.connect(self._show_sign_in)
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self._signed_out)
        self.links.opened.connect(self.open_link)
        for end_of_sign_in in (self.entered, flow.given_up, self.sign_in_window.cancelled):
            end_of_sign_in.connect(self.links.resume)

    def _connect_first(self, window: FirstStartWindow) -> None:
        window.closed.connect(self.quit)
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
        self._enter_by(self.sign_in_window)
        self.sign_in_window.page.focus_first()

    @Slot()
    def show_first_window(self) -> None:
        """Leave the sign-in window for the choice between joining and starting a place."""
        if self.first_window is None:
            self.first_window = FirstStartWindow(self.settings)
            self._connect_first(self.first_window)
        self.first_window.show_root()
        self._enter_by(self.first_window)

    @Slot()
    def open_join(self) -> None:
        """Show the page for joining a place: in the first window, or in its own window while somebody is signed in."""
        if self._inside:
            self.joins.open_window()
            return
        if self.first_window is None or self.entrance is not self.first_window:
            self.show_first_window()
        assert self.first_window is not None
        self.joins.open_in(self.first_window)
        bring_up(self.first_window)

    def open_link(self, link: InvitationLink) -> None:
        """Show where an invitation leads. Nothing is joined without a press."""
        self.open_join()
        self.joins.open_link(link)

    def _enter_by(self, window: SignInWindow | FirstStartWindow) -> None:
        before, self.entrance = self.entrance, window
        bring_up(window)
        if before is not window:
            before.hide()

    @Slot()
    def _look_around(self) -> None:
        if self._stopped or self._inside:
            return
        if self.first_window is not None and self.entrance is self.first_window:
            self.joins.look_for(self.first_window.choices)
        self.flow.look_around()

    @Slot()
    def _keep_loaded(self) -> None:
        linecache.clearcache()  # PySide has read the source of each imported module through it
        # Everything loaded so far stays until the end. A full collection would look through it for some 40 ms.
        gc.freeze()

    def show(self, *, hidden: bool = False, signs_in: bool = False) -> None:
        """Show the first window or the sign-in window. `hidden`: stay in the tray; without a tray, minimized.

        With `signs_in` sign in if nothing has to be typed.
        """
        if hidden:
            self.windows.stay_hidden()
            # At the beginning of a session the tray may come after us.
            QTimer.singleShot(self.tray_patience_ms, self, self._settle_hidden)
        else:
            self.entrance.show()
        if signs_in and can_sign_in_now(self.sign_in_window):
            self.sign_in_window.submit.click()

    @Slot()
    def _settle_hidden(self) -> None:
        if self.windows.is_hidden and not self.windows.tray.is_available():
            window = self.windows.main if self._inside else self.entrance
            self.windows.is_hidden = self._inside  # whoever finds it in the task bar and signs in wants to see more
            window.showMinimized()

    @Slot()
    def come_to_front(self) -> None:
        """What is there of the program, over the others' windows."""
        if self._inside:
            self.windows.open_main()
        else:
            self.windows.is_hidden = False
            bring_up(self.entrance)

    @Slot(object)
    def take_wish(self, wish: Wish) -> None:
        """Of a later start, which has ended by now."""
        if wish.ends:
            self.quit()
            return
        use_tokens(wish.tokens)
        if wish.link:
            self.links.take(wish.link)
            return
        if wish.raised:
            self.come_to_front()
        if wish.user and self._inside:
            self.windows.tell_of_user(wish.user)
        elif wish.user:
            self.begin_with(wish.user)

    def begin_with(self, user: str) -> None:
        """Somebody wants to sign in as this number or name, and nobody is."""
        window = self.sign_in_window
        self._enter_by(window)
        if choose_user(window, self.settings, user) and can_sign_in_now(window):
            window.submit.click()

    def sign_in(self, wanted: SignIn) -> None:
        """Sign in without the form, as the demo and the tests do."""
        self.messenger.sign_in(wanted)

    # What became of it

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        self.flow.form = None
        self.accounts.enter(signed_in.me, self.messenger.place_id)
        self.sign_in_window.forget_password()
        self.sign_in_window.show_idle()
        self.sign_in_window.put_away()
        if self.first_window is not None:
            self.first_window.hide()
            self.first_window.deleteLater()
            self.first_window = None
        self.entrance = self.sign_in_window
        self.flow.look_no_more()
        self.joins.nearby.stop()
        self._inside = self.is_entering = True
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
            self._entering.show_first()
            self.entered.emit()

    @Slot()
    def _signed_out(self) -> None:
        if self._inside and not self._stopped:
            self._show_sign_in()
            self._entering.go_on()

    @Slot()
    def _show_sign_in(self) -> None:
        self._inside = False
        self.flow.forget_unserved()
        self.windows.hide()
        self.store.save_soon()
        self.entrance = self.sign_in_window
        if self.first_window is not None:
            self.first_window.hide()
        self.sign_in_window.show_sign_in_again()
        self.sign_in_window.activateWindow()
        self.flow.look_around()

    # Another language

    @Slot()
    def _language_changed(self) -> None:
        if language_of(self.settings.language) == self._language or self._question is not None:
            return
        if not self.can_begin_again:
            self.windows.main.banners.show_notice(self.tr("The language changes with the next start."))
            return
        if self.entrance is self.first_window and not self._inside:
            self._begin_again()
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

    def carry(self) -> Carried:
        """What the next windows begin with. After it this one is to be shut down."""
        page, form = self.sign_in_window.page, self.accounts.form
        secret = self.messenger.password_hash if self._inside else ""
        if form is not None and secret:
            form = form._replace(status=self.messenger.me.status, password_hash=secret, is_stored=True)
        typed = (page.number.text(), page.password.text(), page.server.server())
        return Carried(
            form if secret else None,
            typed if self.entrance is self.sign_in_window else None,
            hidden=self._inside and not self.is_entering and not self.windows.main.isVisible(),
            chats_open=any(window.isVisible() for window in self.windows.chats.windows),
            settings_open=self.windows.settings.window is not None,
            server=self.place.release(),
        )

    def go_on(self, carried: Carried) -> None:
        """In the place of windows that are gone by now."""
        if carried.server is not None:
            self.place.take(carried.server)
        if carried.form is None:
            if carried.typed is not None:
                number, password, server = carried.typed
                page = self.sign_in_window.page
                page.number.setText(number)
                page.password.setText(password)
                page.server.choose(server)
                self._enter_by(self.sign_in_window)
            self.entrance.show()
        else:
            if carried.hidden and carried.chats_open:
                self.windows.is_main_away = True
            elif carried.hidden:
                self.windows.stay_hidden()
            self.flow.sign_in(carried.form)
        if carried.settings_open:
            self.windows.open_settings()

    def build_again(self) -> "ApplicationController":
        """Shut this one down; return another one in its place, in the language that is chosen by now."""
        carried = self.carry()
        self.shut_down()
        self.deleteLater()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        store = SettingsStore(self._folders.settings)
        use_language(store.settings.language)
        desk = build_controller(self._app, store, self._folders)
        desk.go_on(carried)
        return desk

    def follow_session(self, arguments: Arguments) -> None:
        """Start with the person's session, where that is wanted."""
        switch = AutostartSwitch(self.store, arguments, self)
        switch.told.connect(self.windows.main.banners.show_notice)
        switch.settle()

    # The end

    @Slot()
    def _quit_requested(self) -> None:
        if not self.home.ask_before_quit(self.quit):
            self.quit()

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
        if self.first_window is not None:
            self.first_window.hide()
        self.home.close()
        self.windows.close()
        self._system_events.stop()
        self._look.stop()
        self.joins.shut_down()
        self.messenger.shut_down()
        self.flow.stop_threads()
        self.place.stop()
        self.accounts.stop()
        self._signals.close()
        self._collector.stop()
        self.store.close()
        self.sign_in_window.deleteLater()
        if self.first_window is not None:
            self.first_window.deleteLater()


def build_controller(app: QApplication, store: SettingsStore, folders: Folders) -> ApplicationController:
    """Build everything, with nothing shown yet."""
    return ApplicationController(app, store, folders, create_first_window(store.settings))


def build_application(
    arguments: Arguments, store: SettingsStore, app: QApplication | None = None
) -> tuple[QApplication, ApplicationController]:
    """Build everything and the application, with nothing shown yet."""
    app = app or make_application(store.settings, arguments.theme)
    return app, build_controller(app, store, folders_for(arguments))
