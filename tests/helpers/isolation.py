"""Give a test process its own home, temporary folder and screen, so that it touches nothing of the person who runs it.

Each worker of pytest-xdist is a process of its own.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

_DROPPED_PREFIXES = ("XDG_", "GTK_", "KDE_")
_DROPPED = ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "QQDESK_DATABASE", "QQDESK_DATA_DIR")


class Isolation:
    """The folders of one test process."""

    def __init__(self) -> None:
        # A short name: the path of a socket has at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="qq-tests-"))
        self.folder.chmod(0o711)  # PostgreSQL and other programs run as another user if the tests run as root.
        self.home, self.temporary, self.runtime = (self.folder / name for name in ("home", "tmp", "run"))
        for place in (self.home, self.temporary, self.runtime):
            place.mkdir(mode=0o700)
        self.temporary.chmod(0o1777)

    def set_environment(self) -> None:
        """Point the environment of this process and of its children to the folders."""
        for name in list(os.environ):
            if name.startswith(_DROPPED_PREFIXES) or name.lower().endswith("_proxy") or name in _DROPPED:
                del os.environ[name]
        os.environ["HOME"] = str(self.home)
        os.environ["TMPDIR"] = str(self.temporary)
        os.environ["XDG_RUNTIME_DIR"] = str(self.runtime)
        tempfile.tempdir = None  # forget the cached folder
        # Each program that a test starts would compile every changed module again.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False
        # No password store of the person.
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        if sys.platform.startswith("linux"):
            # No notification on the person's desktop: tests start their own bus (tests/helpers/session_bus.py).
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
            # No window on the person's screen, where it may not get the focus, unless QT_QPA_PLATFORM asks for it.
            if "QT_QPA_PLATFORM" not in os.environ:
                os.environ["QT_QPA_PLATFORM"] = "offscreen"
                os.environ.pop("DISPLAY", None)
                os.environ.pop("WAYLAND_DISPLAY", None)

    def files(self) -> set[Path]:
        """Return what the tests have left in the home and in the temporary folder by now.

        Not counted: what Qt and fontconfig write in any home. The runtime folder may keep sockets of killed programs.
        """
        in_home = {path for path in self.home.rglob("*") if not path.is_dir()}
        from_libraries = {path for path in in_home if path.name == "QtProject.conf" or ".cache" in path.parts}
        return (in_home - from_libraries) | set(self.temporary.iterdir())

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
