"""Which parts show which kind of content. A new kind is a class of its own and one entry here."""

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.gui.message_log.file_part import FilePart
from qqdesk.gui.message_log.part import Content, FileStyle, Part, PartStyle
from qqdesk.gui.message_log.picture_part import PicturePart
from qqdesk.gui.message_log.text_part import TextPart


def content_of(message: Message, style: PartStyle, file_style: FileStyle) -> Content:
    body = message.body
    if not isinstance(body, File):
        return Content([TextPart(body.plain_text(), style)])
    make = PicturePart if body.info.is_picture else FilePart
    parts: list[Part] = [make(message, body, style, file_style)]
    if body.caption.text:
        parts.append(TextPart(body.caption.text, style))
    return Content(parts)
