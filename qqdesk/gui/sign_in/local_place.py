"""The place on this computer, for the windows. Its host is a process of its own."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.system.place_autostart import PlaceAutostart
from qqdesk.worker.local_server import ServerCommand, own_addresses
from qqdesk.worker.place_settings import (
    FILE_NAME,
    PlaceSettings,
    create_place,
    discard_place,
    open_place,
    read_place,
)
from qqdesk.worker.server_host_link import SERVER_FOLDER, ServerHostLink, autostart, has_autostart, host_command


class LocalPlace(QObject):
    """`start` the server, then wait for `started` or `failed`."""

    started = Signal(str)
    """The URL for a client on this computer; again after each restart."""
    failed = Signal(object)
    """Problem LOCAL_SERVER_FAILED or LOCAL_SERVER_VERSION; the host tries again by itself."""
    port_changed = Signal(int, int)
    """Another program uses the first port, so the place is at the second."""
    invited = Signal(str)
    """An administrator's invitation; "" if it cannot be created. Never logged."""

    def __init__(self, data: Path, parent: QObject) -> None:
        """`data`: the data folder of the program."""
        super().__init__(parent)
        self.data, self.folder = data, data / SERVER_FOLDER
        self._taken_port = 0
        self._link = ServerHostLink(data, self)
        self._link.changed.connect(self._on_changed)
        self._link.failed.connect(self._on_failed)

    @property
    def settings(self) -> PlaceSettings:
        return read_place(self.folder)

    @property
    def exists(self) -> bool:
        """Whether a place was started here before."""
        return (self.folder / FILE_NAME).exists()

    @property
    def is_running(self) -> bool:
        """Whether the server runs and is that of the host, not one that somebody started by hand."""
        return bool(self._link.state.address) and self._link.state.is_own

    @property
    def address(self) -> str:
        """The address for a client on this computer; "" while no server runs."""
        return self._link.state.address

    def lan_addresses(self) -> list[str]:
        """Return the addresses for other computers; none while only this computer can reach the place."""
        state = self._link.state
        return [f"{host}:{state.port}" for host in own_addresses()] if state.is_open and state.address else []

    @property
    def autostart(self) -> PlaceAutostart:
        """Whether the place opens by itself when the user signs in to this computer."""
        return autostart(self.data)

    @property
    def has_autostart(self) -> bool:
        return has_autostart(self.data)

    def host_command(self) -> Sequence[str]:
        """Return the command of the entry in `autostart`."""
        return host_command(self.data)

    def create(self, name: str) -> None:
        """Write the settings of a new place. Raises OSError."""
        create_place(self.folder, name)

    def start(self) -> None:
        """Start the server unless it runs, with its host."""
        self._link.open()

    def invite_administrator(self) -> None:
        """Create an administrator's invitation: see `invited`. The owner of the data folder may do so at any time."""
        arguments = ["invite", "new", "--admin", "--data-dir", str(self.folder)]
        ServerCommand(arguments, self).finished.connect(self._on_invited)

    @Slot(int, str)
    def _on_invited(self, exit_code: int, output: str) -> None:
        self.invited.emit("" if exit_code else output.splitlines()[-1])  # the code stands below the link

    def list_present(self) -> ServerCommand:
        """List who is signed in at the place, without a session; see `present_names`."""
        return ServerCommand(["user", "list", "--here", "--data-dir", str(self.folder)], self)

    def discard(self) -> None:
        """Forget the settings of a place that was not started."""
        self.stop()
        discard_place(self.folder)

    def change_reach(self, *, is_open: bool) -> None:
        """Open the place to the network or close it; a running server restarts. Raises OSError."""
        open_place(self.folder, is_open=is_open)
        self.restart()

    def restart(self) -> None:
        """Start the host and the server again: they have new settings, or the program was updated."""
        self._link.restart()

    def restart_if_lost(self) -> None:
        """Start the server if it does not run although a session wants it."""
        if self._link.is_wanted and not self.is_running:
            self._link.open()

    def leave(self) -> None:
        """Leave the place open without this program."""
        self._link.close()

    def closes_at_end(self, *, is_used: bool) -> bool:
        """Whether `end` closes the place: not if it stays open, or if it was open before and is not used here."""
        return (is_used or self._link.has_started_host) and not self.has_autostart

    def end(self, *, is_used: bool) -> None:
        """Close the place for everybody, or leave it: see `closes_at_end`."""
        if self.closes_at_end(is_used=is_used):
            self.stop()
        else:
            self.leave()

    def stop(self) -> None:
        """Close the place for everybody."""
        self._link.quit()

    @Slot()
    def _on_changed(self) -> None:
        state = self._link.state
        if state.is_other_version:
            self.failed.emit(Problem(ProblemKind.LOCAL_SERVER_VERSION, str(self.folder)))
        elif state.problem:
            self._on_failed(state.problem)
        elif state.address:
            self.started.emit(state.address)
            if state.taken_port and state.taken_port != self._taken_port:
                self._taken_port = state.taken_port
                self.port_changed.emit(state.taken_port, state.port)

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self.failed.emit(Problem(ProblemKind.LOCAL_SERVER_FAILED, reason))


def present_names(output: str) -> list[str]:
    """Return the nicknames, else the numbers, in the output of `list_present`."""
    rows = (line.split("\t") for line in output.splitlines())
    return [row[2].strip() or row[0] for row in rows if len(row) > 2]
