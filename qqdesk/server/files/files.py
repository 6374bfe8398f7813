"""The rows of files, and own pictures as faces: functions on a connection."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_commands import MAX_FACE_BYTES, MAX_THUMBNAIL_BYTES, NewFile
from qqdesk.protocol.file_info import FileKind
from qqdesk.server.delivery import message_files
from qqdesk.server.errors import RefusedError, malformed, no_such_file
from qqdesk.server.storage.interface import Database, Rows

_COLUMNS = "id, owner, digest, thumbnail, size, name, is_whole"
_SAME_CONTENT = f"SELECT {_COLUMNS} FROM files WHERE digest = ? AND size = ? AND is_whole = 1 LIMIT 20"
_INSERT = """
INSERT INTO files (id, owner, digest, thumbnail, size, kind, width, height, hint, name, is_whole, created)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""".strip()
# A content that was sent several times counts once, each unfinished upload for itself. Each may have a thumbnail, and
# uploads of one content that went on at the same time may have left several.
_USED = """
SELECT coalesce(sum(size), 0), coalesce(sum(contents), 0), coalesce(sum(uploads), 0),
    (SELECT count(DISTINCT thumbnail) FROM files WHERE thumbnail IS NOT NULL{owner})
FROM (
    SELECT DISTINCT digest, size, 1 AS contents, 0 AS uploads FROM files WHERE is_whole = 1{owner}
    UNION ALL SELECT digest, size, 0, 1 FROM files WHERE is_whole = 0{owner}
) AS used
""".strip()


class StoredFile(NamedTuple):
    """A row of `files`. The content of a file that is not whole is a part in the folder."""

    id: bytes
    owner: int
    digest: bytes
    thumbnail: bytes | None
    size: int
    name: str
    is_whole: bool

    def __repr__(self) -> str:
        return f"StoredFile({self.id.hex()})"


class Quotas(NamedTuple):
    """The most bytes of one file, of the files of one person, and of all."""

    most_of_file: int
    most_of_person: int
    most_of_all: int


def find(db: Database, id_: bytes) -> StoredFile | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM files WHERE id = ?", (id_,)).fetchone()
    return None if row is None else _stored(row)


def find_readable(db: Database, account: int, id_: bytes) -> StoredFile:
    """Return a whole file. Raises RefusedError if this account may not read it."""
    found = find(db, id_)
    if found is None or not found.is_whole or _is_banned(db, account) or not message_files.may_read(db, account, id_):
        raise no_such_file()
    return found


def find_upload(db: Database, account: int, id_: bytes) -> StoredFile:
    """Return a file that this account uploads. Raises RefusedError if it does not."""
    found = find(db, id_)
    if found is None or found.owner != account or _is_banned(db, account):
        raise no_such_file()
    return found


def _is_banned(db: Database, account: int) -> bool:
    """Whether an account is banned or deleted. Its tokens are valid longer than its sessions."""
    return db.execute("SELECT 1 FROM users WHERE number = ? AND banned IS NULL", (account,)).fetchone() is None


def announce(db: Database, owner: int, request: NewFile, now: int, quotas: Quotas, left: int) -> StoredFile:
    """Return the row of a file, which is new or was announced before. Raises RefusedError.

    A new file is whole at once if its owner may read a file with the same content. Others may have `left` bytes.
    """
    id_, digest = bytes.fromhex(request.id), bytes.fromhex(request.digest)
    found = find(db, id_)
    if found is not None:
        if (found.owner, found.size, found.digest) != (owner, request.size, digest):
            raise malformed("FID: it belongs to another file")
        db.execute("UPDATE files SET created = ?, unused_since = NULL WHERE id = ?", (now, id_))
        return found
    if request.size > quotas.most_of_file:
        raise RefusedError(Result.MESSAGE_TOO_LONG, f"a file has at most {quotas.most_of_file} bytes")
    same = _same_content(db, owner, digest, request.size)
    if same is None and request.size > left:
        raise no_space("the server has no space for this file")
    thumbnail = None if same is None else same.thumbnail
    described = (str(request.kind), *request.dimensions, request.hint, request.name)
    db.execute(_INSERT, (id_, owner, digest, thumbnail, request.size, *described, int(same is not None), now))
    if used_by(db, owner) > quotas.most_of_person:
        raise no_space("your files take all the space that one person has")
    return StoredFile(id_, owner, digest, thumbnail, request.size, request.name, same is not None)


def _same_content(db: Database, account: int, digest: bytes, size: int) -> StoredFile | None:
    same = map(_stored, db.execute(_SAME_CONTENT, (digest, size)).fetchall())
    found = next((file for file in same if message_files.may_read(db, account, file.id)), None)
    if found is not None and not db.execute(f"SELECT 1 FROM files WHERE id = ?{db.row_lock}", (found.id,)).fetchone():
        return None  # Another server has just deleted it, and deletes its content.
    return found


def used_by(db: Database, owner: int) -> int:
    """Return the bytes of a person's files, with those of thumbnails and unfinished uploads."""
    return _bytes(db.execute(_USED.format(owner=" AND owner = ?"), (owner,) * 3))


def used(db: Database) -> int:
    """Return the bytes of all files, with those of thumbnails and unfinished uploads."""
    return _bytes(db.execute(_USED.format(owner="")))


def _bytes(used: Rows) -> int:
    size, contents, uploads, thumbnails = map(int, used.fetchone())
    return size + MAX_THUMBNAIL_BYTES * (max(contents, thumbnails) + uploads)


def has_whole(db: Database) -> bool:
    """Return whether there is a file with a content."""
    return db.execute("SELECT 1 FROM files WHERE is_whole = 1 LIMIT 1").fetchone() is not None


def set_whole(db: Database, id_: bytes, is_whole: bool) -> None:
    db.execute("UPDATE files SET is_whole = ? WHERE id = ?", (int(is_whole), id_))


def set_thumbnail(db: Database, id_: bytes, digest: bytes) -> None:
    db.execute("UPDATE files SET thumbnail = ? WHERE id = ?", (digest, id_))


def no_space(reason: str) -> RefusedError:
    return RefusedError(Result.NO_SPACE, reason)


def _stored(row: Sequence[Any]) -> StoredFile:
    *fields, is_whole = row
    return StoredFile._make([*fields, bool(is_whole)])


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
