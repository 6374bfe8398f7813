"""Convert errors of the client and the history into problems for the user."""

import logging
import sqlite3

from qqdesk.atomic_file import FolderError
from qqdesk.client.errors import (
    BadAddressError,
    BadReplyError,
    ChangedCertificateError,
    ClientError,
    ClosedError,
    DamagedFileError,
    EncryptionLostError,
    FileChangedError,
    HostNameRefusedError,
    LocalFileError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    OtherPlaceError,
    PlacesFileError,
    RefusedError,
    UnencryptedServerError,
    UnknownCertificateError,
)
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.store import Store
from qqdesk.history.errors import (
    DamagedExportError,
    ExportOfAnotherError,
    ExportTooNewError,
    HistoryDamagedError,
    HistoryError,
    HistoryFormatError,
    HistoryMigrationError,
    NotAnExportError,
)
from qqdesk.protocol.codes import AddAnswer, EndReason, Result
from qqdesk.protocol.commands import AnswerAdd
from qqdesk.protocol.record import Request

_log = logging.getLogger(__name__)

_NETWORK = {
    NetworkErrorKind.UNREACHABLE: ProblemKind.NO_CONNECTION,
    NetworkErrorKind.RESET: ProblemKind.NO_CONNECTION,
    NetworkErrorKind.PROXY: ProblemKind.PROXY,
    NetworkErrorKind.TIMED_OUT: ProblemKind.TIMED_OUT,
    NetworkErrorKind.CERTIFICATE: ProblemKind.CERTIFICATE,
    NetworkErrorKind.NO_TLS: ProblemKind.NO_ENCRYPTION,
}
_RESULTS = {
    Result.UNKNOWN_COMMAND: ProblemKind.NOT_SUPPORTED,
    Result.UNKNOWN_VERSION: ProblemKind.NOT_SUPPORTED,
    Result.NO_SUCH_USER: ProblemKind.NO_SUCH_USER,
    Result.NOT_ALLOWED: ProblemKind.NOT_ALLOWED,
    Result.BAD_INVITATION: ProblemKind.INVITATION_REFUSED,
    Result.TOO_MANY_REQUESTS: ProblemKind.TOO_MANY_REQUESTS,
    Result.MESSAGE_TOO_LONG: ProblemKind.MESSAGE_TOO_LONG,
    Result.MAILBOX_FULL: ProblemKind.MAILBOX_FULL,
    Result.NO_SPACE: ProblemKind.FILES_FULL,
    Result.FILE_GONE: ProblemKind.FILE_GONE,
    Result.SERVER_FAILED: ProblemKind.SERVER_FAILED,
}
_ENDS = {
    EndReason.SIGNED_OUT_BY_OWNER: ProblemKind.SIGNED_OUT_ELSEWHERE,
    EndReason.ENDED_BY_OPERATOR: ProblemKind.BANNED,
    EndReason.TOO_MANY_DEVICES: ProblemKind.SIGNED_OUT_ELSEWHERE,
}


def problem_of(error: Exception) -> Problem:
    """Return the problem for an error; BUG for an unexpected exception."""
    detail = str(error)
    match error:
        case BadAddressError():
            return Problem(ProblemKind.BAD_ADDRESS, detail)
        case UnknownCertificateError():
            return Problem(ProblemKind.UNKNOWN_CERTIFICATE, detail, certificate=error.doubt)
        case ChangedCertificateError():
            return Problem(ProblemKind.CERTIFICATE_CHANGED, detail, certificate=error.doubt)
        case UnencryptedServerError():
            return Problem(ProblemKind.UNENCRYPTED, detail, certificate=error.doubt)
        case OtherPlaceError():
            return Problem(ProblemKind.OTHER_PLACE, detail)
        case EncryptionLostError():
            return Problem(ProblemKind.ENCRYPTION_LOST, detail)
        case PlacesFileError():
            return Problem(ProblemKind.PLACES_FILE, detail)
        case NetworkError():
            return Problem(_NETWORK[error.kind], detail)
        case HostNameRefusedError():
            return Problem(ProblemKind.HOST_NAME_REFUSED, detail)
        case BadReplyError():
            return Problem(ProblemKind.NOT_A_SERVER, detail)
        case LoginRefusedError():
            return Problem(_end_kind(error.why, ProblemKind.WRONG_PASSWORD), error.reason)
        case NotSignedInError():
            return Problem(_end_kind(error.why, ProblemKind.SESSION_ENDED), detail)
        case RefusedError():
            kind = (
                _RESULTS.get(Result(error.result), ProblemKind.REFUSED_BY_SERVER)
                if _known(error)
                else (ProblemKind.REFUSED_BY_SERVER)
            )
            return Problem(kind, error.reason, error.wait)
        case FileChangedError():
            return Problem(ProblemKind.FILE_CHANGED, detail)
        case DamagedFileError():
            return Problem(ProblemKind.FILE_DAMAGED, detail)
        case FolderError(filename=folder) | LocalFileError(cause=FolderError(filename=folder)):
            return Problem(ProblemKind.FOLDER, folder)
        case LocalFileError():
            return Problem(ProblemKind.DISK, detail)
        case ClosedError():
            return Problem(ProblemKind.SESSION_ENDED, detail)
        case ClientError():
            return Problem(ProblemKind.NO_CONNECTION, detail)
        case HistoryDamagedError():
            return Problem(ProblemKind.HISTORY_DAMAGED, str(error.damaged_copy))
        case HistoryFormatError():
            return Problem(ProblemKind.HISTORY_FORMAT, str(error.path))
        case HistoryMigrationError():
            return Problem(ProblemKind.HISTORY_MIGRATION, str(error.path))
        case NotAnExportError():
            return Problem(ProblemKind.NOT_AN_EXPORT, detail)
        case ExportTooNewError():
            return Problem(ProblemKind.EXPORT_TOO_NEW, detail)
        case ExportOfAnotherError():
            return Problem(ProblemKind.EXPORT_OF_ANOTHER, str(error.number))
        case DamagedExportError():
            return Problem(ProblemKind.EXPORT_DAMAGED, str(error.line))
        case HistoryError() | OSError() | sqlite3.Error():
            return Problem(ProblemKind.DISK, detail)
    return Problem(ProblemKind.BUG, type(error).__name__)


def problem_at_end(
    store: Store, problem: Problem, error: Exception, password_hash: str, *, is_open: bool, is_private: bool
) -> Problem:
    """Refuse offline login if the error that ends a session says so, and return the problem for the user.

    `is_open`: the session has data to show. `is_private`: nobody on the network could have said what the server said.
    Only the owner of the account can have the messages deleted: the operator's ban may be lifted.
    """
    kind = problem.kind
    if not is_open and kind in (ProblemKind.NO_CONNECTION, ProblemKind.TIMED_OUT) and store.has_password:
        kind = ProblemKind.OFFLINE_EXPIRED if store.is_expired else ProblemKind.OTHER_PASSWORD
    elif isinstance(error, LoginRefusedError) and kind is ProblemKind.WRONG_PASSWORD:
        if store.refuse_password(password_hash):
            kind = ProblemKind.PASSWORD_CHANGED
    elif isinstance(error, LoginRefusedError | NotSignedInError):
        by_owner = error.why == EndReason.SIGNED_OUT_BY_OWNER
        if by_owner or error.why == EndReason.ENDED_BY_OPERATOR:
            try:
                if store.revoke(erases=by_owner and is_private):
                    kind = ProblemKind.SIGNED_OUT_AND_ERASED
            except HistoryError as failure:
                _log.error("%s", failure)
    return problem._replace(kind=kind)


def _end_kind(why: int | None, other: ProblemKind) -> ProblemKind:
    return next((kind for reason, kind in _ENDS.items() if reason == why), other)


def request_problem(request: Request, error: ClientError) -> Problem:
    """Return the problem for a request that failed."""
    problem = problem_of(error)
    is_ask = isinstance(request, AnswerAdd) and request.answer == AddAnswer.ASK
    if is_ask and problem.kind is ProblemKind.NOT_ALLOWED:
        return problem._replace(kind=ProblemKind.REQUEST_DECLINED)
    return problem


def _known(error: RefusedError) -> bool:
    return error.result in tuple(Result)
