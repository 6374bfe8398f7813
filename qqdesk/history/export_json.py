"""Export as JSON, for other programs and for `import_json`.

One object in UTF-8:

    format    "qqdesk-history"
    version   1, or 2 with rooms; a reader refuses a later one and ignores unknown fields
    account   the owner: number, nickname, face
    exported  the time of the export, as time below
    contacts  a list of the people with messages: number, nickname, face
    rooms     a list of the rooms with messages: number, name, face; missing if there are none
    messages  a list, in the order of the history:
      key        32 hex digits, the same in every copy of the message
      contact    the number of the other person, in both directions; missing in a room
      room       the number of the room; missing with a person
      sender     the number of the member who wrote it, in a room
      mentions   a list of the members whom it mentions; may be missing
      direction  "in" or "out"
      text       of a file: its name, then its caption in further lines
      file       id, name, size in bytes, type (jpeg, png, gif, webp or ""), width, height, hint; missing without one
      time       "2026-03-01T12:00:00.000Z"
      time_ms    the same in milliseconds since 1970; readers use this one
      state      "received"; or of mine "waiting", "sending", "sent", "delivered", "failed"
      failure    the name of the error of a failed message; may be missing
      recalled   the number of who took it back; missing for others. Then the text is empty
      edited     true if the text was edited; may be missing
      reply_to   sender and key of the message that it answers; may be missing
      reactions  a list with the number of a person and an emoji; may be missing

Each contact, room and message has its own line. `import_json` and tools rely on the lines.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

from qqdesk.domain.body import File, Recalled, mentions_in
from qqdesk.domain.message import Message
from qqdesk.history.export_source import ExportPerson, ExportSource, clamp_time, utc_time
from qqdesk.protocol.file_info import FileInfo

FORMAT = "qqdesk-history"
VERSION = 2


def write(source: ExportSource, file: TextIO) -> Iterator[int]:
    """Write the file; yield how many messages were written so far."""
    rooms = [source.label(one) for one in source.conversations if one.is_room]
    version = VERSION if rooms else 1
    file.write(f'{{\n"format": {_json(FORMAT)},\n"version": {version},\n"account": {_json(_person(source.me))},\n')
    file.write(f'"exported": {_json(_time_text(utc_time(source.order.now)))},\n"contacts": [\n')
    people = [source.label(one) for one in source.conversations if not one.is_room]
    people = list({person.number: person for person in (*people, *source.writers)}.values())
    file.write(",\n".join(_json(_person(person)) for person in people))
    if rooms:
        file.write('\n],\n"rooms": [\n')
        file.write(",\n".join(_json({"number": one.number, "name": one.nickname, "face": one.face}) for one in rooms))
    file.write('\n],\n"messages": [')
    done = 0
    for messages in source.all():
        file.write(("," if done else "") + ",".join(f"\n{_json(_message(message))}" for message in messages))
        done += len(messages)
        yield done
    file.write("\n]\n}\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _person(person: ExportPerson) -> dict[str, Any]:
    return {"number": person.number, "nickname": person.nickname, "face": person.face}


def _message(message: Message) -> dict[str, Any]:
    time = clamp_time(message.time)
    number, body = message.conversation.number, message.body
    where: dict[str, Any] = (
        {"room": number, "sender": message.sender} if message.conversation.is_room else {"contact": number}
    )
    if mentioned := mentions_in(body):
        where |= {"mentions": list(mentioned)}
    if isinstance(body, File):
        where |= {"file": _file(body.info)}
    item = {
        "key": message.id,
        **where,
        "direction": "out" if message.is_mine else "in",
        "text": message.text,
        "time": _time_text(utc_time(time)),
        "time_ms": time,
        "state": "received" if message.delivery is None else message.delivery.value,
    }
    if message.failure:
        item |= {"failure": message.failure}
    if isinstance(body, Recalled):
        item |= {"recalled": body.maker}
    if message.is_edited:
        item |= {"edited": True}
    if message.reply_to is not None:
        item |= {"reply_to": {"sender": message.reply_to.author, "key": message.reply_to.client_id}}
    if message.reactions:
        item |= {"reactions": [{"number": one.person, "emoji": one.emoji} for one in message.reactions]}
    return item


def _file(info: FileInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "name": info.name,
        "size": info.size,
        "type": str(info.kind),
        "width": info.width,
        "height": info.height,
        "hint": info.hint,
    }


def _time_text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
