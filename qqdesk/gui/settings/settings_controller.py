"""The windows about the program itself, one of each at a time, with somebody signed in or not."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from qqdesk.gui.settings.proxy_controller import ProxyController
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.shared.theme import theme_source
from qqdesk.worker.messenger import Messenger

if TYPE_CHECKING:
    from qqdesk.gui.settings.about_window import AboutWindow
    from qqdesk.gui.settings.doctor import DoctorWindow
    from qqdesk.gui.settings.settings_window import SettingsWindow
    from qqdesk.gui.settings.shortcut_window import ShortcutWindow


class SettingsController(QObject):
    """`context` is what the rows act on: whoever builds the windows puts into it what opens others."""

    def __init__(self, context: SettingsContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.window: SettingsWindow | None = None
        self.doctor: DoctorWindow | None = None
        self.keys: ShortcutWindow | None = None
        self.about: AboutWindow | None = None
        self._left: list[QWidget] = []
        """Held until they are destroyed here: Python may collect what nobody holds in any thread."""
        self.proxy = context.proxy = ProxyController(context.store, context.messenger, self)
        self.proxy.missing.connect(self._ask_for_password)
        context.window = lambda: self.window
        context.open_doctor = self.open_doctor
        context.open_shortcuts = self.open_keys
        context.open_about = self.open_about
        context.store.subscribe(self._theme_changed, "theme")
        context.store.subscribe(self._less_motion_changed, "less_motion")
        messenger: Messenger = context.messenger
        messenger.connection_changed.connect(self._refresh)
        messenger.signed_out.connect(self._refresh)

    def open(self, page: str = "") -> "SettingsWindow":
        """The window, on a page of the catalogue or on that of the last time."""
        if self.window is None:
            from qqdesk.gui.settings.settings_pages import all_pages
            from qqdesk.gui.settings.settings_window import SettingsWindow

            self.window = SettingsWindow(all_pages(self.context), self.context.store)
            self.window.closed.connect(self._window_closed)
            self.window.installEventFilter(self)
        if page:
            self.window.show_page(page)
        bring_up(self.window)
        self.window.view.build_when_idle()
        return self.window

    @Slot()
    def open_doctor(self) -> None:
        """The connection check: of the session, or of what is typed in the sign-in window."""
        from qqdesk.gui.settings.doctor import DoctorWindow

        if self.doctor is not None:
            self.doctor.close()
        self.doctor = DoctorWindow(self.context.messenger, self.context.check_target(), self.context.own_place())
        self.doctor.closed.connect(self._doctor_closed)
        bring_up(self.doctor)

    @Slot()
    def open_keys(self) -> None:
        """The table of the keys."""
        if self.keys is None:
            from qqdesk.gui.settings.shortcut_window import ShortcutWindow

            self.keys = ShortcutWindow()
            self.keys.closed.connect(self._keys_closed)
        bring_up(self.keys)

    @Slot()
    def _keys_closed(self) -> None:
        if self.keys is not None:
            window, self.keys = self.keys, None
            self._let_go(window)

    @Slot()
    def open_about(self) -> None:
        """Which program this is."""
        from qqdesk.gui.settings.about_window import AboutWindow

        if self.about is None:
            self.about = AboutWindow()
            self.about.closed.connect(self._about_closed)
        bring_up(self.about)

    @Slot()
    def _about_closed(self) -> None:
        if self.about is not None:
            window, self.about = self.about, None
            self._let_go(window)

    def _let_go(self, window: QWidget) -> None:
        self._left.append(window)
        window.destroyed.connect(self._forget_left)
        window.deleteLater()

    @Slot()
    def _doctor_closed(self) -> None:
        if self.doctor is not None:
            window, self.doctor = self.doctor, None
            self._let_go(window)

    @Slot()
    def _refresh(self) -> None:
        if self.window is not None:
            self.window.view.refresh()

    @Slot()
    def _ask_for_password(self) -> None:
        """Of the proxy; whoever has its settings before them types it there."""
        window = QApplication.activeWindow()
        if window is not None and self.window is None:
            self.proxy.ask(window)

    @Slot()
    def _theme_changed(self) -> None:
        theme_source().choose(self.context.store.settings.theme)

    @Slot()
    def _less_motion_changed(self) -> None:
        theme_source().less_motion = self.context.store.settings.less_motion

    @Slot()
    def _window_closed(self) -> None:
        if self.window is not None:
            window, self.window = self.window, None
            self._let_go(window)

    @Slot()
    def _forget_left(self) -> None:
        self._left = [window for window in self._left if isValid(window)]

    def close(self) -> None:
        """The end of the program."""
        self.proxy.stop()
        for window in (self.doctor, self.keys, self.about):
            if window is not None:
                window.close()
        if self.window is not None:
            self.window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In another language the window is made anew, where it was."""
        if event.type() == QEvent.Type.LanguageChange and watched is self.window and self.window is not None:
            geometry, was_visible = self.window.geometry(), self.window.isVisible()
            self.window.removeEventFilter(self)
            self.window.close()
            if was_visible:
                self.open().setGeometry(geometry)
        return False
