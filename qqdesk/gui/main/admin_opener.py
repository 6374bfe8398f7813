"""Opens the window of the place, and closes it when I am no longer its administrator."""

from PySide6.QtCore import QObject, Slot

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.screens import bring_up


class AdminOpener(QObject):
    def __init__(self, context: AdminContext, windows: WindowManager, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._windows = context, windows
        self._dismissal = ""
        """The notice that I am no longer an administrator."""
        windows.openers[routes.Admin] = self.open
        context.admin.is_allowed_changed.connect(self._on_allowed_changed)

    @Slot(str)
    def open(self, page: str = "") -> None:
        """Show the window, and the page with this key."""
        from qqdesk.gui.admin.admin_window import AdminWindow

        if not self._context.admin.is_admin:
            return
        window = self._windows.passing.find(AdminWindow)
        if window is None:
            window = AdminWindow(self._context, self._windows.main)
            self._windows.passing.open(window)
        if page:
            window.show_page(page)
        bring_up(window)

    @Slot()
    def _on_allowed_changed(self) -> None:
        from qqdesk.gui.admin.admin_window import AdminWindow

        messenger = self._context.messenger
        if self._context.admin.is_admin:
            self._windows.main.banners.drop_notice(self._dismissal)
            return
        window = self._windows.passing.find(AdminWindow)
        if window is None:
            return
        window.close()
        window.deleteLater()  # with its open questions
        if messenger.me.number:  # still signed in
            sentence = self.tr("You are no longer an administrator of {place}.")
            self._dismissal = sentence.format(place=isolated(place_name(messenger)))
            self._windows.main.banners.show_notice(self._dismissal)
