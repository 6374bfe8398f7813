"""Export as plain text. Message texts are indented, so that no text can imitate a heading."""

from collections.abc import Iterator
from typing import TextIO

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.history.export_source import ExportSource, day_text, local_time, offset_text, printable

ENCODING = "utf-8-sig"
"""With a byte order mark: some Windows programs read a file without one in a legacy encoding."""


def write(source: ExportSource, file: TextIO) -> Iterator[int]:
    """Write the file; yield how many messages were written so far."""
    file.write(f"{source.title}\n{source.exported}\n")
    if not source.contacts:
        file.write(f"\n{source.order.texts.nothing}\n")
    done = 0
    for conversation, contact in zip(source.conversations, source.contacts, strict=True):
        if source.order.conversation is None:
            heading = source.heading(contact)
            file.write(f"\n\n{heading}\n{'=' * len(heading)}\n")
        for count in _conversation(source, conversation, file):
            done += count
            yield done


def _conversation(source: ExportSource, conversation: ConversationId, file: TextIO) -> Iterator[int]:
    usual, today = offset_text(local_time(source.order.now)), ""
    for messages in source.conversation(conversation):
        lines = []
        for message in messages:
            moment = local_time(message.time)
            day = day_text(moment, usual)
            if day != today:
                today = day
                lines.append(f"\n{day}\n{'-' * len(day)}\n")
            who, remark = source.person(message), source.remark(message)
            lines.append(f"\n{who} {moment:%H:%M:%S}{f' [{remark}]' if remark else ''}\n")
            lines += [f"    {line}\n" for line in printable(source.text(message)).splitlines() or [""]]
        file.writelines(lines)
        yield len(messages)
