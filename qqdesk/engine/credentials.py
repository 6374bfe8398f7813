"""The password and the status for the sign-in."""

from dataclasses import dataclass, field

from qqdesk.protocol.codes import Status


@dataclass(slots=True)
class Credentials:
    """Only the receiver's methods change them, from any thread.

    `password_hash` is sent in place of the password. `server_status` is the last status that the server got in this
    session; None before.
    """

    password_hash: str = field(repr=False)
    status: Status
    server_status: Status | None = None
