"""The accounts and sessions that the rows use."""

import re
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress

from qqdesk.conformance.contact_lists import NICKNAME, has_on_list, put_on_list
from qqdesk.conformance.errors import CheckError, NotOfferedError, NotTriedError, expect
from qqdesk.conformance.raw_client import Account, RawClient, RawReply, RawSession
from qqdesk.conformance.raw_http import Target
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import (
    CAN_CHANGES,
    CAN_DEVICES,
    CAN_FILES,
    CAN_ROOMS,
    AddAnswer,
    AddOutcome,
    RegistrationMode,
    Result,
    SharedRoster,
    Status,
)
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.protocol.record import Request

MAX_ACCOUNTS = 3
_TRY_AGAIN = re.compile(r"try again in ([0-9]{1,3}) s")
"""The classic refusal of a sign-in that came too early has no code, but this sentence."""
_MAX_WAIT_S = 20
_MOST_TRIES = 3


class Fixture:
    """Creates the accounts when the first row needs them. Use it in one thread.

    `accounts` are supplied ones, each with the MD5 of its password, and `invitations` admit others.
    """

    def __init__(
        self,
        target: Target,
        hello: c.HelloReply | None,
        accounts: Sequence[tuple[int, str]] = (),
        invitations: Sequence[str] = (),
    ) -> None:
        self.target = target
        self.hello = hello
        self.anonymous = RawClient(target)
        self.people = [Account(number, secret, is_ours=False) for number, secret in accounts]
        self.has_extensions = False
        """Whether the server answers Login with EXT=1."""
        self.people_know_each_other = False
        """Whether the server puts everybody on the lists of all: KNOW=1 of Login."""
        self.unknown_number = MAX_NUMBER - 7
        """A number that most likely has no account."""
        self._invitations = invitations
        self._is_prepared = False
        self._newcomers: list[Account] = []
        self.rooms: list[int] = []
        """The rooms that the rows made. Everybody leaves them at the end."""
        self._sessions: dict[int, RawSession] = {}
        self._tokens: list[tuple[int, str]] = []
        """All tokens since the last `start_over`, with their accounts: rows sign in further devices, too."""
        self._allow: dict[int, int | None] = {}
        """ALLOW of each account, restored at the end."""
        self._friendships: list[tuple[Account, Account]] | None = None
        """The (owner, contact) pairs of supplied accounts before the run; None until known."""
        self._classic_refusal = ""
        self._registration_error = ""
        self._sign_in_error = ""
        """Set if an account cannot sign in; then no row with accounts is tried."""

    def client(self, number: int, token: str | None = None) -> RawClient:
        """Return a client on a connection of its own."""
        return RawClient(self.target, number, token)

    # Accounts

    def prepare(self, wanted: int) -> None:
        """Provide this number of accounts. Raises NotTriedError, and the errors of their sign-in."""
        if not self._is_prepared:
            self._is_prepared = True
            self._prepare_all()
        if self._sign_in_error:
            raise NotTriedError(self._sign_in_error, is_trouble=True)
        if len(self.people) < wanted:
            error = self._registration_error
            raise NotTriedError(error or f"{wanted} accounts are needed", is_trouble=bool(error))

    def _prepare_all(self) -> None:
        try:
            self._register_missing()
        except CheckError as error:
            self._registration_error = f"no account was made: {error}"
        try:
            sessions = [self._prepare_account(account) for account in self.people]
        except NotTriedError as error:
            self._sign_in_error = str(error)
            return
        self._friendships = [
            (owner.account, contact.account)
            for owner in sessions
            for contact in sessions
            if not owner.account.is_ours and has_on_list(owner, contact.number)
        ]

    def _register_missing(self) -> None:
        if self.hello is not None and self.hello.registration == RegistrationMode.OPEN and not self.people:
            while len(self.people) < MAX_ACCOUNTS:
                self.people.append(self._register())
        for invitation in self._invitations:
            if len(self.people) < MAX_ACCOUNTS:
                self.people.append(self._register(invitation))

    def _register(self, invitation: str | None = None) -> Account:
        secret = secrets.token_hex(16)
        request = c.Register(secret, f"{NICKNAME} {secrets.token_hex(3)}", invitation)
        return Account(self.anonymous.get(request, c.RegisterReply).number, secret, is_ours=True)

    def register_newcomer(self, invitation: str) -> Account:
        """Create an account that no other row uses. Raises UnmetError if the server refuses."""
        self._newcomers.append(self._register(invitation))
        return self._newcomers[-1]

    def _prepare_account(self, account: Account) -> RawSession:
        """Remember the settings to restore, and require consent for adding this account."""
        session = self._sign_in(account, extended=True)
        if session.is_extended:
            self.has_extensions = True
            own = session.get(c.GetInfo(account.number, 3), c.GetInfoReply)
            self._allow[account.number] = AddOutcome.NOBODY if account.is_ours else own.allow
            session.do(c.ModifyInfo({}, AddOutcome.CONSENT_NEEDED))
        return session

    # Sessions

    def sign_in(
        self,
        account: Account,
        *,
        extended: bool,
        device: str = "",
        status: int | None = None,
        abilities: tuple[str, ...] | None = None,
        has_messages: bool | None = None,
    ) -> RawReply:
        """Send Login and return the reply, without keeping the session."""
        request = c.Login(account.secret)
        if extended:
            device = device or secrets.token_hex(16)
            request = c.Login(
                account.secret,
                extended=True,
                device=device,
                status=status,
                abilities=abilities,
                has_messages=has_messages,
            )
        with self.client(account.number) as client:
            raw = client.ask(request)
        if raw.text("SID"):
            self._tokens.append((account.number, raw.text("SID")))
        return raw

    def _sign_in(self, account: Account, *, extended: bool) -> RawSession:
        device = secrets.token_hex(16)
        raw = self.sign_in(account, extended=extended, device=device)
        for _ in range(_MOST_TRIES):
            wait = _TRY_AGAIN.search(raw.text("RA"))
            if extended or wait is None:
                break
            time.sleep(min(int(wait[1]), _MAX_WAIT_S))
            raw = self.sign_in(account, extended=False)
        if not raw.is_done or raw.text("RS") != "0":
            raise NotTriedError(f"{account.number} cannot sign in: {raw}", is_trouble=True)
        self.people_know_each_other = self.people_know_each_other or raw.number("KNOW") == SharedRoster.ON
        token = raw.text("SID") if extended and raw.text("EXT") == "1" else None
        return self.keep_session(account, token, device)

    def keep_session(self, account: Account, token: str | None, device: str) -> RawSession:
        """Keep a new session in place of the account's previous one, which ends."""
        previous = self._sessions.get(account.number)
        if previous is not None and (previous.is_extended or token is not None):
            with suppress(CheckError):
                previous.ask(c.Logout())
        self.forget_session(account)
        session = self._sessions[account.number] = RawSession(self.target, account, token, device)
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

    def start_over(self) -> None:
        """Discard the sessions, grant the open contact requests and empty the lists: a row that failed can leave each
        of them in any state, and a refused request could not be repeated for a day."""
        if self._friendships is None:
            return
        with suppress(CheckError):
            for session in self._sessions.values():
                if not session.is_extended:
                    session.ask(c.Logout())
            for number, token in self._tokens:
                with self.client(number, token) as client:
                    client.ask(c.Logout())
        self._tokens.clear()
        for account in self.people:
            self.forget_session(account)
        pairs = [(one, other) for one in self.people for other in self.people if one is not other]
        with suppress(CheckError):
            for one, other in pairs:
                self.any_session(one).ask(c.AnswerAdd(other.number, AddAnswer.GRANT))
            for one, other in pairs:
                self.any_session(one).ask(c.DeleteFromList(other.number))

    def need_extensions(self, why_not: str) -> None:
        """Raises NotOfferedError if the server has no extensions."""
        if not self.has_extensions:
            raise NotOfferedError(why_not)

    def need_own_lists(self) -> None:
        """Raises NotTriedError if the people of the place know each other."""
        if self.people_know_each_other:
            raise NotTriedError("the people of this place know each other (KNOW=1)")

    def expect_refusal(self, session: RawSession, request: Request | str, result: Result) -> None:
        """Send a request that has to be refused, with this result and a sentence if the server has extensions."""
        raw = session.ask(request)
        is_right = raw.result == result and raw.text("RA") if self.has_extensions else raw.result
        expect(is_right, f"{request if isinstance(request, str) else request.NAME} is answered {raw}")

    def extended_session(self, account: Account) -> RawSession:
        """Return a session with a token. Raises NotOfferedError."""
        self.need_extensions("Login is answered without EXT")
        session = self._sessions.get(account.number)
        if session is not None and session.is_extended and not session.has_rooms and not session.has_changes:
            return session
        return self._sign_in(account, extended=True)

    def room_session(self, account: Account) -> RawSession:
        """Return a session that knows rooms. Raises NotOfferedError."""
        session = self._sessions.get(account.number)
        if session is not None and session.has_rooms:
            return session
        session = self._able_session(account, CAN_DEVICES, CAN_ROOMS)
        session.has_rooms = True
        return session

    def file_session(self, account: Account) -> RawSession:
        """Return a session that knows files and rooms. Raises NotOfferedError."""
        session = self._sessions.get(account.number)
        if session is not None and session.has_files:
            return session
        if self.hello is None or self.hello.most_file_bytes is None:
            raise NotOfferedError("Hello has no MOST")
        session = self._able_session(account, CAN_DEVICES, CAN_ROOMS, CAN_FILES)
        session.has_rooms = session.has_files = True
        return session

    def change_session(self, account: Account) -> RawSession:
        """Return a session that knows rooms, changes of messages, AWAY and signatures. Raises NotOfferedError."""
        session = self._sessions.get(account.number)
        if session is not None and session.has_changes:
            return session
        session = self._able_session(account, CAN_DEVICES, CAN_ROOMS, CAN_CHANGES)
        session.has_rooms = session.has_changes = True
        return session

    def _able_session(self, account: Account, *abilities: str) -> RawSession:
        self.need_extensions("Login is answered without EXT")
        device = secrets.token_hex(16)
        raw = self.sign_in(account, extended=True, device=device, abilities=abilities)
        if raw.is_done and abilities[-1] not in raw.items("CAN"):
            raise NotOfferedError(f"Login is answered without CAN={abilities[-1]}")
        expect(raw.is_done and raw.text("SID"), raw)
        session = self.keep_session(account, raw.text("SID"), device)
        session.recall_minutes = raw.number("RECALL")
        return session

    def classic_session(self, account: Account) -> RawSession:
        """Return a session without a token. Raises NotOfferedError if the server refuses those from here."""
        if self._classic_refusal:
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

    # The end

    def clean_up(self) -> None:
        """Restore the lists and settings, and sign all accounts out."""
        if self._friendships is not None:
            for step in (self._leave_rooms, self._restore_lists, self._restore_settings):
                with suppress(CheckError):
                    step()
        for session in self._sessions.values():
            with suppress(CheckError):
                session.ask(c.Logout())
            session.close()
        self.anonymous.close()

    def _leave_rooms(self) -> None:
        if self.rooms:
            for account in self.people:
                session = self.room_session(account)
                for number in self.rooms:
                    session.ask(c.DeleteFromList(number))

    def _restore_lists(self) -> None:
        for owner in self.people:
            for contact in self.people:
                if owner is contact:
                    continue
                session = self.any_session(owner)
                if (owner, contact) in (self._friendships or ()):
                    put_on_list(session, self.any_session(contact))
                elif has_on_list(session, contact.number):
                    session.do(c.DeleteFromList(contact.number))

    def _restore_settings(self) -> None:
        for account in self.people:
            self.any_session(account).do(c.ChangeStatus(Status.ONLINE))
            if account.number in self._allow:
                self.extended_session(account).do(c.ModifyInfo({}, self._allow[account.number]))

    @property
    def left_behind(self) -> list[int]:
        """The accounts that this run created."""
        return [account.number for account in (*self.people, *self._newcomers) if account.is_ours]
