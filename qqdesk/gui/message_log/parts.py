"""Which part shows which kind of content. A new kind is a class of its own and one entry here."""

from collections.abc import Callable

from qqdesk.domain.body import Body, Text
from qqdesk.gui.message_log.part import Content, Part, PartStyle
from qqdesk.gui.message_log.text_part import TextPart

_PARTS: dict[type, Callable[[Body, PartStyle], list[Part]]] = {
    Text: lambda body, style: [TextPart(body.plain_text(), style)],
}


def content_of(body: Body, style: PartStyle) -> Content:
    return Content(_PARTS[type(body)](body, style))
