"""Converts errors of the client to sentences with exit codes."""

from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.client.errors import (
    BadReplyError,
    ChangedCertificateError,
    ClientError,
    HostNameRefusedError,
    LoginRefusedError,
    NetworkError,
    NotSignedInError,
    PlacesFileError,
    RefusedError,
    UnencryptedServerError,
    UnknownCertificateError,
)
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import written_fingerprint


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
            return CommandError(
                f"{str(error).rstrip('.')}. Ask the operator of the server; nothing was sent.", ExitCode.NO_CONNECTION
            )
        case NetworkError():
            return CommandError(f"{str(error).rstrip('.')}.", ExitCode.NO_CONNECTION)
        case PlacesFileError():
            return CommandError(f"{str(error).rstrip('.')}.", ExitCode.LOCAL)
        case LoginRefusedError():
            return CommandError(f"The sign-in was refused: {_server_reason(error.reason)}.", ExitCode.NOT_SIGNED_IN)
        case NotSignedInError(why=EndReason.SIGNED_IN_ELSEWHERE):
            return CommandError(
                "The session ended: another computer signed in with this number.", ExitCode.NOT_SIGNED_IN
            )
        case NotSignedInError(why=EndReason.SHUT_OUT):
            return CommandError("The operator of the server banned this account.", ExitCode.NOT_SIGNED_IN)
        case NotSignedInError():
            return CommandError("The password was changed.", ExitCode.NOT_SIGNED_IN)
        case RefusedError(result=Result.NO_SUCH_USER):
            return CommandError("There is no such user.", ExitCode.UNKNOWN_PERSON)
        case RefusedError(is_client_id_taken=True):
            return CommandError("Another text was sent with this key before. Nothing was sent now.", ExitCode.REFUSED)
        case RefusedError(wait=int(wait)):
            return CommandError(
                f"The server refused it: {_server_reason(error.reason)}. Try again in {wait} s.", ExitCode.REFUSED
            )
        case RefusedError():
            return CommandError(f"The server refused it: {_server_reason(error.reason)}.", ExitCode.REFUSED)
        case HostNameRefusedError():
            return CommandError(f"{error}.", ExitCode.NO_CONNECTION)
        case BadReplyError():
            return CommandError(f"The other end is not a server of this protocol: {error}.", ExitCode.NO_CONNECTION)
    return CommandError(f"{str(error).rstrip('.')}.", ExitCode.NO_CONNECTION)


def _server_reason(text: str) -> str:
    return text.rstrip(".") or "it gave no reason"
