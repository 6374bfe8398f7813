"""A session bus of the test's own with a real gnome-keyring on it."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

needs_secret_service = pytest.mark.skipif(
    not shutil.which("dbus-daemon") or not shutil.which("gnome-keyring-daemon"), reason="needs dbus and gnome-keyring"
)


@contextlib.contextmanager
def secret_service(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    """Unlocked, with its files in `home`; this process finds it as any program does."""
    runtime = home / "run"
    runtime.mkdir(parents=True, mode=0o700)
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("HOME", str(home))
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", f"--address=unix:dir={runtime}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert bus.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
        daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ),
        )
        try:
            assert daemon.stdin is not None and daemon.stdout is not None
            daemon.stdin.write(b"keyring password")
            daemon.stdin.close()
            daemon.stdout.readline()  # it says where it listens once it does
            monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
            yield
        finally:
            # Without it there is none: those that tests define count as backends, too, once they are imported.
            monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
            daemon.kill()
            daemon.wait()
            if daemon.stdout is not None:
                daemon.stdout.close()
    finally:
        bus.kill()
        bus.wait()
        if bus.stdout is not None:
            bus.stdout.close()
