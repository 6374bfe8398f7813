"""Export as one HTML file, without scripts and external resources."""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import TextIO

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.export_source import ExportPerson, ExportSource, day_text, local_time, offset_text, printable
from qqdesk.paths import resource
from qqdesk.protocol.codes import face_number

_LINK = re.compile(r"https?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef\u2018-\u201d]+", re.IGNORECASE | re.ASCII)
_ENDS = ".,;:!?)]}"
_DEFAULT_FACE = 1

# content-visibility delays layout until a day is in view, so 100,000 messages open fast.
_STYLE = """
:root{color-scheme:light dark;--window:#f4f6f9;--surface:#fff;--text:#1f2329;--second:#5f6672;--line:#e1e6ed;
--accent:#1668b8;--mine:#d7eafc}
@media(prefers-color-scheme:dark){:root{--window:#1b1d21;--surface:#25282d;--text:#e8eaed;--second:#a3a9b3;
--line:#363a41;--accent:#6cb4f5;--mine:#204a70}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 16px 64px;max-width:760px;background:var(--window);color:var(--text);
font:15px/1.45 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
h1{margin:0 0 4px;font-size:22px}
h2{display:flex;align-items:center;gap:12px;margin:40px 0 8px;font-size:18px}
h3{margin:20px 0 8px;font-size:13px;font-weight:400;text-align:center;color:var(--second)}
a{color:var(--accent)}
.note,time,small{color:var(--second);font-size:13px}
nav{margin:16px 0;padding:12px 16px;background:var(--surface);border:1px solid var(--line);border-radius:6px}
nav a{display:flex;align-items:center;gap:8px;padding:4px 0;text-decoration:none;overflow-wrap:anywhere}
.day{content-visibility:auto;contain-intrinsic-size:auto 480px}
.run{position:relative;margin:0 72px 12px 0;padding-left:52px;min-height:40px}
.run.me{margin:0 0 12px 72px;padding:0 52px 0 0;text-align:right}
.run>.face{position:absolute;left:0;top:0}
.run.me>.face{left:auto;right:0}
.face{flex:none;width:40px;height:40px;border-radius:6px;background:var(--line) center/cover no-repeat}
nav .face{width:24px;height:24px;border-radius:4px}
.run p{margin:4px 0}
.run p span{display:inline-block;max-width:100%;padding:7px 12px;border-radius:6px;text-align:start;
background:var(--surface);border:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;
unicode-bidi:isolate;min-width:2em;min-height:38px}
.me p a{color:inherit}
.me p span{background:var(--mine);border-color:var(--mine)}
@media print{:root{--window:#fff;--surface:#fff;--text:#000;--second:#444;--line:#bbb;--accent:#000;--mine:#eee}
body{max-width:none;padding:0;font-size:11pt}nav{display:none}.day{content-visibility:visible}
h2,h3{break-after:avoid}.run p{break-inside:avoid}*{print-color-adjust:exact}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def write(source: ExportSource, file: TextIO) -> Iterator[int]:
    """Write the file; yield how many messages were written so far."""
    title = escape(source.title)
    file.write(
        f'<!DOCTYPE html>\n<html lang="{escape(source.order.texts.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{title}</title>\n<style>{_STYLE}'
    )
    for number in sorted({_picture(person) for person in (source.me, *source.contacts, *source.writers)}):
        file.write(_face_rule(number))
        yield 0
    file.write(f'</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p class="note">{escape(source.exported)}</p>\n')
    if not source.contacts:
        file.write(f"<p>{escape(source.order.texts.nothing)}</p>\n")
    if len(source.contacts) > 1:
        links = (f'<a href="#c{one.number}">{_face(one)}<span>{_name(one)}</span></a>\n' for one in source.contacts)
        file.write(f"<nav>\n{''.join(links)}</nav>\n")
    done = 0
    for conversation, contact in zip(source.conversations, source.contacts, strict=True):
        file.write(f'<section id="c{contact.number}">\n')
        if source.order.conversation is None:
            file.write(f"<h2>{_face(contact)}<span>{_name(contact)}</span></h2>\n")
        for count in _conversation(source, conversation, file):
            done += count
            yield done
        file.write("</section>\n")
    file.write("</body>\n</html>\n")


def _conversation(source: ExportSource, conversation: ConversationId, file: TextIO) -> Iterator[int]:
    usual, today, sender = offset_text(local_time(source.order.now)), "", 0
    for messages in source.conversation(conversation):
        parts = []
        for message in messages:
            moment = local_time(message.time)
            day = day_text(moment, usual)
            if day != today:
                parts.append(f'{"</div></div>" if today else ""}<div class="day"><h3>{day}</h3>\n')
            elif sender != message.sender:
                parts.append("</div>\n")
            if day != today or sender != message.sender:
                who = source.person(message)
                me = " me" if message.is_mine else ""
                parts.append(f'<div class="run{me}">{_face(who)}<b>{escape(who.name)}</b>\n')
            today, sender = day, message.sender
            parts.append(_paragraph(source, message, moment))
        file.writelines(parts)
        yield len(messages)
    if today:
        file.write("</div></div>\n")


def _paragraph(source: ExportSource, message: Message, moment: datetime) -> str:
    remark = source.remark(message)
    said = f" · {escape(remark)}" if remark else ""
    time = f'<time datetime="{moment.isoformat()}">{moment:%H:%M}{said}</time>'
    return f'<p><span dir="auto">{_text(source.text(message))}</span> {time}</p>\n'


def _text(text: str) -> str:
    """Return the escaped text with clickable links."""
    text = printable(text)
    parts, at = [], 0
    for found in _LINK.finditer(text):
        url = found.group()
        while url[-1] in _ENDS and not (url[-1] == ")" and "(" in url):
            url = url[:-1]
        parts.append(escape(text[at : found.start()]))
        parts.append(f'<a href="{escape(url)}" rel="noopener noreferrer" target="_blank">{escape(url)}</a>')
        at = found.start() + len(url)
    parts.append(escape(text[at:]))
    return "".join(parts)


def _name(person: ExportPerson) -> str:
    number = f" <small>{person.number}</small>" if person.name != str(person.number) else ""
    return escape(person.name) + number


def _picture(person: ExportPerson) -> int:
    number = face_number(person.face)
    return number if number > 0 and resource("faces", f"{number}.bmp").is_file() else _DEFAULT_FACE


def _face(person: ExportPerson) -> str:
    return f'<span class="face f{_picture(person)}"></span>'


def _face_rule(number: int) -> str:
    """Return the style of a face, so that each picture is in the file once. Every browser displays BMP."""
    try:
        data = base64.b64encode(resource("faces", f"{number}.bmp").read_bytes()).decode()
    except OSError:
        return ""
    return f".f{number}{{background-image:url(data:image/bmp;base64,{data})}}\n"
