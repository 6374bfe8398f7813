"""A place whose host quits, crashes or restarts the computer: what the others notice, with real programs."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.message import Delivery
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.server_host import LOCK
from tests.helpers import programs
from tests.helpers.desk import Desk
from tests.helpers.keyrings import FileKeyring
from tests.journeys.starter import Begin, Starter

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")


@pytest.fixture
def host(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starter]:
    """Anna at a place of her own, which opens by itself from the time she says so."""
    monkeypatch.setenv("QQDESK_TEST_KEYRING", str(tmp_path / "keyring"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    anna = begin(keyring=FileKeyring)
    anna.enter_place()
    anna.wait(lambda: anna.desk.messenger.invitations.place.is_admin)
    yield anna
    command = programs.command(anna.folder, "--keep-place", "--quit")
    subprocess.run(command, check=True, timeout=programs.PATIENCE_S)


@pytest.fixture
def guest(host: Starter, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with Client(host.desk.place.address) as client:
        number = client.register(password_hash("secret"), "Ben")
    ben = Desk(qtbot, tmp_path / "ben", number).sign_in(host.desk.place.address)
    host.wait(lambda: host.desk.home.online_contacts() == ["Ben"])
    yield ben
    ben.messenger.shut_down()


def host_of(anna: Starter) -> int:
    return int((anna.place_folder / LOCK).read_text().partition("\n")[0])


def quit_and_leave_open(anna: Starter, *, stays: bool) -> None:
    desk = anna.desk
    anna.app.quit = lambda: None  # type: ignore[method-assign]
    desk.windows.quit()
    anna.wait(lambda: desk.home.question is not None)
    question = desk.home.question
    assert question is not None and question.isVisible()
    question.stays_box.setChecked(stays)
    anna.press(question.leave_button)


def is_online(guest: Desk, number: int) -> bool:
    return guest.messenger.roster.get(number).status is Status.ONLINE


def test_nobody_else_notices_that_the_host_quits(
    host: Starter, guest: Desk, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, keeper = host.desk.messenger.me.number, host_of(host)
    with Client(host.desk.place.address) as client:
        other = client.register(password_hash("secret"), "Mia")
    with Client(host.desk.place.address, other) as mia:
        mia.login(password="secret")
        guest.wait(lambda: is_online(guest, me) and is_online(guest, other))
        guest.signals.clear()
        seen: list[bool] = []
        guest.messenger.roster_changed.connect(lambda: seen.append(is_online(guest, other)))
        quit_and_leave_open(host, stays=False)
        guest.wait(lambda: not is_online(guest, me))
        again = begin(keyring=FileKeyring)
        guest.wait(lambda: is_online(guest, me))
        assert guest.of("connection_changed") == []
        assert all(seen)
        assert host_of(host) == keeper
        again.wait(again.desk.home.is_here)


def test_a_killed_window_leaves_the_place_open_and_the_next_one_finds_it(host: Starter, guest: Desk) -> None:
    me, keeper = host.desk.messenger.me.number, host_of(host)
    quit_and_leave_open(host, stays=False)
    guest.wait(lambda: not is_online(guest, me))
    guest.signals.clear()
    for end in (signal.SIGKILL, signal.SIGTERM):
        window = programs.start(host.folder)
        guest.wait_state(me, guest.send(me, "Are you there?"), Delivery.DELIVERED)
        window.send_signal(end)
        assert window.wait(programs.PATIENCE_S) in (0, -end)
        window.communicate()
        if end is signal.SIGKILL:
            assert host_of(host) == keeper
            assert guest.of("connection_changed") == []
    # The session of the computer ended, and nothing was said about staying.
    assert not (host.place_folder / LOCK).exists()
    guest.wait_phase(ConnectionPhase.WAITING)


def test_a_program_that_finds_an_open_place_and_does_not_sign_in_leaves_it_open(
    host: Starter, guest: Desk, begin: Begin
) -> None:
    me, keeper = host.desk.messenger.me.number, host_of(host)
    quit_and_leave_open(host, stays=False)
    guest.wait(lambda: not is_online(guest, me))
    guest.signals.clear()
    again = begin()
    again.desk.place.start()
    again.wait(lambda: again.desk.place.is_running)
    again.desk.shut_down()
    assert host_of(host) == keeper
    assert guest.of("connection_changed") == []


def test_a_restart_after_a_crash_of_the_window_leaves_the_place_open(host: Starter, guest: Desk) -> None:
    me, keeper = host.desk.messenger.me.number, host_of(host)
    quit_and_leave_open(host, stays=False)
    guest.wait(lambda: not is_online(guest, me))
    guest.signals.clear()
    _, _, _, _, *words = programs.command(host.folder)
    broken = [sys.executable, "-P", "-m", "tests.helpers.broken_program", "signed_in", "restart", *words]
    subprocess.run(broken, check=True, timeout=programs.PATIENCE_S, stdout=subprocess.DEVNULL)
    try:
        # The program that was started again signs in by itself.
        guest.wait_state(me, guest.send(me, "Are you there?"), Delivery.DELIVERED)
        assert host_of(host) == keeper
        assert guest.of("connection_changed") == []
    finally:
        subprocess.run(programs.command(host.folder, "--quit"), check=True, timeout=programs.PATIENCE_S)


def test_a_restart_of_the_computer_opens_the_place_again(host: Starter, guest: Desk) -> None:
    me, address, keeper = host.desk.messenger.me.number, host.desk.place.address, host_of(host)
    quit_and_leave_open(host, stays=True)
    (entry,) = (Path.home() / ".config" / "autostart").iterdir()
    try:
        os.kill(keeper, signal.SIGKILL)
        guest.wait_lost()
        (line,) = [line for line in entry.read_text().splitlines() if line.startswith("Exec=")]
        # A session without any screen, as before the desktop is there.
        environment = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
        with subprocess.Popen(shlex.split(line.removeprefix("Exec=")), env=environment) as process:
            guest.messenger.try_now()
            guest.wait_connected()
            # The window leaves a place that stays without a question.
            window = programs.start(host.folder)
            guest.wait(lambda: is_online(guest, me))
            quitting = programs.command(host.folder, "--quit")
            subprocess.run(quitting, check=True, timeout=programs.PATIENCE_S)
            assert window.wait(programs.PATIENCE_S) == 0
            window.communicate()
            assert host_of(host) == process.pid
            with Client(address) as client:
                hello = client.hello()
            assert hello is not None and hello.name == "Home"
            subprocess.run([*quitting, "--keep-place"], check=True, timeout=programs.PATIENCE_S)
            assert process.wait(programs.PATIENCE_S) == 0
    finally:
        entry.unlink()
