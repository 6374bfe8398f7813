"""The text of a laid-out row."""

from PySide6.QtGui import QTextLayout

from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.text_part import TextPart


def text_part(block: Block) -> TextPart:
    (part,) = block.content.parts
    assert isinstance(part, TextPart)
    return part


def text_layout(block: Block) -> QTextLayout:
    return text_part(block).layout
