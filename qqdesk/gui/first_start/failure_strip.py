"""A strip with a sentence about a failure and, below it, one button."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from qqdesk.gui.shared.inline_message import InlineMessage


def failure_strip() -> InlineMessage:
    """Return an InlineMessage whose button stands below the sentence, because its text may be long."""
    strip = InlineMessage()
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(strip.take_sentence())
    column.addWidget(strip.button, 0, Qt.AlignmentFlag.AlignRight)
    strip.put_layout(column)
    return strip
