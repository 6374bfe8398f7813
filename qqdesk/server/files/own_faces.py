"""Own pictures as faces: functions on a connection."""

from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_commands import MAX_FACE_BYTES
from qqdesk.protocol.file_info import FileKind
from qqdesk.server.delivery import message_files
from qqdesk.server.errors import RefusedError, malformed, no_such_file
from qqdesk.server.storage.interface import Database


def set_own_face(db: Database, account: int, file: bytes | None) -> None:
    """Set the file with the own face of an account; None removes the face. Raises RefusedError."""
    if file is not None:
        info = message_files.use(db, [(account, file)]).get((account, file))
        if info is None:
            raise no_such_file()
        if info.size > MAX_FACE_BYTES:
            raise RefusedError(Result.MESSAGE_TOO_LONG, f"a face has at most {MAX_FACE_BYTES} bytes")
        if info.kind not in (FileKind.JPEG, FileKind.PNG):
            raise malformed("FACE: a JPEG or PNG picture is wanted")
    db.execute("UPDATE users SET picture = ? WHERE number = ?", (file, account))


def own_face(db: Database, account: int) -> bytes | None:
    """Return the file with the own face of an account."""
    row = db.execute("SELECT picture FROM users WHERE number = ?", (account,)).fetchone()
    return None if row is None else row[0]
