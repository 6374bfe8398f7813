"""What can go wrong in the codec, and whose fault it is."""

from qqdesk.protocol.codes import Result


class LocalError(Exception):
    """We misused something: a bug on our side."""


class RemoteError(Exception):
    """The other side sent something that cannot be used."""


class MalformedRequestError(RemoteError):
    """A request that cannot be carried out as it stands.

    `version`, `command`, `sequence` and `number` are what could be read of it ("" and 0 where nothing could),
    `result` is the code to answer with, `reason` a short English sentence.
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
    """A reply that is not what its request asks for."""
