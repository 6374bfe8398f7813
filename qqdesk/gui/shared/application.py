"""Whether there can be windows, and the application that they belong to."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from qqdesk import __version__
from qqdesk.domain.invitation_link import is_open_argument
from qqdesk.domain.settings import Settings
from qqdesk.gui.shared import window_role
from qqdesk.gui.shared.input_method import use_input_method
from qqdesk.gui.shared.language import use_language
from qqdesk.gui.shared.quit_signals import x_server_answers
from qqdesk.gui.shared.theme import STYLE, STYLE_IS_ON, theme_source

REBUILD = 1000
"""The code of the event loop that says: the program goes on, with windows made anew."""


class Application(QApplication):
    """macOS hands a link that a person has clicked to the program as an event; elsewhere `--open` has it."""

    link_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return super().event(event)
        link = event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if is_open_argument(link):
            self.link_opened.emit(link)
        return True


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
    return x_server_answers(place)


def make_application(settings: Settings, theme: str = "") -> Application:
    """The one QApplication, in the person's language and theme, or in `theme`."""
    use_input_method()
    # By name: `setStyle` answers with the style itself, and making that known to Python takes 5 ms.
    app = Application([*sys.argv[:1], "-style", STYLE])
    app.setProperty(STYLE_IS_ON, True)
    app.setApplicationName("qqdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("qqdesk")
    app.setQuitOnLastWindowClosed(False)
    window_role.install()
    use_language(settings.language)
    theme_source().choose(theme or settings.theme)
    theme_source().less_motion = settings.less_motion
    return app
