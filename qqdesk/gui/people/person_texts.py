"""Texts about a person."""

from PySide6.QtCore import QCoreApplication

from qqdesk.protocol.codes import Sex


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
