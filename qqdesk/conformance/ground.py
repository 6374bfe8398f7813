"""The people among whom statements are tried: who they are, how they are signed in, and who has whom on their list."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from qqdesk.conformance.budget import Budget
from qqdesk.conformance.reading import Reading
from qqdesk.conformance.row import NotOfferedError, NotTriedError, UnmetError
from qqdesk.conformance.talk import Account, Talk, Voice
from qqdesk.conformance.wire import Place, WireError
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MAX_NUMBER, AddAnswer, AddOutcome, MessageKind, RegistrationMode, Status

WANTED = 3
_NICKNAME = "conformance"
_PAUSES_S = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Means:
    """What the one who asks has: accounts, as number and MD5 of the password, and invitations."""

    accounts: Sequence[tuple[int, str]] = ()
    invitations: Sequence[str] = field(default=(), repr=False)


class Ground:
    """Accounts are made when the first statement needs them. Belongs to one thread."""

    def __init__(self, place: Place, budget: Budget, means: Means, hello: c.HelloReply | None) -> None:
        self.place = place
        self.budget = budget
        self.hello = hello
        self._means = means
        self.people: list[Account] = []
        self._talks: dict[int, Talk] = {}
        self._allow: dict[int, int | None] = {}
        """Who may add them, at the end."""
        self._had: list[tuple[Account, Account]] | None = None
        """Of accounts that were given: whose list, and who was on it; None while that is not known."""
        self._is_gathered = False
        self.nobody = Voice(place, budget)
        self.has_extensions = False
        """Login with EXT=1 is answered so."""
        self._classic_refusal: str | None = None
        self._why_few = ""
        self._why_none = ""
        """Somebody is not let in: so nothing can be tried."""

    def voice(self, number: int = 0, token: str | None = None) -> Voice:
        """Another voice, on a connection of its own."""
        return Voice(self.place, self.budget, number, token)

    # Accounts

    def gather(self, wanted: int) -> None:
        """See to it that there are so many people. Raises NotTriedError, and what their sign-in raises."""
        if not self._is_gathered:
            self._is_gathered = True
            self._gather()
        if self._why_none:
            raise NotTriedError(self._why_none, is_trouble=True)
        if len(self.people) < wanted:
            raise NotTriedError(self._why_few or f"it takes {wanted} accounts", is_trouble=bool(self._why_few))

    def _gather(self) -> None:
        self.people = [Account(number, secret, is_ours=False) for number, secret in self._means.accounts]
        try:
            self._register_missing()
        except (UnmetError, WireError, NotOfferedError) as error:
            self._why_few = f"no account was made: {error}"
        try:
            talks = [self._settle_in(account) for account in self.people]
        except NotTriedError as error:
            self._why_none = str(error)
            return
        self._had = [
            (owner.account, contact.account)
            for owner in talks
            for contact in talks
            if not owner.account.is_ours and has_on_list(owner, contact.number)
        ]

    def _register_missing(self) -> None:
        mode = self.hello.registration if self.hello is not None else ""
        if mode == RegistrationMode.OPEN and not self._means.accounts:
            while len(self.people) < WANTED:
                self.people.append(self.register())
        for invitation in self._means.invitations:
            if len(self.people) < WANTED:
                self.people.append(self.register(invitation))

    def register(self, invitation: str | None = None) -> Account:
        """A new account. Raises UnmetError where there is none."""
        secret = secrets.token_hex(16)
        nickname = f"{_NICKNAME} {secrets.token_hex(3)}"
        reply = self.nobody.get(c.Register(secret, nickname, invitation), c.RegisterReply)
        return Account(reply.number, secret, is_ours=True)

    def _settle_in(self, account: Account) -> Talk:
        """Note what is to be as it was, and have others ask before they add this one."""
        talk = self._sign_in(account, extended=True)
        if talk.is_extended:
            self.has_extensions = True
            own = talk.get(c.GetInfo(account.number, 3), c.GetInfoReply)
            self._allow[account.number] = AddOutcome.NOBODY if account.is_ours else own.allow
            talk.do(c.ModifyInfo({}, AddOutcome.CONSENT_NEEDED))
        return talk

    @property
    def missing_number(self) -> int:
        """Of nobody, as far as one can know."""
        return MAX_NUMBER - 7

    # Sessions

    def sign_in(
        self,
        account: Account,
        *,
        extended: bool,
        device: str = "",
        status: int | None = None,
        is_patient: bool = True,
    ) -> Reading:
        """A Login as it is answered; no session is noted."""
        device = device or secrets.token_hex(16)
        wish = c.Login(account.secret, extended=True, device=device, status=status) if extended else None
        with self.voice(account.number) as voice:
            voice.is_patient = is_patient
            return voice.ask(wish or c.Login(account.secret))

    def _sign_in(self, account: Account, *, extended: bool) -> Talk:
        device = secrets.token_hex(16)
        reading = self.sign_in(account, extended=extended, device=device)
        for seconds in _PAUSES_S:
            # An old client is told in words alone that it tries too often.
            if extended or reading.text("RS") != "1" or not self.has_extensions or not self.budget.pause(seconds):
                break
            reading = self.sign_in(account, extended=False)
        if not reading.is_done or reading.text("RS") != "0":
            raise NotTriedError(f"{account.number} is not let in: {reading}", is_trouble=True)
        token = reading.text("SID") if extended and reading.text("EXT") == "1" else None
        return self.note(account, token, device)

    def note(self, account: Account, token: str | None, device: str = "") -> Talk:
        """A session that has begun, in place of the one before."""
        before = self._talks.pop(account.number, None)
        if before is not None:
            before.close()
        talk = self._talks[account.number] = Talk(self.place, self.budget, account, token, device)
        talk.ignores_last_blank = token is None and not self.has_extensions
        return talk

    def sign_out(self, talk: Talk) -> None:
        talk.do(c.Logout())
        self.ended(talk.account)

    def ended(self, account: Account) -> None:
        """The session is none any more: the next that is wanted is a new one."""
        talk = self._talks.pop(account.number, None)
        if talk is not None:
            talk.close()

    def need_extensions(self, why_not: str) -> None:
        """Raises NotOfferedError on a server without."""
        if not self.has_extensions:
            raise NotOfferedError(why_not)

    def extended(self, account: Account) -> Talk:
        """Signed in with a token. Raises NotOfferedError."""
        self.need_extensions("Login is answered without EXT")
        talk = self._talks.get(account.number)
        return talk if talk is not None and talk.is_extended else self._sign_in(account, extended=True)

    def classic(self, account: Account) -> Talk:
        """Signed in without. Raises NotOfferedError where the server lets nobody in like that from here."""
        if self._classic_refusal is not None:
            raise NotOfferedError(self._classic_refusal)
        talk = self._talks.get(account.number)
        if talk is not None and not talk.is_extended:
            return talk
        try:
            return self._sign_in(account, extended=False)
        except NotTriedError as error:
            if not self.has_extensions:
                raise
            self._classic_refusal = f"no sign-in without EXT: {error}"
            raise NotOfferedError(self._classic_refusal) from None

    def any(self, account: Account) -> Talk:
        """Signed in as the old clients do, where that is possible."""
        with suppress(NotOfferedError):
            return self.classic(account)
        return self.extended(account)

    def pair(self) -> tuple[Talk, Talk]:
        """The first two, signed in as old clients if that is possible, with nothing that waits."""
        return self._quiet(*map(self.any, self.people[:2]))

    def extended_pair(self) -> tuple[Talk, Talk]:
        return self._quiet(*map(self.extended, self.people[:2]))

    def classic_pair(self) -> tuple[Talk, Talk]:
        return self._quiet(*map(self.classic, self.people[:2]))

    def _quiet(self, one: Talk, other: Talk) -> tuple[Talk, Talk]:
        one.drain()
        other.drain()
        return one, other

    # Who has whom

    def befriend(self, one: Talk, other: Talk) -> tuple[Talk, Talk]:
        """Put each on the other's list. Raises NotTriedError."""
        for asker, asked in ((one, other), (other, one)):
            if not has_on_list(asker, asked.number):
                self._let_in(asker, asked)
        return self._quiet(one, other)

    def friends(self) -> tuple[Talk, Talk]:
        return self.befriend(*self.pair())

    def classic_friends(self) -> tuple[Talk, Talk]:
        return self.befriend(*self.classic_pair())

    def extended_friends(self) -> tuple[Talk, Talk]:
        return self.befriend(*self.extended_pair())

    def _let_in(self, asker: Talk, asked: Talk) -> None:
        outcome = asker.get(c.AddToList(asked.number), c.AddToListReply).outcome
        if outcome == AddOutcome.ADDED:
            return
        if outcome == AddOutcome.NOBODY:
            raise NotTriedError(f"{asked.number} lets nobody add them")
        asker.do(c.AnswerAdd(asked.number, AddAnswer.ASK, "conformance"))
        asked.wait_for(MessageKind.ADD_REQUEST, asker.number)
        asked.do(c.AnswerAdd(asker.number, AddAnswer.GRANT))
        if not has_on_list(asker, asked.number):
            raise NotTriedError(f"{asker.number} cannot get {asked.number} onto their list", is_trouble=True)

    def strangers(self, one: Talk, other: Talk) -> tuple[Talk, Talk]:
        """Take each off the other's list."""
        for owner, contact in ((one, other), (other, one)):
            if has_on_list(owner, contact.number):
                owner.do(c.DeleteFromList(contact.number))
        return self._quiet(one, other)

    # The end

    def clean_up(self) -> None:
        """As little as possible stays: lists and settings as they were, and nobody signed in."""
        self.budget.begin_end()
        if self._had is not None:
            for step in (self._put_lists_back, self._put_settings_back):
                with suppress(UnmetError, NotOfferedError, NotTriedError, WireError):
                    step()
        for talk in self._talks.values():
            with suppress(UnmetError, WireError):
                talk.ask(c.Logout())
            talk.close()
        self.nobody.close()

    def _put_lists_back(self) -> None:
        for owner in self.people:
            for contact in self.people:
                if owner is not contact:
                    self._put_back(self.any(owner), self.any(contact), has=(owner, contact) in (self._had or ()))

    def _put_settings_back(self) -> None:
        for account in self.people:
            talk = self.any(account)
            talk.do(c.ChangeStatus(Status.ONLINE))
            if account.number in self._allow:
                self.extended(account).do(c.ModifyInfo({}, self._allow[account.number]))

    def _put_back(self, owner: Talk, contact: Talk, *, has: bool) -> None:
        if has_on_list(owner, contact.number) != has:
            if has:
                self._let_in(owner, contact)
            else:
                owner.do(c.DeleteFromList(contact.number))

    @property
    def left_behind(self) -> list[int]:
        """The accounts that were made."""
        return [account.number for account in self.people if account.is_ours]


def has_on_list(owner: Talk, number: int) -> bool:
    """By one request: the contact would be the first behind the number before."""
    reply = owner.get(c.ListContacts(1, number - 1), c.ListReply)
    return number in reply.numbers
