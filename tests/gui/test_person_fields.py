"""The fields of a new account: prefilled, and with a password field only where it is needed."""

from collections.abc import Iterator

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.password_generator import generate_password
from qqdesk.gui.first_start.person_fields import Person, PersonFields
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.sign_in_form import Mistake
from qqdesk.system.full_name import full_name
from qqdesk.worker.keyring_calls import KeyringCalls
from tests.helpers.keyrings import MemoryKeyring


@pytest.fixture
def keyring(qtbot: QtBot) -> Iterator[KeyringCalls]:
    calls = KeyringCalls()
    yield calls
    calls.stop()


def fields_with(
    kind: type[KeyringBackend], keyring: KeyringCalls, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, name: str | None
) -> PersonFields:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{kind.__module__}.{kind.__qualname__}")
    with qtbot.waitSignal(keyring.answered):
        fields = PersonFields(FaceSource(), keyring, name=name)
    qtbot.addWidget(fields)
    fields.show()
    return fields


def test_with_a_keyring_nothing_has_to_be_typed(
    keyring: KeyringCalls, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    fields = fields_with(MemoryKeyring, keyring, monkeypatch, qtbot, None)
    person = fields.form()
    assert isinstance(person, Person)
    assert not fields.password.isVisible()
    assert person.nickname == full_name()[:32] != ""
    assert person.is_made and person.keeps_password and len(person.password) >= 20
    assert person.password not in repr(person)
    fields.close()


def test_without_a_keyring_the_password_is_asked_for(
    keyring: KeyringCalls, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    fields = fields_with(NoKeyring, keyring, monkeypatch, qtbot, "Ben")
    assert fields.password.isVisible()
    assert isinstance(mistake := fields.form(), Mistake) and mistake.where is fields.password
    fields.password.setText("secret1")
    person = fields.form()
    assert isinstance(person, Person)
    assert (person.password, person.keeps_password, person.is_made) == ("secret1", False, False)
    fields.close()


def test_a_person_may_choose_the_password_and_keep_it(
    keyring: KeyringCalls, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    fields = fields_with(MemoryKeyring, keyring, monkeypatch, qtbot, "Ben")
    QTest.keyClick(fields.own_link, Qt.Key.Key_Return)
    fields.password.setText("secret1")
    person = fields.form()
    assert isinstance(person, Person)
    assert (person.password, person.keeps_password, person.is_made) == ("secret1", True, False)
    fields.close()


def test_a_face_is_swapped(keyring: KeyringCalls, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    fields = fields_with(MemoryKeyring, keyring, monkeypatch, qtbot, "Ben")
    first, button = fields.faces.face, fields.faces.buttons[2]
    second = button.property("face")
    button.click()
    assert (fields.faces.face, button.property("face")) == (second, first)
    fields.close()


def test_a_nickname_is_wanted(keyring: KeyringCalls, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    fields = fields_with(MemoryKeyring, keyring, monkeypatch, qtbot, "   ")
    assert isinstance(mistake := fields.form(), Mistake) and mistake.where is fields.nickname
    fields.close()


def test_made_passwords_differ() -> None:
    assert len({generate_password() for _ in range(100)}) == 100
