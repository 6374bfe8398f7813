"""The service in a tree without systemd: does by hand the work of systemd, and talks to the server."""

import contextlib
import ctypes
import hashlib
import os
import re
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator

from bare_debian import ENVIRONMENT, Failure, Tree

USER = 61_777
"""One of the numbers that systemd uses for DynamicUser."""
_LISTENS = re.compile(r"listening on (http://\S+)")
_SYSTEMCTL = '#!/bin/sh\nprintf "%s\\n" "$*" >> /root/told-to-systemctl\n'
_REFUSE_WRITE_AND_EXECUTE = (65, 1)
"""prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN): MemoryDenyWriteExecute=yes."""


class Dispatcher:
    """The service of the package that is installed in a tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @contextlib.contextmanager
    def running(self) -> "Iterator[tuple[subprocess.Popen[str], str]]":
        """Run the unit's command as its user, without rights, in its folder. Yield the address once it is ready."""
        unit = self._tree.path("/usr/lib/systemd/system/qqdesk-server.service").read_text("utf-8")
        (command,) = re.findall(r"(?m)^ExecStart=(.*)$", unit)
        state, credentials = self._folders()
        place = self._tree.path("/run/ready")
        place.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(str(place))
            ready.settimeout(60)
            place.chmod(0o777)
            variables = {"STATE_DIRECTORY": state, "CREDENTIALS_DIRECTORY": credentials, "NOTIFY_SOCKET": "/run/ready"}
            environment = {"PATH": ENVIRONMENT["PATH"], "LANG": "C.UTF-8", "HOME": "/"} | variables
            words = re.sub(r"\$\{(\w+)\}", lambda found: variables[found[1]], command).split()
            who = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
            chroot = ["chroot", str(self._tree.folder), *who, "--inh-caps=-all", "--bounding-set=-all"]
            with subprocess.Popen(
                [*chroot, *words], env=environment, umask=0o077, preexec_fn=_write_or_execute,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            ) as server:  # fmt: skip
                try:
                    yield server, self._when_ready(server, ready)
                finally:
                    server.terminate()
                    server.communicate(timeout=20)

    def _when_ready(self, server: "subprocess.Popen[str]", ready: socket.socket) -> str:
        try:
            told = ready.recv(4096).decode()
        except TimeoutError:
            server.kill()
            raise Failure(f"the service is never ready: {server.communicate()[0]}") from None
        found = _LISTENS.search(told)
        if "READY=1" not in told or not found:
            raise Failure(f"systemd is told {told}")
        return found[1]

    def _folders(self) -> tuple[str, str]:
        """Make the private data folder of the unit and the copy of its settings."""
        private = self._tree.path("/var/lib/private")
        data, credentials = private / "qqdesk", self._tree.path("/run/credentials")
        if not data.exists():
            private.mkdir(mode=0o711)  # under systemd it sees only this folder
            data.mkdir(mode=0o700)
            self._tree.path("/var/lib/qqdesk").symlink_to("private/qqdesk")
            os.chown(data, USER, USER)
        credentials.mkdir(exist_ok=True)
        copy = credentials / "server.toml"
        shutil.copyfile(self._tree.path("/etc/qqdesk/server.toml"), copy)
        os.chown(copy, USER, USER)
        return "/var/lib/qqdesk", "/run/credentials"

    def command(self, *words: str, said: str = "") -> str:
        """Run a command as root while the server runs."""
        return self._tree.run("qqdesk-server", *words, "--data-dir", "/var/lib/qqdesk", said=said)

    def sign_in(self, address: str) -> None:
        secret = hashlib.md5(b"secret", usedforsecurity=False).hexdigest()
        if "RES=0&" not in (answer := self.ask(address, f"Login&PS={secret}&M5=1", 1)):
            raise Failure(f"an old client is told {answer}")

    def ask(self, address: str, command: str, number: int) -> str:
        word, _, rest = command.partition("&")
        body = f"VER=1.1&CMD={word}&SEQ={number}&UIN=10001" + (f"&{rest}" if rest else "")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(address + "/", body.encode()), timeout=20) as answer:
            text: str = answer.read().decode()
        return text

    @contextlib.contextmanager
    def watched(self) -> Iterator[Callable[[], str]]:
        """Make the system look as if systemd had started it. Yield a function that returns the calls of systemctl."""
        running, tool = self._tree.path("/run/systemd/system"), self._tree.path("/usr/bin/systemctl")
        said = self._tree.path("/root/told-to-systemctl")
        running.mkdir(parents=True)
        tool.write_text(_SYSTEMCTL, encoding="utf-8")
        tool.chmod(0o755)
        try:
            yield lambda: said.read_text("utf-8") if said.exists() else ""
        finally:
            running.rmdir()
            tool.unlink()
            said.unlink(missing_ok=True)


def _write_or_execute() -> None:
    """Run in the child: no memory can be both written and executed, also in programs that it starts."""
    ctypes.CDLL(None).prctl(*_REFUSE_WRITE_AND_EXECUTE, 0, 0, 0)
