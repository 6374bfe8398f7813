"""Notices as a chat's log shows them."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.shared.bidi import isolated
from qqdesk.protocol.codes import MessageKind
from qqdesk.worker.api import Notice


def notice_line(notice: Notice) -> NoticeLine:
    """A notice in words; of a kind that is not known, its own text."""
    if notice.kind == MessageKind.ADDED_ME:
        sentence = QCoreApplication.translate("ChatNotice", "{name} has added you.")
    elif notice.kind == MessageKind.REQUEST_GRANTED:
        sentence = QCoreApplication.translate("ChatNotice", "{name} is on your list now.")
    elif notice.kind == MessageKind.REQUEST_REFUSED and notice.text.strip():
        sentence = QCoreApplication.translate("ChatNotice", "{name} declined your request: {reason}")
    elif notice.kind == MessageKind.REQUEST_REFUSED:
        sentence = QCoreApplication.translate("ChatNotice", "{name} declined your request.")
    else:
        return NoticeLine(notice.text, notice.time)
    text = sentence.format(name=isolated(notice.contact.name), reason=isolated(notice.text.strip()))
    return NoticeLine(text, notice.time)
