"""How long `Client.close` takes, and how long until what hangs is awake: `python tests/bench/client_close.py`."""

import socket
import ssl
import statistics
import tempfile
import threading
import time
from collections.abc import Callable

from qqdesk.client.client import Client
from qqdesk.client.errors import ClosedError
from qqdesk.protocol.fingerprint import fingerprint_of
from qqdesk.server.operations.certificate_maker import make_certificate
from tests.helpers.canned import CannedServer, http

ROUNDS = 50
LOGIN = http("VER=1.1&CMD=Login&SEQ=1&UIN=7&RES=0&RS=0&HI=60&LI=300&EXT=1&SID=token&STA=10")


def measure(client: Client, call: Callable[[], object], hangs: Callable[[], object]) -> tuple[float, float]:
    """Seconds that close took, and seconds until the hanging call was awake."""
    awake: list[float] = []

    def run() -> None:
        try:
            call()
        except ClosedError:
            awake.append(time.perf_counter())

    thread = threading.Thread(target=run)
    thread.start()
    hangs()
    # The thread has to be in the system call that is to be interrupted.
    time.sleep(0.03)
    began = time.perf_counter()
    client.close()
    closed = time.perf_counter()
    thread.join()
    return closed - began, awake[0] - began


def poll() -> tuple[float, float]:
    with CannedServer(LOGIN) as server:
        client = Client(server.url, 7)
        client.login("0" * 32)
        server.asked.clear()
        return measure(client, lambda: client.get_messages(50), server.asked.wait)


def encrypted_poll() -> tuple[float, float]:
    certificate, key = make_certificate()
    with tempfile.NamedTemporaryFile(suffix=".pem") as both:
        both.write(certificate + key)
        both.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both.name)
    fingerprint = fingerprint_of(ssl.PEM_cert_to_DER_cert(certificate.decode()))
    with CannedServer(LOGIN, context=context) as server:
        client = Client(server.url, 7, fingerprint=fingerprint)
        client.login("0" * 32)
        server.asked.clear()
        return measure(client, lambda: client.get_messages(50), server.asked.wait)


def connect() -> tuple[float, float]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        client = Client(f"127.0.0.1:{listener.getsockname()[1]}", 7)
        try:
            return measure(client, lambda: client.login("0" * 32), lambda: None)
        finally:
            for filler in fillers:
                filler.close()


def handshake() -> tuple[float, float]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = Client(f"https://127.0.0.1:{listener.getsockname()[1]}", 7)
        accepted: list[socket.socket] = []
        try:
            return measure(client, lambda: client.login("0" * 32), lambda: accepted.append(listener.accept()[0]))
        finally:
            accepted[0].close()


def main() -> None:
    for what, run in (
        ("long poll", poll),
        ("the same by TLS", encrypted_poll),
        ("blocked connect", connect),
        ("TLS handshake", handshake),
    ):
        rounds = [run() for _ in range(ROUNDS)]
        closes, wakes = ([pair[index] * 1000 for pair in rounds] for index in (0, 1))
        print(
            f"{what:16} close p50 {statistics.median(closes):6.2f} ms, worst {max(closes):6.2f} ms;"
            f" awake p50 {statistics.median(wakes):6.2f} ms, worst {max(wakes):6.2f} ms"
        )


if __name__ == "__main__":
    main()
