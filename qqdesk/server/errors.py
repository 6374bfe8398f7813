"""The exceptions of the server, and the refusals that handlers share."""

from qqdesk.protocol.codec import Refusal
from qqdesk.protocol.codes import EndReason, Result


class RefusedError(Exception):
    """The request was not executed. The reply has the refusal."""

    def __init__(self, result: Result, reason: str, *, wait: int | None = None, why: EndReason | None = None) -> None:
        super().__init__(reason)
        self.refusal = Refusal(result, reason, wait, why)


class StorageError(Exception):
    """The disk or the database failed; nothing was changed."""


class DamageError(StorageError):
    """Stored data cannot be read: the file is damaged, or the disk fails."""


class UncertainError(StorageError):
    """The database was lost during a commit, so the result is unknown.

    The client gets no reply and sends the request again, which is idempotent.
    """


class DataFolderError(Exception):
    """The data folder cannot be used. The text is a sentence for the operator."""


class OtherVersionError(DataFolderError):
    """The database is of another version of this program. It was not changed."""


class MovedError(DataFolderError):
    """The data of this folder was moved to another database, `place`."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The data of this server was moved to {place}. Say that it is there: database = "
            '"postgresql://…" in server.toml, or --database.'
        )
        self.place = place


class BackupError(Exception):
    """A backup could not be made or used. The text is a sentence for the operator."""


class CertificateError(DataFolderError):
    """The server's certificate cannot be used. The text is a sentence for the operator."""


def malformed(reason: str) -> RefusedError:
    return RefusedError(Result.MALFORMED, reason)


def storage_failed() -> RefusedError:
    return RefusedError(Result.SERVER_FAILED, "the server failed; nothing was changed")


def not_administrator() -> RefusedError:
    return RefusedError(Result.NOT_ALLOWED, "only administrators may do this, in an encrypted session")


def unknown_command() -> RefusedError:
    return RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


def no_such_user() -> RefusedError:
    return RefusedError(Result.NO_SUCH_USER, "there is no such user")


def no_such_room() -> RefusedError:
    return RefusedError(Result.NO_SUCH_USER, "there is no such room")


def no_such_file() -> RefusedError:
    return RefusedError(Result.NO_SUCH_USER, "there is no such file")


def may_not_write() -> RefusedError:
    """One sentence for both reasons, so that it does not reveal a block."""
    return RefusedError(Result.NOT_ALLOWED, "neither of you has the other on the list or they blocked you")


def not_signed_in(why: EndReason | None) -> RefusedError:
    """`why` is sent to sessions with EXT only."""
    by_owner = (EndReason.SIGNED_OUT_BY_OWNER, EndReason.TOO_MANY_DEVICES)
    sentence = "signed out on another device" if why in by_owner else "not signed in"
    return RefusedError(Result.NOT_SIGNED_IN, sentence, why=why)
