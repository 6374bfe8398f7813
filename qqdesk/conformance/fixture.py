"""The accounts, sessions and contact lists that the rows use."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from qqdesk.conformance.budget import Budget
from qqdesk.conformance.connection import Target, WireError
from qqdesk.conformance.errors import NotOfferedError, NotTriedError, UnmetError, expect
from qqdesk.conformance.raw_client import Account, RawClient, RawSession
from qqdesk.conformance.raw_reply import RawReply
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MAX_NUMBER, AddAnswer, AddOutcome, MessageKind, RegistrationMode, Result, Status
from qqdesk.protocol.record import Request

WANTED = 3
_NICKNAME = "conformance"
_PAUSES_S = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class GivenAccounts:
    """What the caller supplies: accounts (number, MD5 of the password) and invitations."""

    accounts: Sequence[tuple[int, str]] = ()
    invitations: Sequence[str] = field(default=(), repr=False)


class Fixture:
    """Creates the accounts when the first row needs them. Use it in one thread."""

    def __init__(self, target: Target, budget: Budget, given: GivenAccounts, hello: c.HelloReply | None) -> None:
        self.target = target
        self.budget = budget
        self.hello = hello
        self._given = given
        self.people: list[Account] = []
        self._newcomers: list[Account] = []
        self._sessions: dict[int, RawSession] = {}
        self._allow: dict[int, int | None] = {}
        """ALLOW of each account, restored at the end."""
        self._had: list[tuple[Account, Account]] | None = None
        """The (owner, contact) pairs of supplied accounts before the run; None until known."""
        self._is_gathered = False
        self.anonymous = RawClient(target, budget)
        self.has_extensions = False
        """Whether the server answers Login with EXT=1."""
        self._classic_refusal: str | None = None
        self._why_few = ""
        self._why_none = ""
        """Set if an account cannot sign in; then no row with accounts is tried."""

    def client(self, number: int = 0, token: str | None = None) -> RawClient:
        """Return a client on a connection of its own."""
        return RawClient(self.target, self.budget, number, token)

    # Accounts

    def prepare(self, wanted: int) -> None:
        """Provide so many accounts. Raises NotTriedError, and what their sign-in raises."""
        if not self._is_gathered:
            self._is_gathered = True
            self._gather()
        if self._why_none:
            raise NotTriedError(self._why_none, is_trouble=True)
        if len(self.people) < wanted:
            raise NotTriedError(self._why_few or f"it takes {wanted} accounts", is_trouble=bool(self._why_few))

    def _gather(self) -> None:
        self.people = [Account(number, secret, is_ours=False) for number, secret in self._given.accounts]
        try:
            self._register_missing()
        except (UnmetError, WireError, NotOfferedError) as error:
            self._why_few = f"no account was made: {error}"
        try:
            sessions = [self._settle_in(account) for account in self.people]
        except NotTriedError as error:
            self._why_none = str(error)
            return
        self._had = [
            (owner.account, contact.account)
            for owner in sessions
            for contact in sessions
            if not owner.account.is_ours and has_on_list(owner, contact.number)
        ]

    def _register_missing(self) -> None:
        mode = self.hello.registration if self.hello is not None else ""
        if mode == RegistrationMode.OPEN and not self._given.accounts:
            while len(self.people) < WANTED:
                self.people.append(self.register())
        for invitation in self._given.invitations:
            if len(self.people) < WANTED:
                self.people.append(self.register(invitation))

    def register(self, invitation: str | None = None) -> Account:
        """Create an account. Raises UnmetError if the server refuses."""
        secret = secrets.token_hex(16)
        nickname = f"{_NICKNAME} {secrets.token_hex(3)}"
        reply = self.anonymous.get(c.Register(secret, nickname, invitation), c.RegisterReply)
        return Account(reply.number, secret, is_ours=True)

    def register_newcomer(self, invitation: str) -> Account:
        """Create an account that no other row uses."""
        account = self.register(invitation)
        self._newcomers.append(account)
        return account

    def _settle_in(self, account: Account) -> RawSession:
        """Remember the settings to restore, and require consent for adding this account."""
        session = self._sign_in(account, extended=True)
        if session.is_extended:
            self.has_extensions = True
            own = session.get(c.GetInfo(account.number, 3), c.GetInfoReply)
            self._allow[account.number] = AddOutcome.NOBODY if account.is_ours else own.allow
            session.do(c.ModifyInfo({}, AddOutcome.CONSENT_NEEDED))
        return session

    @property
    def unknown_number(self) -> int:
        """A number that most likely has no account."""
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
    ) -> RawReply:
        """Send Login and return the reply, without keeping the session."""
        device = device or secrets.token_hex(16)
        wish = c.Login(account.secret, extended=True, device=device, status=status) if extended else None
        with self.client(account.number) as client:
            client.is_patient = is_patient
            return client.ask(wish or c.Login(account.secret))

    def _sign_in(self, account: Account, *, extended: bool) -> RawSession:
        device = secrets.token_hex(16)
        raw = self.sign_in(account, extended=extended, device=device)
        for seconds in _PAUSES_S:
            # A classic refusal has no code for too many sign-ins.
            if extended or raw.text("RS") != "1" or not self.has_extensions or not self.budget.pause(seconds):
                break
            raw = self.sign_in(account, extended=False)
        if not raw.is_done or raw.text("RS") != "0":
            raise NotTriedError(f"{account.number} is not let in: {raw}", is_trouble=True)
        token = raw.text("SID") if extended and raw.text("EXT") == "1" else None
        return self.keep_session(account, token, device)

    def keep_session(self, account: Account, token: str | None, device: str = "") -> RawSession:
        """Keep a new session in place of the account's previous one."""
        before = self._sessions.pop(account.number, None)
        if before is not None:
            before.close()
        session = self._sessions[account.number] = RawSession(self.target, self.budget, account, token, device)
        session.ignores_last_blank = token is None and not self.has_extensions
        return session

    def sign_out(self, session: RawSession) -> None:
        session.do(c.Logout())
        self.forget_session(session.account)

    def forget_session(self, account: Account) -> None:
        """Forget a session that has ended."""
        session = self._sessions.pop(account.number, None)
        if session is not None:
            session.close()

    def need_extensions(self, why_not: str) -> None:
        """Raises NotOfferedError if the server has no extensions."""
        if not self.has_extensions:
            raise NotOfferedError(why_not)

    def expect_refusal(self, session: RawSession, request: Request, result: Result) -> None:
        """Send a request that has to be refused, with this result if the server has extensions."""
        raw = session.ask(request)
        is_right = raw.result == result if self.has_extensions else raw.result
        expect(is_right, f"{request.NAME} is answered {raw}")

    def extended_session(self, account: Account) -> RawSession:
        """Return a session with a token. Raises NotOfferedError."""
        self.need_extensions("Login is answered without EXT")
        session = self._sessions.get(account.number)
        return session if session is not None and session.is_extended else self._sign_in(account, extended=True)

    def classic_session(self, account: Account) -> RawSession:
        """Return a session without a token. Raises NotOfferedError if the server refuses those from here."""
        if self._classic_refusal is not None:
            raise NotOfferedError(self._classic_refusal)
        session = self._sessions.get(account.number)
        if session is not None and not session.is_extended:
            return session
        try:
            return self._sign_in(account, extended=False)
        except NotTriedError as error:
            if not self.has_extensions:
                raise
            self._classic_refusal = f"no sign-in without EXT: {error}"
            raise NotOfferedError(self._classic_refusal) from None

    def any_session(self, account: Account) -> RawSession:
        """Return a classic session if the server offers those, else one with a token."""
        with suppress(NotOfferedError):
            return self.classic_session(account)
        return self.extended_session(account)

    def pair(self) -> tuple[RawSession, RawSession]:
        """Return sessions of the first two accounts, with empty mailboxes."""
        return self._quiet(*map(self.any_session, self.people[:2]))

    def extended_pair(self) -> tuple[RawSession, RawSession]:
        return self._quiet(*map(self.extended_session, self.people[:2]))

    def classic_pair(self) -> tuple[RawSession, RawSession]:
        return self._quiet(*map(self.classic_session, self.people[:2]))

    def _quiet(self, one: RawSession, other: RawSession) -> tuple[RawSession, RawSession]:
        one.fetch_all()
        other.fetch_all()
        return one, other

    # Contact lists

    def befriend(self, one: RawSession, other: RawSession) -> tuple[RawSession, RawSession]:
        """Put each on the other's list. Raises NotTriedError."""
        for asker, asked in ((one, other), (other, one)):
            if not has_on_list(asker, asked.number):
                self._let_in(asker, asked)
        return self._quiet(one, other)

    def friends(self) -> tuple[RawSession, RawSession]:
        return self.befriend(*self.pair())

    def classic_friends(self) -> tuple[RawSession, RawSession]:
        return self.befriend(*self.classic_pair())

    def extended_friends(self) -> tuple[RawSession, RawSession]:
        return self.befriend(*self.extended_pair())

    def _let_in(self, asker: RawSession, asked: RawSession) -> None:
        outcome = asker.get(c.AddToList(asked.number), c.AddToListReply).outcome
        if outcome == AddOutcome.ADDED:
            return
        if outcome == AddOutcome.NOBODY:
            raise NotTriedError(f"{asked.number} does not let others add them")
        asker.do(c.AnswerAdd(asked.number, AddAnswer.ASK, "conformance"))
        asked.wait_for(MessageKind.ADD_REQUEST, asker.number)
        asked.do(c.AnswerAdd(asker.number, AddAnswer.GRANT))
        if not has_on_list(asker, asked.number):
            raise NotTriedError(f"{asker.number} cannot get {asked.number} onto their list", is_trouble=True)

    def strangers(self, one: RawSession, other: RawSession) -> tuple[RawSession, RawSession]:
        """Take each off the other's list."""
        for owner, contact in ((one, other), (other, one)):
            if has_on_list(owner, contact.number):
                owner.do(c.DeleteFromList(contact.number))
        return self._quiet(one, other)

    # The end

    def clean_up(self) -> None:
        """Restore the lists and settings, and sign everybody out."""
        self.budget.start_clean_up()
        if self._had is not None:
            for step in (self._put_lists_back, self._put_settings_back):
                with suppress(UnmetError, NotOfferedError, NotTriedError, WireError):
                    step()
        for session in self._sessions.values():
            with suppress(UnmetError, WireError):
                session.ask(c.Logout())
            session.close()
        self.anonymous.close()

    def _put_lists_back(self) -> None:
        for owner in self.people:
            for contact in self.people:
                if owner is not contact:
                    self._put_back(
                        self.any_session(owner), self.any_session(contact), has=(owner, contact) in (self._had or ())
                    )

    def _put_settings_back(self) -> None:
        for account in self.people:
            session = self.any_session(account)
            session.do(c.ChangeStatus(Status.ONLINE))
            if account.number in self._allow:
                self.extended_session(account).do(c.ModifyInfo({}, self._allow[account.number]))

    def _put_back(self, owner: RawSession, contact: RawSession, *, has: bool) -> None:
        if has_on_list(owner, contact.number) != has:
            if has:
                self._let_in(owner, contact)
            else:
                owner.do(c.DeleteFromList(contact.number))

    @property
    def left_behind(self) -> list[int]:
        """The accounts that this run created."""
        return [account.number for account in (*self.people, *self._newcomers) if account.is_ours]


def has_on_list(owner: RawSession, number: int) -> bool:
    """Whether the number is on the list, by one request for the first contact from it on."""
    reply = owner.get(c.ListContacts(1, number - 1), c.ListReply)
    return number in reply.numbers
