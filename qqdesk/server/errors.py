"""What a handler may raise, and what becomes of it on the wire."""

from qqdesk.protocol.codec import Refusal
from qqdesk.protocol.codes import EndReason, Result


class RefusedError(Exception):
    """The request is not carried out, and the client is told why."""

    def __init__(self, result: Result, reason: str, *, wait: int | None = None, why: EndReason | None = None) -> None:
        super().__init__(reason)
        self.refusal = Refusal(result, reason, wait, why)


class StorageError(Exception):
    """The disk failed us; nothing was changed."""


class DamageError(StorageError):
    """What is stored cannot be read: the file is damaged, or the disk fails."""


class UncertainError(StorageError):
    """The database was lost over a commit: all of it was changed, or nothing. Whoever asked gets no answer, and so asks
    again: repeats are known."""


class DataFolderError(Exception):
    """The data folder cannot be used as it is; the text is a sentence for the person who runs the server."""


class MovedError(DataFolderError):
    """The data of this folder is in another database now, `place`."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The data of this server was moved to {place}. Say that it is there: database = "
            '"postgresql://…" in server.toml, or --database.'
        )
        self.place = place


class BackupError(Exception):
    """A backup was not made, or cannot be used; the text is a sentence for the person who runs the server."""


class CertificateError(DataFolderError):
    """The server's certificate cannot be used as it is; the text is a sentence for the person who runs the server."""


def malformed(reason: str) -> RefusedError:
    return RefusedError(Result.MALFORMED, reason)


def storage_failed() -> RefusedError:
    return RefusedError(Result.SERVER_FAILED, "the server failed; nothing was changed")


def no_such_user() -> RefusedError:
    return RefusedError(Result.NO_SUCH_USER, "there is no such user")


def may_not_write() -> RefusedError:
    """One sentence for both: who was blocked need not be told that by the server."""
    return RefusedError(Result.NOT_ALLOWED, "neither of you has the other on the list or they blocked you")


def not_signed_in(why: EndReason | None) -> RefusedError:
    """`why` is for sessions with EXT; None says nothing more."""
    sentence = "signed in elsewhere" if why is EndReason.SIGNED_IN_ELSEWHERE else "not signed in"
    return RefusedError(Result.NOT_SIGNED_IN, sentence, why=why)
