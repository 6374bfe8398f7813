"""The icon in the tray as a program of its own, on whatever screen and bus there are. It says what is clicked.

A line on stdin is a number of unread messages, or "notify"; the end of stdin is its end.
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from qqdesk.domain.contact import Contact
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main import tray as tray_module
from qqdesk.gui.main.tray import Tray
from qqdesk.gui.notifications.native_notifications import NativeNotifications
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import apply_theme
from qqdesk.gui.shared.theme_colors import DARK
from qqdesk.system.notification import Notification
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class SpokenNavigator(RecordingNavigator):
    def open(self, route: routes.Route) -> None:
        assert route == routes.NextUnread()
        say("unread")


def main() -> None:
    app = QApplication([])
    tray_module.POLL_ABSENT_MS = tray_module.POLL_PRESENT_MS = 200
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, DARK)
    with tempfile.TemporaryDirectory() as folder:
        backend, store = Backend(Path(folder)), SettingsStore(Path(folder) / "settings.toml")
        tray = Tray(AppContext(backend.messenger, SpokenNavigator(), FaceSource(), store), app)
        backend.open(Contact(10001, "Zoe"))
        tray.status_chosen.connect(lambda status: say(status.name))
        tray.clicked.connect(lambda: say("toggle"))
        tray.lost.connect(lambda: say("lost"))

        notifications = NativeNotifications(tray.icon)
        tray.icon_made.connect(notifications.set_icon)

        def look() -> None:
            balloon = next((one for one in app.topLevelWidgets() if one.inherits("QBalloonTip")), None)
            if balloon is None:
                QTimer.singleShot(10, app, look)
                return
            ground = balloon.grab().toImage().pixelColor(balloon.width() // 2, 2 * balloon.height() // 3).name()
            texts = {label.palette().windowText().color().name() for label in balloon.findChildren(QLabel)}
            buttons = [button.accessibleName() for button in balloon.findChildren(QPushButton)]
            say(" ".join(["balloon", ground, *texts, *buttons]))

        def read() -> None:
            line = sys.stdin.readline()
            if line == "notify\n":
                notifications.show(Notification("zoe", "Zoe", "hello"))
                QTimer.singleShot(0, app, look)
            elif line == "0\n":
                backend.messenger.mark_read(chat_with(10001))
                say("count 0")
            elif line:
                backend.write(10001, *["hello"] * int(line))
                say(f"count {tray.icon_count}")
            else:
                app.quit()

        notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(read)
        tray.show()
        say(f"tray {tray.icon.isVisible()}")
        app.exec()
        notifications.stop()
        tray.hide()
        backend.messenger.shut_down()


if __name__ == "__main__":
    main()
