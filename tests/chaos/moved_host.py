"""A guest whose place moves, in two network namespaces: python -m tests.chaos.moved_host (as root, on Linux).

Prints how long the guest is away: after another address of the host, a cut of the network, a new port of the server,
and how long a sign-in takes with five addresses of which four swallow everything.
"""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from qqdesk.client.known_places import KnownPlaces, Place
from qqdesk.worker.api import ConnectionPhase, ConnectionState, SignIn
from qqdesk.worker.messenger import Messenger
from tests.helpers.server import add_user

HOST, GUEST = "qqhost", "qqguest"
NUMBER, PASSWORD = 10001, "secret"
BLACK_HOLES = tuple(f"10.77.0.{number}:8000" for number in (101, 102, 103, 104))


def run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def inside(name: str, *words: str) -> list[str]:
    return ["ip", "netns", "exec", name, *words]


@contextlib.contextmanager
def network() -> Iterator[None]:
    """Two network namespaces on one link."""
    for name in (HOST, GUEST):
        run("ip", "netns", "add", name)
    try:
        run("ip", "link", "add", "qqv0", "netns", HOST, "type", "veth", "peer", "name", "qqv1", "netns", GUEST)
        for name, card, address in ((HOST, "qqv0", "10.77.0.1/24"), (GUEST, "qqv1", "10.77.0.2/24")):
            for words in (
                ("addr", "add", address, "dev", card),
                ("link", "set", card, "up"),
                ("link", "set", "lo", "up"),
            ):
                run(*inside(name, "ip", *words))
            run(*inside(name, "ip", "route", "add", "default", "dev", card))
        yield
    finally:
        for name in (HOST, GUEST):
            run("ip", "netns", "del", name)


@contextlib.contextmanager
def server(folder: Path, port: int = 8000) -> Iterator[subprocess.Popen[str]]:
    words = ["-m", "qqdesk.cli.server", "run", "--data-dir", str(folder), "--host", "0.0.0.0", "--port", str(port)]
    program = subprocess.Popen(
        inside(HOST, sys.executable, *words, "--name", "Home", "--tls-port", str(port + 443)), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert program.stdout is not None
    for line in program.stdout:
        if "listening on https" in line:
            break
    try:
        yield program
    finally:
        program.kill()
        program.wait()
        program.stdout.close()


@contextlib.contextmanager
def guest(folder: Path) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "tests.chaos.moved_host", "guest", str(folder)]
    program = subprocess.Popen(inside(GUEST, *words), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def await_phase(program: subprocess.Popen[str], phase: str) -> float:
    """Return the seconds until the guest reports it."""
    began = time.monotonic()
    assert program.stdout is not None
    for line in program.stdout:
        print(f"   {time.monotonic() - began:6.1f} s  {line.rstrip()}", flush=True)
        if line.split()[0] == phase:
            return time.monotonic() - began
    raise SystemExit("the guest ended")


def be_guest(folder: Path) -> None:
    """The guest's program, which prints each phase of its connection."""
    app = QCoreApplication([])
    messenger = Messenger(folder, "a" * 32)
    place = messenger.places.by_id(next(iter(place.id for place in messenger.places._read())))
    assert place is not None

    def tell(state: ConnectionState) -> None:
        problem = state.problem.kind.value if state.problem is not None else ""
        server = state.security.server if state.security is not None else ""
        print(state.phase.value, problem or server, messenger.place_id, flush=True)
        if state.phase is ConnectionPhase.ENDED:
            app.quit()

    messenger.connection_changed.connect(tell)
    messenger.sign_in(SignIn(place.addresses[0], NUMBER, PASSWORD, place=place.id))
    app.exec()
    messenger.shut_down()


def main() -> None:
    with network(), tempfile.TemporaryDirectory() as name:
        data, home = Path(name) / "server", Path(name) / "guest"
        with server(data):
            add_user(data, NUMBER, PASSWORD)
            hello = run(*inside(GUEST, sys.executable, "-c", _HELLO)).split()
        place = Place(hello[0], "Home", ("10.77.0.1:8000",), hello[1], 8443)
        KnownPlaces(home / "places.toml").remember(place)
        with server(data) as running, guest(home) as program:
            await_phase(program, "connected")
            print("the host gets another address")
            began = time.monotonic()
            run(*inside(HOST, "ip", "addr", "del", "10.77.0.1/24", "dev", "qqv0"))
            run(*inside(HOST, "ip", "addr", "add", "10.77.0.50/24", "dev", "qqv0"))
            run(*inside(HOST, "ip", "route", "replace", "default", "dev", "qqv0"))
            await_phase(program, "connecting")
            await_phase(program, "connected")
            print(f"=> back after {time.monotonic() - began:.1f} s")
            print("the network is cut for 20 s")
            run(*inside(HOST, "ip", "link", "set", "qqv0", "down"))
            time.sleep(20)
            began = time.monotonic()
            run(*inside(HOST, "ip", "link", "set", "qqv0", "up"))
            run(*inside(HOST, "ip", "route", "replace", "default", "dev", "qqv0"))
            await_phase(program, "connected")
            print(f"=> back {time.monotonic() - began:.1f} s after the network")
            print("the server is killed, and back at another port")
            began = time.monotonic()
            running.kill()
            running.wait()
            with server(data, 9000):
                await_phase(program, "connected")
                print(f"=> back after {time.monotonic() - began:.1f} s")
        print((home / "places.toml").read_text())
        print(f"history: {[path.parent.name for path in home.glob('accounts/*/history.db')]}")
        KnownPlaces(home / "places.toml").remember(
            Place(place.id, "Home", (*BLACK_HOLES, "10.77.0.50:8000"), hello[1], 8443)
        )
        run(*inside(GUEST, "ip", "route", "add", "blackhole", "10.77.0.104/32"))
        for number in (101, 102, 103):  # packets go out, and nothing comes back
            run(*inside(GUEST, "ip", "neigh", "add", f"10.77.0.{number}", "lladdr", "02:00:00:00:00:01", "dev", "qqv1"))
        print("four addresses that swallow everything, and one that is right")
        with server(data), guest(home) as program:
            print(f"=> in after {await_phase(program, 'connected'):.1f} s, with the start of the program")


_HELLO = """
from qqdesk.client.client import Client
from qqdesk.client.errors import UnknownCertificateError
client = Client("10.77.0.1:8000")
try:
    client.probe()
except UnknownCertificateError as error:
    print(client.hello().place_id, error.fingerprint)
"""

if __name__ == "__main__":
    be_guest(Path(sys.argv[2])) if sys.argv[1:2] == ["guest"] else main()
