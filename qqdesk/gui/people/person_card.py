"""Texts about a person, and a card with face and name."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QWidget

from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.protocol.codes import Sex
from qqdesk.protocol.profile import Profile


def sex_text(sex: int) -> str:
    """Return a sex as a word; "" if not given."""
    if sex == Sex.MALE:
        return QCoreApplication.translate("Person", "Male")
    if sex == Sex.FEMALE:
        return QCoreApplication.translate("Person", "Female")
    return ""


def person_line(number: int, sex: int, age: int, province: str) -> str:
    """Return one line that distinguishes people of the same name."""
    years = QCoreApplication.translate("Person", "{age} years").format(age=age) if age else ""
    return " · ".join(part for part in (str(number), sex_text(sex), years, province.strip()) if part)


def display_name(nickname: str, number: int) -> str:
    return nickname.strip() or str(number)


def name_and_number(name: str, number: int) -> str:
    return name if name == str(number) else f"{isolated(name)} ({number})"


class PersonCard(QFrame):
    """One person: face, name, and a line about them."""

    def __init__(self, faces: FaceSource, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._face = FaceLabel(faces, size)
        self._name = ElidedLabel()
        self._name.setFont(semibold(self.font()))
        self._line = ElidedLabel(role="secondary")
        self._line.setFont(small(self.font()))
        texts = column(None, self._name, self._line, None, spacing=2)
        self.setLayout(row(self._face, (texts, 1), margins=12, spacing=12))

    def show_person(self, profile: Profile) -> None:
        name = display_name(profile.nickname, profile.number)
        self._face.show_face(profile.face, owner=profile.number)
        self._name.setText(name)
        self._line.setText(person_line(profile.number, profile.sex, profile.age, profile.province))
        self.setAccessibleName(f"{name}, {self._line.text()}")
