"""The windows about the program itself, at most one of each. They open before a sign-in, too."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from qqdesk.gui.settings.proxy_controller import ProxyController
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.shared.theme import theme_source

if TYPE_CHECKING:
    from qqdesk.gui.settings.about_window import AboutWindow
    from qqdesk.gui.settings.connection_check_window import ConnectionCheckWindow
    from qqdesk.gui.settings.settings_window import SettingsWindow
    from qqdesk.gui.settings.shortcut_window import ShortcutWindow


class SettingsController(QObject):
    """Imports each window when it is first opened, to keep the start of the program short."""

    def __init__(self, context: SettingsContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.window: SettingsWindow | None = None
        self.connection_check: ConnectionCheckWindow | None = None
        self.shortcuts: ShortcutWindow | None = None
        self.about: AboutWindow | None = None
        self._closed_windows: list[QWidget] = []
        """Referenced until Qt deletes them: Python may collect an object in any thread."""
        self.proxy = context.proxy = ProxyController(context.store, context.messenger, self)
        self.proxy.missing.connect(self._ask_for_proxy_password)
        context.window = lambda: self.window
        context.store.subscribe(self._theme_changed, "theme")
        context.store.subscribe(self._less_motion_changed, "less_motion")
        context.messenger.connection_changed.connect(self._refresh)
        context.messenger.signed_out.connect(self._refresh)

    def open(self, page: str = "") -> "SettingsWindow":
        """Open the settings on the page with this key, or on the last one."""
        if self.window is None:
            from qqdesk.gui.settings.settings_pages import all_pages
            from qqdesk.gui.settings.settings_window import SettingsWindow

            self.window = SettingsWindow(all_pages(self.context), self.context.store)
            self.window.closed.connect(partial(self._window_closed, "window"))
        if page:
            self.window.show_page(page)
        bring_up(self.window)
        self.window.view.build_when_idle()
        return self.window

    @Slot()
    def open_connection_check(self) -> None:
        """Check the connection of the session, or to the server in the sign-in window."""
        from qqdesk.gui.settings.connection_check_window import ConnectionCheckWindow

        if self.connection_check is not None:
            self.connection_check.close()
        context = self.context
        self.connection_check = ConnectionCheckWindow(context.messenger, context.check_target(), context.own_place())
        self.connection_check.finished.connect(partial(self._window_closed, "connection_check"))
        bring_up(self.connection_check)

    @Slot()
    def open_shortcuts(self) -> None:
        if self.shortcuts is None:
            from qqdesk.gui.settings.shortcut_window import ShortcutWindow

            self.shortcuts = ShortcutWindow()
            self.shortcuts.closed.connect(partial(self._window_closed, "shortcuts"))
        bring_up(self.shortcuts)

    @Slot()
    def open_about(self) -> None:
        if self.about is None:
            from qqdesk.gui.settings.about_window import AboutWindow

            self.about = AboutWindow()
            self.about.finished.connect(partial(self._window_closed, "about"))
        bring_up(self.about)

    def _window_closed(self, name: str, _: int = 0) -> None:
        window: QWidget | None = getattr(self, name)
        if window is not None:
            setattr(self, name, None)
            self._closed_windows = [closed for closed in self._closed_windows if isValid(closed)] + [window]
            window.deleteLater()

    @Slot()
    def _refresh(self) -> None:
        if self.window is not None:
            self.window.view.refresh()

    @Slot()
    def _ask_for_proxy_password(self) -> None:
        """Ask over the active window. With the settings open, the user can type it there."""
        window = QApplication.activeWindow()
        if window is not None and self.window is None:
            self.proxy.ask(window)

    @Slot()
    def _theme_changed(self) -> None:
        theme_source().choose(self.context.store.settings.theme)

    @Slot()
    def _less_motion_changed(self) -> None:
        theme_source().less_motion = self.context.store.settings.less_motion

    def close(self) -> None:
        """Close all windows at the end of the program."""
        self.proxy.stop()
        for window in (self.window, self.connection_check, self.shortcuts, self.about):
            if window is not None:
                window.close()
