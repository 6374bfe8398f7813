"""Labels of form fields."""

import re

from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QWidget

_MNEMONIC = re.compile(r"\(&.\)|&")


def without_mnemonic(text: str) -> str:
    """Return a label's text without its mnemonic, which is in brackets in Chinese: `性别(&X)`."""
    return _MNEMONIC.sub("", text)


def field_label(text: str, field: QWidget) -> QLabel:
    """Return a label whose mnemonic focuses `field`. Screen readers get its text as the name of the field."""
    label = QLabel(text)
    label.setBuddy(field)
    field.setAccessibleName(without_mnemonic(text))
    if isinstance(field, QAbstractSpinBox):
        field.lineEdit().setAccessibleName(without_mnemonic(text))  # the line edit inside has the focus
    return label
