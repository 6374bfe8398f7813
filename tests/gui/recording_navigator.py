"""A navigator that opens nothing and records its calls."""

from qqdesk.gui.kit.routes import Route


class RecordingNavigator:
    def __init__(self) -> None:
        self.calls: list[Route | str] = []
        """Each opened route; the name of another method."""

    def open(self, route: Route) -> None:
        self.calls.append(route)

    def sign_out(self) -> None:
        self.calls.append("sign_out")

    def quit(self) -> None:
        self.calls.append("quit")
