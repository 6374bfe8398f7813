"""The program from start to end: one for each data folder. The first window or the sign-in window is shown first."""

import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from qqdesk.domain.settings import Settings
from qqdesk.gui.crash.crash_controller import CrashController, report_start_failure
from qqdesk.gui.first_start.first_start_window import FirstStartWindow
from qqdesk.gui.shared.application import AGAIN, Application, has_display, make_application
from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.gui.start.arguments import Arguments, data_folders, demo_folders, folders_for
from qqdesk.gui.start.auto_login import create_first_window, wants_auto_sign_in
from qqdesk.gui.start.hand_over import end_demos, end_running, hand_over, hand_over_link
from qqdesk.gui.start.instance import Instance, Outcome
from qqdesk.gui.start.link_refusal import LinkRefusal
from qqdesk.gui.start.relaunch import relaunch
from qqdesk.gui.start.words import Wish, own_tokens
from qqdesk.system.crash.error_message import FAILED
from qqdesk.system.settings_file import load_settings

if TYPE_CHECKING:
    from qqdesk.gui.start.application_controller import ApplicationController

NO_DISPLAY = BAD_LINK = 2
SILENT_ONE = 3
"""The exit code where the program runs already, and does not answer, or does not end."""
RESTART = 1001
"""The code of the event loop that says: the program ends, and another one takes its place."""
FIRST_PAINT = "QQDESK_PRINT_FIRST_PAINT"
"""Set in the environment: print the monotonic time of the first paint, in nanoseconds, and quit."""


def run(arguments: Arguments) -> int:
    """The program from start to end; its exit code."""
    if arguments.quit:
        return _quit_running(arguments)
    if not has_display():
        sys.stderr.write("qqdesk needs a screen, and there is none here: DISPLAY or WAYLAND_DISPLAY is not set.\n")
        return NO_DISPLAY
    if arguments.has_bad_link:
        return _refuse_link()
    folders = folders_for(arguments)
    log = ProgramLog(folders.log)
    log.start()
    instance = Instance(folders.data)
    run = _Program(arguments, instance, log)
    try:
        code = run.from_start_to_end()
    except Exception as error:
        run.end()
        code = RESTART if report_start_failure(error, folders.log) else FAILED
    finally:
        run.end()
        log.stop()
    if code == RESTART:
        relaunch()
        return 0
    return code


class _Program:
    """One run of the program in its folders."""

    def __init__(self, arguments: Arguments, instance: Instance, log: ProgramLog) -> None:
        self._arguments, self._instance, self._log = arguments, instance, log
        self._crash: CrashController | None = None
        self._desk: ApplicationController | None = None
        self._link = arguments.link
        """A link to open when the desk is there."""

    def from_start_to_end(self) -> int:
        arguments, instance = self._arguments, self._instance
        store = SettingsStore(folders_for(arguments).settings)
        app = None
        if not instance.take():
            app = make_application(store.settings, arguments.theme)
            wish = Wish(not arguments.hidden, arguments.user, own_tokens(), link=arguments.link)
            outcome = hand_over(instance, wish)
            if outcome is not Outcome.GONE:
                return 0 if outcome is Outcome.RAISED else SILENT_ONE
        elif arguments.link:
            app = make_application(store.settings)
            # A person who uses profiles only wants no program without one.
            if hand_over_link(data_folders(arguments)[1:], Wish(tokens=own_tokens(), link=arguments.link)):
                return 0
        self._crash = crash = CrashController(folders_for(arguments).log, self._log)
        crash.restart_clicked.connect(lambda: QApplication.exit(RESTART))
        crash.quit_clicked.connect(lambda: QApplication.exit(0))
        app = app or make_application(store.settings, arguments.theme)
        app.link_opened.connect(self._open_link)
        window = create_first_window(store.settings, arguments.user)
        window.closed.connect(app.quit)
        if os.environ.get(FIRST_PAINT):
            window.painted.connect(_print_first_paint)
            window.show()
        else:
            self._begin(app, store, window, crash)
        while (code := app.exec()) == AGAIN and self._desk is not None:
            self._attach(self._desk.build_again(), crash)
        crash.stop()
        try:
            if self._desk is not None:
                self._desk.shut_down()
            else:
                store.close()
        except Exception as error:
            # What can be broken by now is: another run is wanted all the same.
            self._log.take("a bug at the end", error)
            return RESTART if code == RESTART else FAILED
        return code

    def _begin(
        self, app: Application, store: SettingsStore, window: SignInWindow | FirstStartWindow, crash: CrashController
    ) -> None:
        """Show the window; build the rest of the program after its first paint."""
        arguments, hidden = self._arguments, self._arguments.hidden
        signs_in = isinstance(window, SignInWindow) and wants_auto_sign_in(window, store.settings, arguments.user)

        def build() -> None:
            from qqdesk.gui.start.application_controller import ApplicationController

            desk = ApplicationController(app, store, folders_for(arguments), window)
            window.closed.disconnect(app.quit)  # the desk does it
            self._attach(desk, crash)
            self._log.open_file()
            self._instance.listen()
            crash.start()
            desk.show(hidden=hidden, signs_in=signs_in)
            if self._link:
                desk.links.take(self._link)

        if hidden:
            build()
        else:
            window.painted.connect(build)
            window.show()

    def _open_link(self, link: str) -> None:
        if self._desk is None:
            self._link = link
        else:
            self._desk.links.take(link)

    def _attach(self, desk: "ApplicationController", crash: CrashController) -> None:
        self._desk = desk
        desk.can_begin_again = True
        self._instance.wished.connect(desk.take_wish)
        desk.quitting.connect(crash.stop)
        desk.follow_session(self._arguments)
        desk.links.register(self._arguments)

    def end(self) -> None:
        """In order, or because it could not begin. Doing it again does nothing."""
        if self._crash is not None:
            self._crash.close()
        self._instance.release()


def _quit_running(arguments: Arguments) -> int:
    """End those that run; the exit code."""
    app = QCoreApplication(sys.argv[:1])
    all_ended = end_running(data_folders(arguments))
    if not arguments.place():
        all_ended = end_demos(demo_folders()) and all_ended
    del app
    return 0 if all_ended else SILENT_ONE


def _refuse_link() -> int:
    """Say that nothing was done with a link; the exit code."""
    try:
        settings = load_settings(folders_for(Arguments()).settings)
    except (OSError, ValueError):
        settings = Settings()
    app = make_application(settings)
    LinkRefusal().exec()
    del app
    return BAD_LINK


def _print_first_paint() -> None:
    sys.stdout.write(f"{time.monotonic_ns()}\n")
    sys.stdout.flush()
    QTimer.singleShot(0, QApplication.quit)
