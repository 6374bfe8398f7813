"""Contact lists of two sessions: put each other on them, or take each other off."""

from qqdesk.conformance.errors import NotTriedError
from qqdesk.conformance.raw_client import RawSession
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddAnswer, AddOutcome
from qqdesk.protocol.entry_kinds import MessageKind

NICKNAME = "conformance"
"""The start of the nicknames of new accounts, and the reason of contact requests."""

Pair = tuple[RawSession, RawSession]


def befriend(one: RawSession, other: RawSession) -> Pair:
    """Put each on the other's list. Raises NotTriedError."""
    put_on_list(one, other)
    put_on_list(other, one)
    return emptied(one, other)


def strangers(one: RawSession, other: RawSession) -> Pair:
    """Take each off the other's list."""
    for owner, contact in ((one, other), (other, one)):
        if has_on_list(owner, contact.number):
            owner.do(c.DeleteFromList(contact.number))
    return emptied(one, other)


def put_on_list(owner: RawSession, contact: RawSession) -> None:
    """Put the account of `contact` on the list of `owner`. Raises NotTriedError."""
    if has_on_list(owner, contact.number):
        return
    outcome = owner.get(c.AddToList(contact.number), c.AddToListReply).outcome
    if outcome == AddOutcome.ADDED:
        return
    if outcome == AddOutcome.NOBODY:
        raise NotTriedError(f"{contact.number} accepts no contact requests")
    owner.do(c.AnswerAdd(contact.number, AddAnswer.ASK, NICKNAME))
    contact.wait_for(MessageKind.ADD_REQUEST, owner.number)
    contact.do(c.AnswerAdd(owner.number, AddAnswer.GRANT))
    if not has_on_list(owner, contact.number):
        raise NotTriedError(f"{owner.number} cannot add {contact.number}", is_trouble=True)


def emptied(one: RawSession, other: RawSession) -> Pair:
    """Empty both mailboxes. What the second one acknowledges can be a receipt for the first."""
    for session in (one, other, one):
        session.fetch_all()
    return one, other


def has_on_list(owner: RawSession, number: int) -> bool:
    """Return whether the number is on the list. Sends one request, for the page that would begin with it."""
    return number in owner.get(c.ListContacts(1, number - 1), c.ListReply).numbers
