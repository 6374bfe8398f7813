"""Files in messages, and own pictures as faces."""

import hashlib
import secrets
from dataclasses import dataclass, replace

from qqdesk.conformance.contact_lists import Pair, befriend
from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawReply, RawSession
from qqdesk.conformance.raw_http import Response, send_to
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol import log_commands
from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.file_commands import FILE_PATH, GetFile, GetFileReply, NewFile, NewFileReply
from qqdesk.protocol.file_info import FileInfo, FileKind
from qqdesk.protocol.room_commands import NewRoom, NewRoomReply

section = Section("Files")

_SIZE = 3000
_THUMBNAIL = b"\xff\xd8\xff" + bytes(range(100))
_RANGES = (
    ("bytes=0-0", 0, 1),
    ("bytes=1000-", 1000, _SIZE),
    (f"bytes={_SIZE - 1}-{2 * _SIZE}", _SIZE - 1, _SIZE),
    ("bytes=-10", _SIZE - 10, _SIZE),
)
_NO_RANGES = ("bytes=0-1,5-6", "lines=1-2", "bytes=-")
"""Ranges that no server has to know, and invalid ones."""
_TEXT = "[picture] 猫, 1.jpg 3 KB"


@dataclass(frozen=True)
class _Upload:
    """A new file, which only its announcement describes as a picture."""

    request: NewFile
    content: bytes


def _new_upload(content: bytes | None = None) -> _Upload:
    content = secrets.token_bytes(_SIZE) if content is None else content
    digest = hashlib.sha256(content).hexdigest()
    hint = "AAAA" * 16
    name = "猫, 1.jpg"
    request = NewFile(secrets.token_hex(16), len(content), digest, name, FileKind.JPEG, (640, 480), hint)
    return _Upload(request, content)


def _friends(fixture: Fixture) -> Pair:
    return befriend(*(fixture.file_session(account) for account in fixture.people[:2]))


def _announce(session: RawSession, upload: _Upload) -> NewFileReply:
    return session.get(upload.request, NewFileReply)


def _post(session: RawSession, token: str, query: str, body: bytes) -> RawReply:
    response = send_to(session.target, body, path=f"{FILE_PATH}{token}?{query}")
    expect(response.status == 200, f"HTTP status {response.status} for a piece")
    return RawReply(response.body)


def _upload(session: RawSession, content: bytes | None = None) -> _Upload:
    """Upload a file in two pieces."""
    upload = _new_upload(content)
    token, half = _announce(session, upload).token, len(upload.content) // 2
    for position, piece in ((0, upload.content[:half]), (half, upload.content[half:])):
        raw = _post(session, token, f"POS={position}", piece)
        end = position + len(piece)
        expect(raw.is_done and raw.number("POS") == end, f"POS={end} is wanted for a piece, {raw} came")
    return upload


def _send(session: RawSession, to: int, upload: _Upload) -> RawReply:
    return session.ask(c.SendMessage(to, _TEXT, secrets.token_hex(16), file=upload.request.id))


def _sent(fixture: Fixture) -> tuple[RawSession, RawSession, _Upload]:
    """Two people, and a file that the first has sent to the second."""
    one, other = _friends(fixture)
    upload = _upload(one)
    raw = _send(one, other.number, upload)
    expect(raw.is_done, f"CLTMSG with FID is answered {raw}")
    return one, other, upload


def _get(session: RawSession, token: str, *headers: str, method: str = "GET") -> Response:
    return send_to(session.target, b"", *headers, method=method, path=FILE_PATH + token)


def _download(session: RawSession, upload: _Upload, *headers: str) -> Response:
    token = session.get(GetFile(upload.request.id), GetFileReply).token
    return _get(session, token, *headers)


@section.row("file.uploaded", "A file is uploaded in pieces, and is then complete")
def _is_uploaded(fixture: Fixture) -> None:
    one = fixture.file_session(fixture.people[0])
    upload = _upload(one)
    position = _announce(one, upload).position
    expect(position == _SIZE, f"POS={position} of {_SIZE} after the last piece")
    empty = _new_upload(b"")
    position = _announce(one, empty).position
    seen = position, _download(one, empty).body
    expect(seen == (0, b""), f"an empty file is complete at once; POS={position}, and {len(seen[1])} bytes came")


@section.row("file.place", "A piece that belongs elsewhere gets RES=33 and its place", needs="file.uploaded")
def _place(fixture: Fixture) -> None:
    one = fixture.file_session(fixture.people[0])
    upload = _new_upload()
    token = _announce(one, upload).token
    start = 0
    for end, positions in ((0, (100,)), (100, (0, 101)), (_SIZE, (0, 100, _SIZE))):
        if end:
            _post(one, token, f"POS={start}", upload.content[start:end])
        start = end
        for position in positions:
            raw = _post(one, token, f"POS={position}", b"x" * 100)
            seen = (raw.result, raw.number("POS"))
            expect(seen == (33, end), f"RES=33 and POS={end} are wanted for POS={position}, {raw} came")


@section.row("file.continued", "NewFile again continues an upload after a break", needs="file.uploaded")
def _continued(fixture: Fixture) -> None:
    one = fixture.file_session(fixture.people[0])
    upload = _new_upload()
    _post(one, _announce(one, upload).token, "POS=0", upload.content[:1000])
    again = _announce(one, upload)
    expect(again.position == 1000, f"POS={again.position} after 1000 bytes")
    raw = _post(one, again.token, "POS=1000", upload.content[1000:])
    expect(raw.is_done, f"the last piece is answered {raw}")


@section.row("file.digest", "A wrong digest gets RES=34, and the upload starts again", needs="file.uploaded")
def _digest(fixture: Fixture) -> None:
    one = fixture.file_session(fixture.people[0])
    upload = _new_upload()
    token = _announce(one, upload).token
    raw = _post(one, token, "POS=0", bytes(_SIZE + 1))
    expect(raw.result == Result.MALFORMED, f"more bytes than announced are answered {raw}")
    raw = _post(one, token, "POS=0", bytes(_SIZE))
    expect(raw.result == Result.WRONG_DIGEST, f"other bytes are answered {raw}")
    position = _announce(one, upload).position
    expect(position == 0, f"POS={position} after a wrong digest")


@section.row("file.id", "An FID stands for one content and one person", needs="file.uploaded")
def _id(fixture: Fixture) -> None:
    one, other = _friends(fixture)
    upload = _new_upload()
    _announce(one, upload)
    other.expect_refusal(upload.request, Result.MALFORMED)
    one.expect_refusal(replace(upload.request, digest="0" * 64), Result.MALFORMED)


@section.row("file.message", "A message brings FID, SIZE, TYPE, DIM, HINT and NAME", needs="file.uploaded")
def _message(fixture: Fixture) -> None:
    one, other, upload = _sent(fixture)
    wanted = FileInfo(upload.request.id, _SIZE, FileKind.JPEG, 640, 480, upload.request.hint, upload.request.name)
    for messages in (
        other.fetch_all(),
        other.get(log_commands.GetLog(one.number, page_size=1), log_commands.GetLogReply).messages,
    ):
        came = [(message.file, message.text) for message in messages if message.file is not None]
        expect(came == [(wanted, _TEXT)], f"{wanted} is wanted, {came} came")


@section.row("file.without", "A session without FILE gets the text alone", needs="file.message")
def _without(fixture: Fixture) -> None:
    one, _ = _friends(fixture)
    _, other = befriend(one, fixture.extended_session(fixture.people[1]))
    upload = _upload(one)
    _send(one, other.number, upload)
    raw = other.ask(c.GetMessages(acknowledge=other.stored or None))
    expect("FILE" not in raw, f"{raw} came")
    other.expect_texts(one, _TEXT)


@section.row("file.refused", "An incomplete file or another person's cannot be sent", needs="file.message")
def _refused(fixture: Fixture) -> None:
    one, other = _friends(fixture)
    upload = _new_upload()
    _announce(one, upload)
    own = _upload(one)
    for session, to, file in ((one, other, upload), (other, one, own), (one, other, _new_upload())):
        raw = _send(session, to.number, file)
        expect(raw.result == Result.NO_SUCH_USER, f"CLTMSG with FID is answered {raw}")
        to.expect_texts(session)
    for session, to in ((one, other), (other, one)):  # who has received a file may send it
        raw = _send(session, to.number, own)
        expect(raw.is_done, f"CLTMSG with FID is answered {raw}")
    client_id, next_file = secrets.token_hex(16), _upload(one)
    for file_id, result in ((own.request.id, 0), (own.request.id, 0), (next_file.request.id, 10), (None, 10)):
        raw = one.ask(c.SendMessage(other.number, _TEXT, client_id, file=file_id))
        expect(raw.result == result, f"the same CID with FID={file_id} is answered {raw}")


@section.row("file.download", "A download is whole, or the range that is wanted", needs="file.message")
def _ranges(fixture: Fixture) -> None:
    _, other, upload = _sent(fixture)
    token = other.get(GetFile(upload.request.id), GetFileReply).token
    for wanted, start, end in _RANGES:
        response = _get(other, token, f"Range: {wanted}")
        seen = (response.status, response.header("content-range"))
        expect(seen == (206, f"bytes {start}-{end - 1}/{_SIZE}"), f"Range: {wanted} is answered {seen}")
        expect(response.body == upload.content[start:end], f"Range: {wanted} brings {len(response.body)} bytes")
    for headers in ((), *((f"Range: {no_range}",) for no_range in _NO_RANGES)):
        whole = _get(other, token, *headers)
        is_right = whole.status == 200 and whole.body == upload.content
        expect(is_right, f"{headers} is answered with status {whole.status}, {len(whole.body)} bytes")
    outside = _get(other, token, f"Range: bytes={_SIZE}-")
    seen = (outside.status, outside.header("content-range"))
    expect(seen == (416, f"bytes */{_SIZE}"), f"{seen} for a Range behind the end")
    refused = _get(other, token, method="PUT")
    seen = (refused.status, refused.header("allow"))
    expect(seen == (405, "GET, HEAD, POST"), f"PUT is answered {seen}")


@section.row("file.browser", "No browser shows the content of a download", needs="file.download")
def _browser(fixture: Fixture) -> None:
    _, other, upload = _sent(fixture)
    response = _download(other, upload)
    for name, wanted in (
        ("content-type", "application/octet-stream"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ):
        expect(response.header(name) == wanted, f"{name} is {response.header(name)}")
    expect(response.header("content-disposition").startswith("attachment"), "it is no attachment")
    expect("sandbox" in response.header("content-security-policy"), "its policy has no sandbox")


@section.row("file.reach", "Only people with a message may read its file", needs="file.message")
def _reach(fixture: Fixture) -> None:
    one, other = _friends(fixture)
    upload = _upload(one)
    other.expect_refusal(GetFile(upload.request.id), Result.NO_SUCH_USER)
    _send(one, other.number, upload)
    expect(_download(other, upload).body == upload.content, "the download is another one")
    other.expect_refusal(GetFile(upload.request.id, True), Result.NO_SUCH_USER)


@section.row("file.ends", "The token of a download ends with the message", needs="file.download")
def _ends(fixture: Fixture) -> None:
    one, other, upload = _sent(fixture)
    token = other.get(GetFile(upload.request.id), GetFileReply).token
    last = other.get(log_commands.GetLog(one.number, page_size=1), log_commands.GetLogReply).messages[0].id or 0
    other.do(log_commands.ClearLog(one.number, last))
    status = _get(other, token).status
    expect(status == 404, f"HTTP status {status} after ClearLog")


@section.row("file.room", "Members of a room may read the files in its log", needs="file.message")
def _room(fixture: Fixture) -> None:
    one, other = _friends(fixture)
    number = one.get(NewRoom(secrets.token_hex(16), "conformance", people=(other.number,)), NewRoomReply).number
    fixture.rooms.append(number)
    upload = _upload(one)
    other.expect_refusal(GetFile(upload.request.id), Result.NO_SUCH_USER)
    raw = _send(one, number, upload)
    expect(raw.is_done, f"CLTMSG with FID to a room is answered {raw}")
    expect(_download(other, upload).body == upload.content, "the download is another one")


@section.row("file.forwarded", "What is in my reach needs no upload", needs="file.reach")
def _forwarded(fixture: Fixture) -> None:
    _, other, upload = _sent(fixture)
    position = _announce(other, _new_upload(upload.content)).position
    expect(position == _SIZE, f"POS={position} of {_SIZE} for a content that I was sent")


@section.row("file.thumbnail", "A thumbnail is uploaded before the end of its file", needs="file.download")
def _thumbnail(fixture: Fixture) -> None:
    one = fixture.file_session(fixture.people[0])
    upload = _new_upload()
    token = _announce(one, upload).token
    for query, body in (("THUMB=1", _THUMBNAIL), ("POS=0", upload.content)):
        raw = _post(one, token, query, body)
        expect(raw.is_done, f"{query} is answered {raw}")
    reply = one.get(GetFile(upload.request.id, True), GetFileReply)
    came = reply.size, _get(one, reply.token).body
    expect(came == (len(_THUMBNAIL), _THUMBNAIL), f"SIZE={reply.size}, and {len(came[1])} bytes came")


@section.row("file.face", "An own picture is a face that everybody may read", needs="file.reach")
def _face(fixture: Fixture) -> None:
    one, other = _friends(fixture)
    upload = _upload(one)
    one.do(c.ModifyInfo({}, own_face=upload.request.id))
    try:
        shown = other.get(c.GetInfo(one.number), c.GetInfoReply).own_face
        expect(shown == upload.request.id, f"FACE={shown} in GetInfo")
        other.wait_for(MessageKind.PROFILE_CHANGED, one.number)
        one.do(c.ModifyInfo({}, own_face=upload.request.id))
        expect(not other.fetch_kind(MessageKind.PROFILE_CHANGED, one.number), "the same face is a change")
        contacts = other.get(c.QueryStatus(1, one.number - 1), c.QueryStatusReply).contacts
        expect(contacts[0].own_face == upload.request.id, f"FACE={contacts[0].own_face} in Query_Stat")
        expect(_download(other, upload).body == upload.content, "the download is another one")
    finally:
        one.do(c.ModifyInfo({}, own_face=""))
