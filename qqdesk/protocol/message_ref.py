"""How an entry names another message: by its author and its client id (CID), which every device knows."""

from dataclasses import dataclass

from qqdesk.protocol.wire import CLIENT_ID, USER, Kind, Pairs

_SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class MessageRef:
    """The message that an entry answers or changes, as in `10001:0192…`.

    `maker` is who changed it, 0 in a reply. The maker is not always UN: in an inbox UN is the other person.
    """

    author: int
    client_id: str
    maker: int = 0


def read_message_ref(text: str) -> MessageRef | None:
    """Return the reference, None for an invalid one."""
    author, _, rest = text.partition(_SEPARATOR)
    client_id, _, maker = rest.partition(_SEPARATOR)
    pairs = Pairs({})
    try:
        ref = MessageRef(
            USER.read(pairs, author), CLIENT_ID.read(pairs, client_id), USER.read(pairs, maker) if maker else 0
        )
    except ValueError:
        return None
    return ref if ref.client_id else None


def write_message_ref(ref: MessageRef) -> str:
    words = [str(ref.author), ref.client_id]
    if ref.maker:
        words.append(str(ref.maker))
    return _SEPARATOR.join(words)


def _read_wanted(pairs: Pairs, raw: str) -> MessageRef:
    ref = read_message_ref(pairs.decode(raw).strip())
    if ref is None or ref.maker:
        raise ValueError("the number of an author, a colon and 32 hexadecimal digits are wanted")
    return ref


TARGET = Kind(_read_wanted, write_message_ref)
"""The message that a request is about."""
MESSAGE_REF = Kind(
    lambda pairs, raw: read_message_ref(pairs.decode(raw).strip()),
    lambda ref: write_message_ref(ref) if ref is not None else "",
)
"""One item of a list; "" for an entry without a reference."""
