"""The composition root: build and run one program in its data folder."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QProcess, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from qqdesk.domain.settings import Settings
from qqdesk.gui.crash.crash_controller import CrashController, report_start_failure
from qqdesk.gui.first_start.first_start_window import FirstStartWindow
from qqdesk.gui.shared.application import REBUILD, Application, has_display, make_application
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.gui.start.arguments import OPEN, Arguments, LinkFault, data_folders, demo_folders, folders_for
from qqdesk.gui.start.auto_login import choose_user, create_first_window
from qqdesk.gui.start.instance import (
    ActivationRequest,
    Instance,
    Outcome,
    hand_over,
    hand_over_link,
    own_tokens,
    quit_running,
)
from qqdesk.system.crash.error_message import FAILED, write_error
from qqdesk.system.own_command import own_command
from qqdesk.system.settings_file import load_settings
from qqdesk.worker.server_host_link import end_without_autostart

if TYPE_CHECKING:
    from qqdesk.gui.start.application_controller import ApplicationController


class LinkRefusal(QMessageBox):
    """Does not show the link: a stranger may have written it."""

    def __init__(self, fault: LinkFault) -> None:
        super().__init__()
        put_icon(self, "warning", "danger")
        self.setWindowTitle(QCoreApplication.applicationName())
        match fault:
            case LinkFault.OTHER_ARGUMENTS:
                text = self.tr("The link was not opened")
                second = self.tr("No other option may stand beside {option} and the link.").format(option=OPEN)
            case LinkFault.CUT_OFF:
                text = self.tr("This link is not complete")
                second = self.tr("Copy the whole link from the message, or ask for it again.")
            case LinkFault.NO_INVITATION:
                text = self.tr("This link is not an invitation")
                second = self.tr("Nothing was done. Ask for another link.")
        self.setText(text)
        self.setInformativeText(second)
        self.addButton(self.tr("Close"), QMessageBox.ButtonRole.AcceptRole)


def relaunch_arguments(arguments: Sequence[str]) -> list[str]:
    """Return the arguments for a new start: with its windows, and without a link, which may be the cause of a crash."""
    return [] if "--open" in arguments else [word for word in arguments if word != "--hidden"]


def relaunch() -> None:
    """Start the program as a process of its own. The instance lock must be free."""
    if getattr(sys, "frozen", False):  # else PyInstaller takes the new process for a part of this one
        os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    program, *words = own_command()
    QProcess.startDetached(program, [*words, *relaunch_arguments(sys.argv[1:])])


NO_DISPLAY = BAD_LINK = 2
NO_ANSWER = 3
"""The exit code if the running program does not answer or end."""
RESTART = 1001
"""The exit code of the event loop after which the program starts again."""
FIRST_PAINT = "QQDESK_PRINT_FIRST_PAINT"
"""Set in the environment: print the monotonic time of the first paint, in nanoseconds, and quit."""


def run(arguments: Arguments, on_built: "Callable[[ApplicationController], None] | None" = None) -> int:
    """Run the program; return its exit code. If `on_built` is given, it shows the first window."""
    if arguments.quit:
        return _quit_running(arguments)
    if not has_display():
        write_error("qqdesk needs a screen, and there is none here: DISPLAY or WAYLAND_DISPLAY is not set.")
        return NO_DISPLAY
    if arguments.link_fault is not None:
        return _refuse_link(arguments.link_fault)
    program = Program(arguments, on_built)
    try:
        code = program.run()
    except Exception as error:
        program.shut_down()  # no session runs behind the report
        program.close()
        code = RESTART if report_start_failure(error, folders_for(arguments).log) else FAILED
    finally:
        program.close()
    if code == RESTART:
        relaunch()
        return 0
    return code


class Program:
    """One run in one data folder: it owns the log, the instance lock, the crash reports and the windows."""

    def __init__(self, arguments: Arguments, on_built: "Callable[[ApplicationController], None] | None" = None) -> None:
        self._arguments, self._folders, self._on_built = arguments, folders_for(arguments), on_built
        self._log = ProgramLog(self._folders.log)
        self._log.start()
        self._instance = Instance(self._folders.data)
        self._crash: CrashController | None = None
        self._controller: ApplicationController | None = None
        self._link = arguments.link
        """A link to open as soon as the controller is built."""

    def run(self) -> int:
        arguments = self._arguments
        store = SettingsStore(self._folders.settings)
        request = ActivationRequest(not arguments.hidden, arguments.user, own_tokens(), arguments.link)
        app = None
        if not self._instance.acquire():
            app = make_application(store.settings, arguments.theme)
            outcome = hand_over(self._instance, request)
            if outcome is not Outcome.GONE:
                return 0 if outcome is Outcome.DELIVERED else NO_ANSWER
            store = SettingsStore(self._folders.settings)  # The program that ended may have saved.
        elif arguments.link:
            app = make_application(store.settings)
            # With running profiles only, do not start a program without a profile.
            if hand_over_link(data_folders(arguments)[1:], request):
                return 0
        self._crash = crash = CrashController(self._folders.log, self._log)
        crash.restart_clicked.connect(lambda: QApplication.exit(RESTART))
        crash.quit_clicked.connect(lambda: QApplication.exit(0))
        app = app or make_application(store.settings, arguments.theme)
        app.link_opened.connect(self._open_link)
        window = create_first_window(store.settings, arguments.user)
        if isinstance(window, SignInWindow) and arguments.user:
            choose_user(window, store.settings, arguments.user)
        window.closed.connect(app.quit)
        self._instance.requested.connect(self._on_activation_requested)
        build = partial(self._build, app, store, window, crash)
        if os.environ.get(FIRST_PAINT):
            window.painted.connect(_print_first_paint)
        elif arguments.hidden or self._on_built is not None:
            build()
        else:
            window.painted.connect(build)
        if self._controller is None:
            window.show()
        while (code := app.exec()) == REBUILD and self._controller is not None:
            self._attach(self._controller.rebuild(), crash)
        crash.stop()
        try:
            if self._controller is None:
                store.close()
            else:
                if code == RESTART:
                    self._controller.place.leave()
                self._controller.shut_down()
        except Exception as error:
            # A crash may have broken the windows. Restart anyway.
            self._log.report_bug("a bug at the end", error)
            return RESTART if code == RESTART else FAILED
        return code

    def _build(
        self,
        app: Application,
        store: SettingsStore,
        window: SignInWindow | FirstStartWindow,
        crash: CrashController,
    ) -> None:
        """Build the program behind the first window."""
        # Not at the top: it imports requests and SQLite, and the first paint does without.
        from qqdesk.gui.start.application_controller import ApplicationController

        try:
            controller = ApplicationController(app, store, self._folders, window)
        finally:
            self._instance.listen()  # after a failure too: a later start gets an answer
        window.closed.disconnect(app.quit)  # the controller handles it
        self._attach(controller, crash)
        self._log.open_file()
        crash.start()
        if self._on_built is not None:
            self._on_built(controller)
        else:
            controller.show(hidden=self._arguments.hidden)
        if self._link:
            controller.links.open(self._link)

    def _on_activation_requested(self, request: ActivationRequest) -> None:
        if self._controller is not None:
            self._controller.on_activation_requested(request)
        elif request.quits:
            QApplication.quit()
        elif self._crash is not None and self._crash.window is not None:
            bring_up(self._crash.window)

    def _open_link(self, link: str) -> None:
        if self._controller is None:
            self._link = link
        else:
            self._controller.links.open(link)

    def _attach(self, controller: "ApplicationController", crash: CrashController) -> None:
        self._controller = controller
        controller.quitting.connect(crash.stop)
        controller.sync_autostart(self._arguments)
        controller.links.register(self._arguments)

    def shut_down(self) -> None:
        """Shut the controller down after an exception."""
        if self._controller is not None:
            try:
                self._controller.shut_down()
            except Exception as error:
                self._log.report_bug("a bug at the end", error)

    def close(self) -> None:
        """End the run, complete or not. May be called twice."""
        if self._crash is not None:
            self._crash.close()
        self._instance.release()
        self._log.stop()


def _quit_running(arguments: Arguments) -> int:
    """Quit the running programs. Return the exit code."""
    app = QCoreApplication(sys.argv[:1])
    folders = data_folders(arguments)
    all_ended = quit_running(folders)
    for folder in folders:  # left open by a window that has ended
        all_ended = end_without_autostart(folder) and all_ended
    if not arguments.place():
        all_ended = quit_running(demo_folders(), are_demos=True) and all_ended
    del app
    return 0 if all_ended else NO_ANSWER


def _refuse_link(fault: LinkFault) -> int:
    """Show why the link is not opened. Return the exit code."""
    try:
        settings = load_settings(folders_for(Arguments()).settings)
    except (OSError, ValueError):
        settings = Settings()
    app = make_application(settings)
    LinkRefusal(fault).exec()
    del app
    return BAD_LINK


def _print_first_paint() -> None:
    sys.stdout.write(f"{time.monotonic_ns()}\n")
    sys.stdout.flush()
    QTimer.singleShot(0, QApplication.quit)
