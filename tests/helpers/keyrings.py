"""Keyrings that do what real ones do now and then, by the name of `PYTHON_KEYRING_BACKEND` or as they are."""

import threading
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """One that works. Like those of a system, all of its objects show the same passwords."""

    priority = 1
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("no such password")


class LockedKeyring(MemoryKeyring):
    """No one types its password."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("Failed to unlock the collection!")


class BrokenKeyring(MemoryKeyring):
    """What a bus says that went away."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ConnectionResetError("the bus is gone")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ConnectionResetError("the bus is gone")


class HangingKeyring(MemoryKeyring):
    """Waits for somebody until `released`."""

    released: ClassVar[threading.Event] = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.released.wait()
        super().set_password(service, username, password)


class AskingKeyring(HangingKeyring):
    """Waits for somebody before it takes a password."""

    def get_password(self, service: str, username: str) -> str | None:
        return MemoryKeyring.get_password(self, service, username)
