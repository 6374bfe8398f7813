"""The program with its windows: built here in one place, in the order in which it is read, and stopped backwards.

The sign-in window comes first and alone; everything that takes time to load (requests, SQLite, the other windows)
is loaded when it can be seen.
"""

import gc
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from qqdesk import __version__, paths
from qqdesk.domain.settings import Settings
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.icons import large_icon
from qqdesk.gui.input_method import use_input_method
from qqdesk.gui.log import ProgramLog
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.gui.sign_in.flow import SignInFlow
from qqdesk.gui.sign_in.flow import server_command as server_command  # for the demo
from qqdesk.gui.sign_in.window import SignInWindow
from qqdesk.gui.theme import NAMES, theme_source

if TYPE_CHECKING:
    from qqdesk.gui.collector import Collector
    from qqdesk.gui.main.desk_windows import DeskWindows
    from qqdesk.gui.quitting import QuitSignals
    from qqdesk.worker.api import ConnectionState, SignedIn, SignIn
    from qqdesk.worker.messenger import Messenger

NO_DISPLAY = 2
LOOK_AROUND_AFTER_MS = 300
"""Servers on the network are looked for when everything is loaded."""
FIRST_PAINT = "QQDESK_PRINT_FIRST_PAINT"
"""Set in the environment: print the monotonic time of the first paint, in nanoseconds, and quit."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where this run keeps its files."""

    config: Path
    data: Path
    log: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line says."""

    data_dir: Path | None = None
    config_dir: Path | None = None
    theme: str = ""
    demo: bool = False
    screenshot: Path | None = None
    screenshots: Path | None = None


class Desk(QObject):
    """The whole program of one person. `complete` builds what the first window does not need."""

    def __init__(self, app: QApplication, store: SettingsStore, folders: Folders) -> None:
        super().__init__()
        self._app, self._store, self._folders = app, store, folders
        self.settings = store.settings
        self.faces = FaceSource()
        self.sign_in_window = SignInWindow(self.faces, self.settings)
        self._messenger: Messenger | None = None
        self._windows: DeskWindows | None = None
        self._collector: Collector | None = None
        self._signals: QuitSignals | None = None
        self._inside = False
        self._stopped = False
        window = self.sign_in_window
        self._flow = SignInFlow(window, folders.data / "server", lambda: self.messenger, self)
        window.closed.connect(self.quit)
        window.painted.connect(self.complete)

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
        # Not at the top: together these take longer than everything before the first paint.
        from qqdesk.gui.collector import Collector
        from qqdesk.gui.main.desk_windows import DeskWindows
        from qqdesk.gui.quitting import QuitSignals
        from qqdesk.worker.local_server import own_addresses
        from qqdesk.worker.messenger import KNOWN_SERVERS, Messenger

        self._collector = Collector(self)
        self._app.setWindowIcon(large_icon("qqdesk"))
        self._signals = QuitSignals(self)
        self._signals.caught.connect(self.quit)
        self._messenger = Messenger(
            self._folders.data, self._store.device(), self, known_servers=self._folders.config / KNOWN_SERVERS
        )
        self._windows = DeskWindows(self._messenger, self.faces, self._store, self)
        self._windows.sign_out_wanted.connect(self._messenger.sign_out)
        self._windows.quit_wanted.connect(self.quit)
        self._windows.settings_changed.connect(self._store.save_soon)
        self._messenger.signed_in.connect(self._signed_in)
        self._messenger.connection_changed.connect(self._connection_changed)
        self._messenger.signed_out.connect(self._signed_out)
        self._messenger.registered.connect(self._flow.take_registered)
        self._messenger.action_failed.connect(self._flow.take_failure)
        self.sign_in_window.set_lan_addresses(own_addresses())
        QTimer.singleShot(0, self, self._load_rest)
        QTimer.singleShot(LOOK_AROUND_AFTER_MS, self._flow, self._flow.look_around)

    @Slot()
    def _load_rest(self) -> None:
        from qqdesk.worker.messenger import preload

        preload()
        # What is loaded by now stays to the end: looked through at each full collection, which every thread waits for,
        # it would hold up the windows for some 40 ms.
        gc.freeze()

    def show(self) -> None:
        self.sign_in_window.show()

    # Signing in

    def sign_in(self, wanted: "SignIn") -> None:
        """Sign in without the form, as the demo and the tests do."""
        self.messenger.sign_in(wanted)

    # What became of it

    @Slot(object)
    def _signed_in(self, signed_in: "SignedIn") -> None:
        if self._flow.form is not None:
            self._store.remember_sign_in(self._flow.form, signed_in.me.face)
            self._flow.form = None
        self.sign_in_window.forget_password()
        self.sign_in_window.show_idle()
        self.sign_in_window.hide()
        self._flow.look_no_more()
        self._inside = True
        self.windows.main.foot.set_addresses(self._flow.addresses_for_others())
        self.windows.show()

    @Slot(object)
    def _connection_changed(self, state: "ConnectionState") -> None:
        """A session that no retry mends is told of in the sign-in window."""
        from qqdesk.worker.api import ConnectionPhase

        trying = self.sign_in_window.is_busy
        if state.phase is ConnectionPhase.WAITING:
            self._flow.revive_server()
        if state.phase is ConnectionPhase.ENDED or (trying and state.phase is ConnectionPhase.WAITING):
            form, self._flow.form = self._flow.form, None
            self._show_sign_in()
            if state.problem is not None:
                self._flow.show_problem(state.problem, form)
            self.messenger.sign_out()

    @Slot()
    def _signed_out(self) -> None:
        if self._inside and not self._stopped:
            self._show_sign_in()

    def _show_sign_in(self) -> None:
        self._inside = False
        self.windows.hide()
        self._store.save_soon()
        self.sign_in_window.show_sign_in_again()
        self.sign_in_window.activateWindow()
        self._flow.look_around()

    # The end

    @Slot()
    def quit(self) -> None:
        self.shut_down()
        self._app.quit()

    def shut_down(self) -> None:
        """In reverse order: windows, session and threads (at most 2 s), the server, the settings."""
        if self._stopped:
            return
        self._stopped = True
        self.sign_in_window.hide()
        if self._windows is not None:
            self._windows.close()
        if self._messenger is not None:
            self._messenger.shut_down()
        self._flow.stop_threads()
        self._flow.stop_server()
        if self._signals is not None:
            self._signals.close()
        if self._collector is not None:
            self._collector.stop()
        self._store.save()
        self.sign_in_window.deleteLater()


def read_arguments(argv: Sequence[str]) -> Arguments:
    """Exits for --help, --version and mistakes, as argparse does."""
    if not argv:
        return Arguments()
    import argparse  # 5 ms that most starts need not wait for

    parser = argparse.ArgumentParser(prog="qqdesk", description="A desktop messenger with a contact list.")
    parser.add_argument("--version", action="version", version=f"qqdesk {__version__}")
    parser.add_argument("--data-dir", type=Path, help="folder for messages (default: the user's data folder)")
    parser.add_argument("--config-dir", type=Path, help="folder for settings (default: the user's settings folder)")
    parser.add_argument("--theme", "--style", choices=NAMES, default="", help="a look for this run")
    parser.add_argument("--demo", action="store_true", help="show the program with made-up people")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="with --demo: save a picture and quit")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="save pictures of every window and quit")
    return Arguments(**vars(parser.parse_args(argv)))


def has_display() -> bool:
    """Whether there is a screen to show a window on; without one Qt would abort the process."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    if not display.startswith(":"):
        return bool(display)
    place = f"/tmp/.X11-unix/X{display[1:].partition('.')[0]}"
    if Path(place).exists():
        return True
    from qqdesk.gui.quitting import x_server_answers

    return x_server_answers(place)


def make_application(settings: Settings) -> QApplication:
    """The one QApplication, in the person's language and theme."""
    use_input_method()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("qqdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("qqdesk")
    app.setQuitOnLastWindowClosed(False)
    if settings.language:
        QLocale.setDefault(QLocale(settings.language))
    for catalogue, folder in (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("qqdesk", str(paths.resource("i18n"))),
    ):
        translator = QTranslator(app)
        if translator.load(QLocale(), catalogue, "_", folder):
            app.installTranslator(translator)
    theme_source().choose(settings.theme)
    return app


def build_application(arguments: Arguments, store: SettingsStore) -> tuple[QApplication, Desk]:
    """Everything, with nothing shown yet."""
    folders = folders_for(arguments)
    settings = store.settings
    app = make_application(settings)
    if arguments.theme:
        theme_source().choose(arguments.theme)
    return app, Desk(app, store, folders)


def folders_for(arguments: Arguments) -> Folders:
    """A run with a folder of its own logs there too."""
    data = arguments.data_dir
    return Folders(
        config=arguments.config_dir or paths.config_dir(),
        data=data or paths.data_dir(),
        log=data / "log" if data else paths.log_dir(),
    )


def run(arguments: Arguments) -> int:
    """The program from start to end; its exit code."""
    if not has_display():
        sys.stderr.write("qqdesk needs a screen, and there is none here: DISPLAY or WAYLAND_DISPLAY is not set.\n")
        return NO_DISPLAY
    folders = folders_for(arguments)
    log = ProgramLog(folders.log)
    log.start()
    try:
        store = SettingsStore(folders.settings)
        app, desk = build_application(arguments, store)
        if os.environ.get(FIRST_PAINT):
            desk.sign_in_window.painted.disconnect(desk.complete)
            desk.sign_in_window.painted.connect(_print_first_paint)
        else:
            desk.sign_in_window.painted.connect(log.open_file)
        desk.show()
        code = app.exec()
        desk.shut_down()
        return code
    finally:
        log.stop()


def _print_first_paint() -> None:
    sys.stdout.write(f"{time.monotonic_ns()}\n")
    sys.stdout.flush()
    QTimer.singleShot(0, QApplication.quit)
