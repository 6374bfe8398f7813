"""With which password and status the session signs in."""

from dataclasses import dataclass, field

from qqdesk.protocol.codes import Status


@dataclass(slots=True)
class Credentials:
    """The one place for both. The receiver's methods change them, from any thread.

    `password_hash` is sent in place of the password. `server_status` is the last status that the server got in this
    session; None before that.
    """

    password_hash: str = field(repr=False)
    status: Status
    server_status: Status | None = None
