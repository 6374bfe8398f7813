"""The place on this computer: its server, shared by the windows."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from qqdesk.worker.local_server import LocalServer, server_command
from qqdesk.worker.place_settings import (
    FILE_NAME,
    PlaceSettings,
    create_place,
    discard_place,
    open_place,
    read_place,
)


class LocalPlace(QObject):
    """Owns the server. `start` it, then wait for `started` or `failed`."""

    started = Signal(str)
    """The URL for a client on this computer; again after each restart."""
    failed = Signal(object)
    """Problem LOCAL_SERVER_FAILED."""
    port_taken = Signal(int)
    """Another program listens on this port. Only after `start(keeps_port=True)`."""
    invited = Signal(str)
    """The administrator's invitation of a place without accounts."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.folder = folder
        self._server: LocalServer | None = None

    @property
    def settings(self) -> PlaceSettings:
        return read_place(self.folder)

    @property
    def exists(self) -> bool:
        """Whether a place was started here before."""
        return (self.folder / FILE_NAME).exists()

    @property
    def is_running(self) -> bool:
        """Whether the server runs and belongs to this program."""
        return self._server is not None and self._server.is_running

    @property
    def address(self) -> str:
        """The address for a client on this computer; "" while no server runs."""
        return self._server.address() if self._server is not None else ""

    def lan_addresses(self) -> list[str]:
        """Return the addresses for other computers; none while only this computer can reach the place."""
        return self._server.lan_addresses() if self._server is not None else []

    def create(self, name: str) -> None:
        """Write the settings of a new place. Raises OSError."""
        create_place(self.folder, name)

    def start(self, *, keeps_port: bool = False) -> None:
        """Start the server unless it runs. With `keeps_port` a taken port ends the attempt: see `port_taken`."""
        if self._server is None:
            self.adopt(LocalServer(server_command(), self.folder))
        assert self._server is not None
        self._server.may_change_port = not keeps_port
        self._server.start()

    def invite_administrator(self) -> None:
        """Ask for an administrator's invitation of a place that has accounts: see `invited`."""
        if self._server is not None:
            self._server.invite_administrator()

    def discard(self) -> None:
        """Forget the settings of a place that was not started."""
        self.stop()
        discard_place(self.folder)

    def change_reach(self, *, is_open: bool) -> None:
        """Open the place to the network or close it; a running server restarts. Raises OSError."""
        open_place(self.folder, is_open=is_open)
        self.restart()

    def restart(self) -> None:
        """Restart a running server: with other settings, or after an update of the program."""
        if self._server is not None and self._server.is_running:
            self._server.stop()
            self._server.start()

    def restart_if_lost(self) -> None:
        """Start the server if it does not run: it may have belonged to another program that ended."""
        if self._server is not None and not self._server.is_running:
            self._server.start()

    def adopt(self, server: LocalServer) -> None:
        """Own a running server."""
        server.setParent(self)
        self._server = server
        server.started.connect(self.started)
        server.failed.connect(self.failed)
        server.port_taken.connect(self.port_taken)
        server.invited.connect(self.invited)

    def release(self) -> LocalServer | None:
        """Give up the server without stopping it."""
        server, self._server = self._server, None
        if server is not None:
            server.started.disconnect(self.started)
            server.failed.disconnect(self.failed)
            server.port_taken.disconnect(self.port_taken)
            server.invited.disconnect(self.invited)
            server.setParent(None)
        return server

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server.deleteLater()
            self._server = None
