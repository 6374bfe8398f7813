"""The sign-in window of a real desk, filled in and submitted."""

from qqdesk.gui.start.application_controller import ApplicationController
from tests.helpers.server import LocalServer, ServerProcess


def sign_in(
    desk: ApplicationController, server: LocalServer | ServerProcess, password: str = "secret", number: int = 10001
) -> None:
    page = desk.sign_in_window.page
    page.number.setText(str(number))
    page.password.setText(password)
    page.server.choose(server.address)
    desk.sign_in_window.submit.click()
