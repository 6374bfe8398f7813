"""`qqdesk-cli send`: from the start of the process until it ended, the message accepted, in a real server's process.

    python tests/bench/cli_send.py [ROUNDS]

Beside it, in turns: an interpreter that does nothing, and the least that one would write oneself: a script that
imports requests and posts the two bodies, with the password and the number in it. Prints medians and their ratios to
that script, and fails where a median is MOST_S or more. The disk is warm: an installed program has its .pyc files.
"""

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from qqdesk.client.known_places import id_of_address
from qqdesk.domain.saved_accounts import keyring_key
from qqdesk.system.keys import Keys
from tests.helpers.command_line import CommandLine
from tests.helpers.secret_service import secret_service
from tests.helpers.server import ServerProcess, add_to_lists, add_user, md5, running_server

MOST_S = 0.5
NAME = "with a script of one's own"
SCRIPT = """
import os, sys, requests
url, ps = sys.argv[1:]
session = requests.Session()
session.trust_env = False
def post(body):
    reply = session.post(url, data=body.encode(), timeout=20).text
    assert "&RES=0" in reply, reply
device = os.urandom(16).hex()
post(f"VER=1.1&CMD=TryPwd&SEQ=1&UIN=10001&PS={ps}&DEV={device}")
post(f"VER=1.1&CMD=CLTMSG&SEQ=2&UIN=10001&PWD={ps}&DEV={device}&CID={os.urandom(16).hex()}&UN=10002&MG=hello")
"""


def took_s(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - began


def cases(cli: CommandLine, server: ServerProcess, has_keyring: bool) -> dict[str, list[str]]:
    tls, fingerprint = server.read_tls_line()
    commands = {
        "an interpreter": [sys.executable, "-c", "pass"],
        NAME: [sys.executable, "-c", SCRIPT, server.address, md5("secret")],
        "send": cli.argv("send", *cli.user(10001), "10002", "hello"),
        "to a name": cli.argv("send", *cli.user(10001), "Bela", "hello"),
        "by TLS": cli.argv("send", *cli.user(10001, tls), "--fingerprint", fingerprint, "10002", "hello"),
    }
    if has_keyring:
        Keys().write(keyring_key(10001, id_of_address(server.address)), "secret")
        who = ["--user", "10001", "--server", server.address]
        commands["from the keyring"] = cli.argv("send", *who, "10002", "hello")
    return commands


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    has_keyring = bool(shutil.which("dbus-daemon") and shutil.which("gnome-keyring-daemon"))
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        if has_keyring:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            stack.enter_context(secret_service(patch, folder / "desktop"))
        server = stack.enter_context(running_server(folder))
        for number, nickname in ((10001, "Anna"), (10002, "Bela")):
            add_user(server.folder, number, nickname=nickname)
        add_to_lists(server.folder, [(10001, 10002)])
        cli = CommandLine(folder / "home", server.address)
        times: dict[str, list[float]] = {}
        commands = cases(cli, server, has_keyring)
        for turn in range(rounds + 1):
            for what, command in commands.items():
                took = took_s(command, cli.environment())
                if turn:  # the first is to warm up
                    times.setdefault(what, []).append(took)
    least = statistics.median(times[NAME])
    slow = []
    for what, found in times.items():
        middle = statistics.median(found)
        print(f"{what:28} {middle * 1000:6.0f} ms, worst {max(found) * 1000:6.0f} ms, {middle / least:5.2f} x")
        slow += [what] if middle >= MOST_S else []
    if slow:
        print(f"{MOST_S * 1000:.0f} ms or more: {', '.join(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
