"""The exceptions of the codec, by whose fault they are."""

from qqdesk.protocol.codes import Result


class LocalError(Exception):
    """The codec was used wrongly: a bug in this program."""


class RemoteError(Exception):
    """The other side sent something invalid."""


class MalformedRequestError(RemoteError):
    """An invalid request.

    `version`, `command`, `sequence` and `number` are its readable parts, "" and 0 otherwise. `result` is the code of
    the reply, `reason` a short English sentence.
    """

    def __init__(self, result: Result, reason: str, *, version: str, command: str, sequence: str, number: int) -> None:
        super().__init__(reason)
        self.result = result
        self.reason = reason
        self.version = version
        self.command = command
        self.sequence = sequence
        self.number = number


class MalformedReplyError(RemoteError):
    """A reply that does not fit its request."""
