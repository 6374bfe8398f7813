"""The program with a deliberate bug: `python -m tests.helpers.broken_program BUG PRESS [ARGUMENTS OF QQDESK…]`.

BUG is a key of `_BUGS`. PRESS is the button to press in the crash window, "" for none. The content of the window goes
to standard output as one line of JSON.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from qqdesk.domain.draft import Draft
from qqdesk.gui.kit import routes
from tests.helpers.messages import chat_with

if TYPE_CHECKING:
    from qqdesk.gui.start.application_controller import ApplicationController

ANNA, BO = 10001, 10002
SENT, DRAFT = "this is sent", "this is being written"
SERVER = "QQDESK_TESTS_SERVER"
"""The environment variable with the address of the server to sign in to."""
MARK = "the-secret-of-Anna"
"""In the message of each exception, and in the variables around it."""
_desks: "list[ApplicationController]" = []


def _raise() -> NoReturn:
    secret = f"{MARK} in a variable"
    raise ValueError(f"{secret}, and {MARK} in a message")


def _in_a_slot() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    timer = QTimer(QApplication.instance(), interval=1)
    left = list(range(20))

    def tick() -> None:
        left.pop()
        if not left:
            timer.stop()
        _raise()

    timer.timeout.connect(tick)
    timer.start()


def _after_the_sign_in() -> None:
    (desk,) = _desks
    desk.entered.connect(_raise)


def _in_a_thread() -> None:
    threading.Thread(target=_raise, name="the broken one").start()


def _in_a_qthread() -> None:
    from PySide6.QtWidgets import QApplication

    from qqdesk.worker.loop_thread import LoopThread

    app = QApplication.instance()
    assert app is not None
    running = LoopThread("the broken one", _raise, app)
    app.aboutToQuit.connect(lambda: running.wait(5000))
    running.start()


def _at_the_start() -> None:
    from qqdesk.gui.first_start.first_start_window import FirstStartWindow

    def broken(self: object, *_: object) -> None:
        _raise()

    FirstStartWindow.__init__ = broken  # type: ignore[method-assign, assignment]


def _behind_the_first_window() -> None:
    from qqdesk.worker import messenger

    def broken(self: object, *_: object, **__: object) -> None:
        _raise()

    messenger.Messenger.__init__ = broken  # type: ignore[method-assign]


def _during_a_rebuild() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from qqdesk.gui.shared.application import REBUILD
    from qqdesk.gui.start.application_controller import ApplicationController

    ApplicationController.rebuild = lambda _: _raise()  # type: ignore[method-assign, assignment]
    QTimer.singleShot(0, lambda: QApplication.exit(REBUILD))


def _while_writing() -> None:
    """Sign in at SERVER as ANNA, send a message to BO, write a draft, and crash."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from qqdesk.worker.api import SignIn

    (desk,) = _desks
    timer = QTimer(QApplication.instance(), interval=20)

    def write(_: object) -> None:
        desk.windows.open(routes.Chat(chat_with(BO)))
        page = desk.windows.chats.main.page(chat_with(BO))
        assert page is not None
        composer = page.composer
        composer.input.insertPlainText(SENT)
        composer.send()
        composer.input.insertPlainText(DRAFT)
        timer.start()

    def look() -> None:
        session = desk.messenger.session
        history = session.history if session is not None else None
        is_saved = history is not None and history.local_state.drafts().get(chat_with(BO)) == Draft(DRAFT)
        if is_saved and desk.messenger.conversation(chat_with(BO)).messages:
            os.kill(os.getpid(), signal.SIGSEGV)

    timer.timeout.connect(look)
    desk.messenger.signed_in.connect(write)
    desk.messenger.sign_in(SignIn(os.environ[SERVER], ANNA, "secret"))


_BUGS: dict[str, tuple[bool, Callable[[], object]]] = {
    "slot": (True, _in_a_slot),
    "signed_in": (True, _after_the_sign_in),
    "thread": (True, _in_a_thread),
    "qthread": (True, _in_a_qthread),
    "start": (False, _at_the_start),
    "behind": (False, _behind_the_first_window),
    "rebuild": (True, _during_a_rebuild),
    "abort": (True, os.abort),
    "writing": (True, _while_writing),
    "none": (True, lambda: None),
}
"""Whether the bug happens in the running program, or from the beginning; and the function that causes it."""


def _press(name: str) -> None:
    """Wait for the crash window, print its content, and press a button."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from qqdesk.gui.crash.crash_window import CrashWindow

    timer = QTimer(QApplication.instance(), interval=20)

    def look() -> None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashWindow) and w.isVisible()]
        if not shown:
            return
        timer.stop()
        (window,) = shown
        report = {
            "crashed": window.crashed.name,
            "title": window.title.text(),
            "report": window.report(),
            "go_on": window.go_on.isVisible(),
            "default": window.restart.isDefault(),
        }
        sys.stdout.write(f"{json.dumps(report)}\n")
        sys.stdout.flush()
        if name:
            getattr(window, name).click()

    timer.timeout.connect(look)
    timer.start()


def main() -> int:
    bug, press, *arguments = sys.argv[1:]
    sys.argv = ["-c", *arguments]
    from qqdesk.gui.crash import crash_controller
    from qqdesk.gui.shared import application
    from qqdesk.gui.start import application_controller, program

    is_late, put_in = _BUGS[bug]
    make = application.make_application

    def make_and_press(*settings: object) -> object:
        made = make(*settings)  # type: ignore[arg-type]
        _press(press)
        return made

    vars(program)["make_application"] = make_and_press
    if is_late:
        build = application_controller.ApplicationController.__init__

        def build_and_note(self: application_controller.ApplicationController, *what: object) -> None:
            build(self, *what)  # type: ignore[arg-type]
            _desks.append(self)

        application_controller.ApplicationController.__init__ = build_and_note  # type: ignore[method-assign, assignment]
        start = crash_controller.CrashController.start

        def start_and_break(self: crash_controller.CrashController) -> None:
            start(self)
            put_in()

        crash_controller.CrashController.start = start_and_break  # type: ignore[method-assign]
    else:
        put_in()
    from qqdesk.__main__ import main as qqdesk

    return qqdesk()


if __name__ == "__main__":
    sys.exit(main())
