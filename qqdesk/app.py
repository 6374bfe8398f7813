"""The program from start to end: one for each data folder, with windows that are made anew for another language."""

import os
import sys
import time

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

from qqdesk.desk import AGAIN, Desk
from qqdesk.gui.log import ProgramLog
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.gui.sign_in.flow import server_command
from qqdesk.gui.start.application import has_display, make_application
from qqdesk.gui.start.arguments import Arguments, folders_for, read_arguments
from qqdesk.gui.start.instance import Instance, Outcome
from qqdesk.gui.start.language import use_language
from qqdesk.gui.theme import theme_source

__all__ = [
    "Arguments",
    "Desk",
    "build_application",
    "folders_for",
    "has_display",
    "read_arguments",
    "run",
    "server_command",
]

NO_DISPLAY = 2
SILENT_ONE = 3
"""The exit code where the program runs already, and does not answer, or does not end."""
FIRST_PAINT = "QQDESK_PRINT_FIRST_PAINT"
"""Set in the environment: print the monotonic time of the first paint, in nanoseconds, and quit."""


def build_application(
    arguments: Arguments, store: SettingsStore, app: QApplication | None = None
) -> tuple[QApplication, Desk]:
    """Everything, with nothing shown yet."""
    folders = folders_for(arguments)
    app = app or make_application(store.settings)
    if arguments.theme:
        theme_source().choose(arguments.theme)
    return app, Desk(app, store, folders)


def run(arguments: Arguments) -> int:
    """The program from start to end; its exit code."""
    if arguments.quit:
        return _quit_running(arguments)
    if not has_display():
        sys.stderr.write("qqdesk needs a screen, and there is none here: DISPLAY or WAYLAND_DISPLAY is not set.\n")
        return NO_DISPLAY
    folders = folders_for(arguments)
    log = ProgramLog(folders.log)
    log.start()
    instance = Instance(folders.data)
    try:
        store = SettingsStore(folders.settings)
        app = None
        if not instance.take():
            from qqdesk.gui.start.hand_over import hand_over
            from qqdesk.gui.start.words import Wish, own_tokens

            app = make_application(store.settings)
            wish = Wish(not arguments.hidden, arguments.user, own_tokens())
            outcome = hand_over(instance, wish)
            if outcome is not Outcome.GONE:
                return 0 if outcome is Outcome.RAISED else SILENT_ONE
        return _run_first(arguments, store, instance, log, app)
    finally:
        instance.release()
        log.stop()


def _quit_running(arguments: Arguments) -> int:
    """End those that run; the exit code."""
    from PySide6.QtCore import QCoreApplication

    from qqdesk.gui.start.arguments import data_folders
    from qqdesk.gui.start.hand_over import end_running

    app = QCoreApplication(sys.argv[:1])
    all_ended = end_running(data_folders(arguments))
    del app
    return 0 if all_ended else SILENT_ONE


def _run_first(
    arguments: Arguments, store: SettingsStore, instance: Instance, log: ProgramLog, app: QApplication | None
) -> int:
    app, desk = build_application(arguments, store, app)
    if os.environ.get(FIRST_PAINT):
        desk.sign_in_window.painted.disconnect(desk.complete)
        desk.sign_in_window.painted.connect(_print_first_paint)
    else:
        desk.completed.connect(log.open_file)
        # Loading what it needs takes 20 ms: in a turn of its own.
        desk.completed.connect(lambda: QTimer.singleShot(0, instance, instance.listen))
        _attach(desk, arguments, store, instance)
    desk.show(hidden=arguments.hidden, user=arguments.user)
    while (code := app.exec()) == AGAIN:
        desk = make_anew(app, desk, arguments)
        _attach(desk, arguments, desk.store, instance)
    desk.shut_down()
    return code


def _attach(desk: Desk, arguments: Arguments, store: SettingsStore, instance: Instance) -> None:
    desk.can_begin_again = True
    instance.wished.connect(desk.take_wish)
    desk.completed.connect(lambda: _follow_session(arguments, store, desk))


def make_anew(app: QApplication, desk: Desk, arguments: Arguments) -> Desk:
    """All windows in the language that is chosen by now, in the place of those of `desk`, which are gone then."""
    carried = desk.carry()
    desk.shut_down()
    desk.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    store = SettingsStore(folders_for(arguments).settings)
    use_language(store.settings.language)
    after = Desk(app, store, folders_for(arguments))
    after.go_on(carried)
    return after


def _follow_session(arguments: Arguments, store: SettingsStore, desk: Desk) -> None:
    """Start with the person's session, where that is wanted."""
    from qqdesk.gui.start.autostart_switch import AutostartSwitch

    switch = AutostartSwitch(store, arguments, desk)
    switch.told.connect(desk.windows.main.banners.show_notice)
    switch.settle()


def _print_first_paint() -> None:
    sys.stdout.write(f"{time.monotonic_ns()}\n")
    sys.stdout.flush()
    QTimer.singleShot(0, QApplication.quit)
