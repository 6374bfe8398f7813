"""Exit codes of `qqdesk-cli`, and the error that ends it with one."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from qqdesk.client.errors import (
    ChangedCertificateError,
    ClientError,
    FileChangedError,
    LocalFileError,
    LoginRefusedError,
    NotSignedInError,
    PlacesFileError,
    RefusedError,
    UnencryptedServerError,
    UnknownCertificateError,
)
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import written_fingerprint


class ExitCode(IntEnum):
    OK = 0
    REFUSED = 1
    """The server or the recipient refused."""
    USAGE = 2
    NO_CONNECTION = 3
    """The server cannot be reached, does not reply in time, or is not trusted."""
    NOT_SIGNED_IN = 4
    """The password is wrong or missing, or the session was ended."""
    UNKNOWN_PERSON = 5
    """No user or several users have that name."""
    BAD_INPUT = 6
    """The input is not a valid message."""
    LOCAL = 7
    """A local file or the output cannot be used."""
    BUG = 70
    INTERRUPTED = 130


EXIT_CODES_HELP = (
    "Exit codes: 0 success; 1 refused by the server or the recipient; 2 wrong usage; 3 no connection, or "
    "a server that is not trusted; 4 not signed in: the password is wrong or missing, or the session was "
    "ended; 5 no person has that name, or several have it; 6 the input is not a valid message; "
    "7 a local file or the output cannot be used; 70 a bug; 130 interrupted, 143 terminated."
)


class CommandError(Exception):
    """Ends the program with a sentence on standard error and an exit code."""

    def __init__(self, sentence: str, code: ExitCode) -> None:
        super().__init__(sentence)
        self.code = code


@contextmanager
def command_errors() -> Iterator[None]:
    """Raise errors of the client as CommandError."""
    try:
        yield
    except ClientError as error:
        raise to_command_error(error) from error
    except LocalError as error:
        raise CommandError(f"{str(error).rstrip('.')}.", ExitCode.USAGE) from error


def to_command_error(error: ClientError) -> CommandError:
    sentence = f"{str(error).rstrip('.')}."
    match error:
        case UnknownCertificateError():
            return CommandError(
                f"The certificate of {error.doubt.server} is not known here. Compare its fingerprint with the one that "
                f"the server prints at its start, and give it with --fingerprint: "
                f"{written_fingerprint(error.fingerprint)}",
                ExitCode.NO_CONNECTION,
            )
        case UnencryptedServerError():
            return CommandError(
                f"The connection to {error.doubt.server} is not encrypted: others on the network can "
                "read the password. Add --unencrypted to continue; the choice is remembered for this server.",
                ExitCode.NO_CONNECTION,
            )
        case ChangedCertificateError():
            return CommandError(f"{sentence} Ask the operator of the server; nothing was sent.", ExitCode.NO_CONNECTION)
        case PlacesFileError() | LocalFileError() | FileChangedError():
            return CommandError(sentence, ExitCode.LOCAL)
        case LoginRefusedError():
            return CommandError(f"The sign-in was refused: {_server_reason(error.reason)}.", ExitCode.NOT_SIGNED_IN)
        case NotSignedInError(why=EndReason.SIGNED_OUT_BY_OWNER):
            return CommandError("This device was signed out from another device.", ExitCode.NOT_SIGNED_IN)
        case NotSignedInError(why=EndReason.ENDED_BY_OPERATOR):
            return CommandError("The operator of the server banned this account.", ExitCode.NOT_SIGNED_IN)
        case NotSignedInError():
            return CommandError("The session ended. Perhaps the password was changed.", ExitCode.NOT_SIGNED_IN)
        case RefusedError(result=Result.NO_SUCH_USER):
            what = next((word for word in ("room", "message") if word in error.reason), "user")
            return CommandError(f"There is no such {what}.", ExitCode.UNKNOWN_PERSON)
        case RefusedError(is_client_id_taken=True):
            return CommandError("Another text was sent with this key before. Nothing was sent now.", ExitCode.REFUSED)
        case RefusedError(wait=int(wait)):
            return CommandError(
                f"The server refused it: {_server_reason(error.reason)}. Try again in {wait} s.", ExitCode.REFUSED
            )
        case RefusedError():
            return CommandError(f"The server refused it: {_server_reason(error.reason)}.", ExitCode.REFUSED)
    return CommandError(sentence, ExitCode.NO_CONNECTION)


def _server_reason(text: str) -> str:
    return text.rstrip(".") or "it gave no reason"
