"""Build the program behind its first window, with nothing shown."""

from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.application import make_application
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for


def build_application(
    arguments: Arguments, store: SettingsStore, app: QApplication | None = None
) -> tuple[QApplication, ApplicationController]:
    app = app or make_application(store.settings, arguments.theme)
    return app, ApplicationController(app, store, folders_for(arguments))
