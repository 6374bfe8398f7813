"""The QApplication, and the test for a display."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from qqdesk import __version__
from qqdesk.domain.invitation_link import is_open_argument
from qqdesk.domain.settings import Settings
from qqdesk.gui.shared.language import use_language
from qqdesk.gui.shared.screen_reader import set_window_roles
from qqdesk.gui.shared.theme import STYLE, STYLE_IS_ON, theme_source


def x_server_answers(place: str) -> bool:
    """Whether a display without a file has an abstract socket, as in some containers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        try:
            sock.connect("\0" + place)
        except OSError:
            return False
    return True


_FCITX, _IBUS = "fcitx", "ibus"


def input_method_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables to set before QApplication is created; none if the user chose a method or Qt finds it.

    The plain Qt libraries have a plugin for ibus, and none for fcitx. fcitx answers where ibus would, too, through the
    desktop portal's interface. On Wayland the compositor passes the text of an input method on (text-input-v3) if Qt
    loads none.
    """
    for name in ("QT_IM_MODULES", "QT_IM_MODULE"):  # Qt reads the list first
        modules = [module for module in environment.get(name, "").split(";") if module]
        if modules:
            wanted = [_IBUS if module.startswith(_FCITX) else module for module in modules]
            return {} if wanted == modules else _through_portal(environment) | {name: ";".join(dict.fromkeys(wanted))}
    signs = [environment.get("GTK_IM_MODULE", "")]
    if not _has_text_input(environment):
        signs.append(environment.get("XMODIFIERS", ""))
    return _through_portal(environment) | {"QT_IM_MODULE": _IBUS} if any(_FCITX in sign for sign in signs) else {}


def _through_portal(environment: Mapping[str, str]) -> dict[str, str]:
    return {} if environment.get("IBUS_USE_PORTAL") else {"IBUS_USE_PORTAL": "1"}


def _has_text_input(environment: Mapping[str, str]) -> bool:
    """Return whether a Wayland compositor passes on the text of fcitx. XMODIFIERS is only for X programs. GNOME's
    compositor supports ibus only."""
    platform = environment.get("QT_QPA_PLATFORM", "")
    on_wayland = bool(environment.get("WAYLAND_DISPLAY")) and (not platform or platform.startswith("wayland"))
    return on_wayland and "GNOME" not in environment.get("XDG_CURRENT_DESKTOP", "").upper()


def use_input_method() -> None:
    os.environ.update(input_method_variables(os.environ))


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
