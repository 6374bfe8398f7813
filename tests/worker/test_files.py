"""Files of messages: sending, receiving, and the copies on this computer."""

from pathlib import Path

from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import File, Text
from qqdesk.protocol.file_info import FileKind
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk


def attachment(path: Path, content: bytes, *, is_copy: bool = False, thumbnail: bytes = b"") -> Attachment:
    path.write_bytes(content)
    kind, side = (FileKind.JPEG, 640) if thumbnail else (FileKind.OTHER, 0)
    return Attachment(path, path.name, len(content), kind, side, side, "", thumbnail, is_copy)


def test_each_file_is_shown_at_once_and_text_does_not_wait_for_it(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    files = [
        attachment(tmp_path / "cat.jpg", b"miau", is_copy=True, thumbnail=b"mi"),
        attachment(tmp_path / "plan.pdf", b"secret"),
    ]
    last = one.result(one.messenger.files.send(chat_with(TWO), files, Text("look")))
    one.send(TWO, "hello")

    shown = [message.body for message in one.messenger.conversation(chat_with(TWO)).messages[:2]]
    assert shown[1] == last.body
    assert [(body.info.name, body.caption.text) for body in shown if isinstance(body, File)] == [
        ("cat.jpg", ""),
        ("plan.pdf", "look"),
    ]
    cat, plan = (body.info for body in shown if isinstance(body, File))
    assert one.messenger.files.path(plan.id) == tmp_path / "plan.pdf"
    copy, thumbnail = one.messenger.files.path(cat.id), one.messenger.files.thumbnail(cat.id)
    assert copy is not None and copy.read_bytes() == b"miau" and not (tmp_path / "cat.jpg").exists()
    assert thumbnail is not None and thumbnail.read_bytes() == b"mi"
    two.wait_texts(ONE, "hello")
