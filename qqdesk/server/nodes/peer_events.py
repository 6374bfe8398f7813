"""What servers on one database hint to one another: kinds of hints, each with numbers."""

MAIL = "m"
"""Something came into the mailboxes of these users."""
SESSIONS = "s"
"""Of these users: they came or went, or their status is another one."""
POLLS = "p"
"""These users ask another server now."""
TOLD = "t"
"""What users were told of their contacts' presence, packed: nobody else needs to."""
ADDED = "a"
"""Who came onto whose list, packed."""
BLOCKED = "b"
"""Who may see another one's presence no more, or again, packed."""
PROFILE = "n"
"""The nickname or the face of these users changed."""
TYPING = "w"
"""Who writes to whom just now, packed."""
KNOCK = "k"
"""A server is new here, or somebody wrote who is no server: anything may have changed."""

_CONTACT = 10**12
_STATUS = 10**2


def pack(owner: int, contact: int, status: int = 0) -> int:
    """Two users, one on the other's list, and a status as one number."""
    return owner * _CONTACT + contact * _STATUS + status


def unpack(packed: int) -> tuple[int, int, int]:
    """Owner, contact and status."""
    owner, rest = divmod(packed, _CONTACT)
    return owner, *divmod(rest, _STATUS)
