"""The fields of a new account: filled in already, with a password field only where it is needed."""

from collections.abc import Callable, Iterator

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.password_generator import generate_password
from qqdesk.gui.first_start.person_fields import Person, PersonFields
from qqdesk.gui.first_start.start_place_page import StartPlacePage
from qqdesk.gui.shared.face_crop import face_file
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.sign_in.sign_in_form import Mistake
from qqdesk.system.full_name import full_name
from qqdesk.worker.keyring_calls import KeyringCalls
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.picture_files import landscape

OpenFields = Callable[[type[KeyringBackend]], PersonFields]


@pytest.fixture
def calls() -> Iterator[KeyringCalls]:
    calls = KeyringCalls()
    yield calls
    calls.stop()


@pytest.fixture
def open_fields(qtbot: QtBot, calls: KeyringCalls, monkeypatch: pytest.MonkeyPatch) -> OpenFields:
    """Show the fields on a computer with this keyring."""

    def open_fields(kind: type[KeyringBackend]) -> PersonFields:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{kind.__module__}.{kind.__qualname__}")
        with qtbot.waitSignal(calls.answered):
            fields = PersonFields(FaceSource(), calls)
        qtbot.addWidget(fields)
        fields.show()
        return fields

    return open_fields


def test_with_a_keyring_the_form_is_complete(open_fields: OpenFields) -> None:
    fields = open_fields(MemoryKeyring)
    person = fields.form()
    assert isinstance(person, Person)
    assert not fields.password.isVisible()
    assert person.nickname == full_name()[:32] != ""
    assert person.is_made and person.keeps_password and len(person.password) >= 20
    assert person.password not in repr(person)


def test_without_a_keyring_the_form_needs_a_password(open_fields: OpenFields) -> None:
    fields = open_fields(NoKeyring)
    assert fields.password.isVisible()
    assert isinstance(mistake := fields.form(), Mistake) and mistake.where is fields.password
    fields.password.setText("secret1")
    person = fields.form()
    assert isinstance(person, Person)
    assert (person.password, person.keeps_password, person.is_made) == ("secret1", False, False)


def test_a_place_has_no_picture_before_it_has_its_own(qtbot: QtBot, calls: KeyringCalls) -> None:
    page = StartPlacePage(FaceSource(), calls)
    qtbot.addWidget(page)
    assert all(page.person.isAncestorOf(face) for face in page.findChildren(FaceLabel))


def test_editing_hides_the_mistake(qtbot: QtBot, calls: KeyringCalls) -> None:
    page = StartPlacePage(FaceSource(), calls)
    qtbot.addWidget(page)
    page.show()
    page.person.ask_password()
    QTest.keyClicks(page.person.password, "short")
    page.submit()
    assert page.message.isVisible()
    QTest.keyClicks(page.person.password, "er")
    assert not page.message.isVisible()


def test_a_chosen_password_is_kept_in_the_keyring(open_fields: OpenFields) -> None:
    fields = open_fields(MemoryKeyring)
    QTest.keyClick(fields.own_link, Qt.Key.Key_Return)
    fields.password.setText("secret1")
    person = fields.form()
    assert isinstance(person, Person)
    assert (person.password, person.keeps_password, person.is_made) == ("secret1", True, False)


def test_a_click_on_a_face_swaps_it_with_the_chosen_one(open_fields: OpenFields) -> None:
    fields = open_fields(MemoryKeyring)
    first, button = fields.faces.face, fields.faces.buttons[2]
    second = button.property("face")
    button.click()
    assert (fields.faces.face, button.property("face")) == (second, first)


def test_the_form_needs_a_nickname(open_fields: OpenFields) -> None:
    fields = open_fields(MemoryKeyring)
    fields.nickname.setText("   ")
    assert isinstance(mistake := fields.form(), Mistake) and mistake.where is fields.nickname


def test_generated_passwords_differ() -> None:
    assert len({generate_password() for _ in range(100)}) == 100


def test_an_own_picture_stands_for_the_face_until_another_face_is_chosen(open_fields: OpenFields) -> None:
    fields = open_fields(MemoryKeyring)
    fields.faces.chosen.show_picture(face_file(landscape(160, 160, 120)))
    person = fields.form()
    assert isinstance(person, Person) and person.picture
    fields.fill(person)
    assert fields.faces.chosen.picture == person.picture
    fields.faces.buttons[0].click()
    chosen = fields.form()
    assert isinstance(chosen, Person) and not chosen.picture
