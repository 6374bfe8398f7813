"""An export for programs, and for `import_json`.

One object in UTF-8:

    format    "qqdesk-history"
    version   1; a reader refuses a later one, and leaves out what it does not know
    account   whose messages they are: number, nickname, face
    exported  when, as time below
    contacts  a list: number, nickname, face of each with whom there is a message
    messages  a list, in the order of the history:
      key        32 hex digits, the same wherever this message is
      contact    the number of the other one, whoever wrote it
      direction  "in" or "out"
      text
      time       "2026-03-01T12:00:00.000Z"
      time_ms    the same in milliseconds since 1970, which counts
      state      "received"; or of mine "waiting", "sending", "sent", "delivered", "failed"
      failure    the name of what went wrong, of a failed one; may be missing

Any JSON library reads it. Each contact and message is on a line of its own, so that a tool for lines can cut it, too.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

from qqdesk.domain.message import Message
from qqdesk.history.export_source import ExportPerson, ExportSource, clamp_time, utc_time

FORMAT = "qqdesk-history"
VERSION = 1


def write(source: ExportSource, file: TextIO) -> Iterator[int]:
    """Gives how many messages were written, from time to time."""
    file.write(f'{{\n"format": {_json(FORMAT)},\n"version": {VERSION},\n"account": {_json(_person(source.me))},\n')
    file.write(f'"exported": {_json(_time_text(utc_time(source.order.now)))},\n"contacts": [\n')
    file.write(",\n".join(_json(_person(contact)) for contact in source.contacts))
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
    item = {
        "key": message.key,
        "contact": message.contact,
        "direction": "out" if message.is_mine else "in",
        "text": message.text,
        "time": _time_text(utc_time(time)),
        "time_ms": time,
        "state": message.state.value,
    }
    return item | {"failure": message.failure} if message.failure else item


def _time_text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
