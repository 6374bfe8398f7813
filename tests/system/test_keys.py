"""The keyring: a real one, failing ones, and unsafe ones."""

from pathlib import Path
from typing import Any

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend

from qqdesk.system.keys import SERVICE, Keys, KeysError, KeyTrouble, is_safe
from tests.helpers.keyrings import BrokenKeyring, HangingKeyring, LockedKeyring, MemoryKeyring
from tests.helpers.secret_service import needs_secret_service, secret_service

NAME = "3456789012@chat.example.org:8000"


def use(monkeypatch: pytest.MonkeyPatch, kind: type[KeyringBackend]) -> Keys:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{kind.__module__}.{kind.__qualname__}")
    MemoryKeyring.kept.clear()
    return Keys()


def test_a_password_is_saved_read_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = use(monkeypatch, MemoryKeyring)
    assert keys.read(NAME) is None
    keys.write(NAME, "pä ss 小明")
    assert MemoryKeyring.kept == {(SERVICE, NAME): "pä ss 小明"}
    assert Keys().read(NAME) == "pä ss 小明"
    keys.remove(NAME)
    keys.remove(NAME)
    assert MemoryKeyring.kept == {}


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (LockedKeyring, KeyTrouble.LOCKED),
        (BrokenKeyring, KeyTrouble.FAILED),
        (keyring.backends.fail.Keyring, KeyTrouble.MISSING),
        (keyring.backends.null.Keyring, KeyTrouble.MISSING),
    ],
)
def test_each_error_of_a_keyring_has_its_reason(
    monkeypatch: pytest.MonkeyPatch, kind: type[KeyringBackend], trouble: KeyTrouble
) -> None:
    keys = use(monkeypatch, kind)
    with pytest.raises(KeysError) as reading:
        keys.read(NAME)
    with pytest.raises(KeysError) as writing:
        keys.write(NAME, "secret")
    assert (reading.value.trouble, writing.value.trouble) == (trouble, trouble)
    assert "secret" not in str(writing.value)


def test_an_unknown_keyring_in_the_configuration_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    with pytest.raises(KeysError):
        Keys().read(NAME)


def test_a_plain_text_backend_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})
    unsafe: list[Any] = [
        plain, keyring.backends.fail.Keyring, keyring.backends.null.Keyring, keyring.backends.chainer.ChainerBackend,
    ]  # fmt: skip
    assert [is_safe(kind()) for kind in unsafe] == [False] * 4
    assert is_safe(MemoryKeyring()) and is_safe(HangingKeyring())
    monkeypatch.setattr("keyring.core.load_env", plain)
    with pytest.raises(KeysError) as caught:
        Keys().write(NAME, "secret")
    assert caught.value.trouble is KeyTrouble.MISSING
    assert (SERVICE, NAME) not in MemoryKeyring.kept


def test_the_best_safe_keyring_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file", "priority": 9})
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setattr("keyring.core.load_config", lambda: None)
    nothing: Any = keyring.backends.fail.Keyring
    there: list[KeyringBackend] = [plain(), nothing()]
    monkeypatch.setattr("keyring.backend.get_all_keyring", lambda: there)
    keys = Keys()
    with pytest.raises(KeysError):
        keys.read(NAME)
    there.append(MemoryKeyring())  # it came up later than the program
    MemoryKeyring.kept.clear()
    keys.write(NAME, "secret")
    assert MemoryKeyring.kept


@needs_secret_service
def test_a_real_keyring_saves_a_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with secret_service(monkeypatch, tmp_path):
        keys = Keys()
        assert keys.read(NAME) is None
        keys.write(NAME, "one")
        keys.write(NAME, "two 小明")
        assert Keys().read(NAME) == "two 小明"
        keys.remove(NAME)
        keys.remove(NAME)
        assert keys.read(NAME) is None
    with pytest.raises(KeysError):
        keys.read(NAME)
