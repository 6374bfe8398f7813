"""The sign-in window of a real controller, filled in and submitted."""

from qqdesk.gui.start.application_controller import ApplicationController
from tests.helpers.server import LocalServer, ServerProcess


def sign_in(
    controller: ApplicationController,
    server: LocalServer | ServerProcess,
    password: str = "secret",
    number: int = 10001,
) -> None:
    page = controller.sign_in_window.page
    page.number.setText(str(number))
    page.password.setText(password)
    page.server.choose(server.address)
    controller.sign_in_window.submit.click()
