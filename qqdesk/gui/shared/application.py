"""The QApplication, and the test for a display."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from qqdesk import __version__
from qqdesk.domain.invitation_link import is_open_argument
from qqdesk.domain.settings import Settings
from qqdesk.gui.shared.input_method import use_input_method
from qqdesk.gui.shared.language import use_language
from qqdesk.gui.shared.quit_signals import x_server_answers
from qqdesk.gui.shared.screen_reader import set_window_roles
from qqdesk.gui.shared.theme import STYLE, STYLE_IS_ON, theme_source

REBUILD = 1000
"""The exit code of the event loop that asks to rebuild the windows."""


class Application(QApplication):
    """On macOS a clicked link arrives as an event; elsewhere by `--open`."""

    link_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return super().event(event)
        link = event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if is_open_argument(link):
            self.link_opened.emit(link)
        return True


def has_display() -> bool:
    """Whether there is a display. Without one Qt aborts the process."""
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
    return x_server_answers(place)


def make_application(settings: Settings, theme: str = "") -> Application:
    """Return the QApplication, in the user's language and theme, or in `theme`."""
    use_input_method()
    # By argument: `setStyle` returns the style, and wrapping it for Python takes 5 ms.
    app = Application([*sys.argv[:1], "-style", STYLE])
    app.setProperty(STYLE_IS_ON, True)
    app.setApplicationName("qqdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("qqdesk")
    app.setQuitOnLastWindowClosed(False)
    set_window_roles()
    use_language(settings.language)
    theme_source().choose(theme or settings.theme)
    theme_source().less_motion = settings.less_motion
    return app
