"""One's own account: making it, the profile, the password."""

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result
from qqdesk.protocol.profile import WIRE_NAMES
from qqdesk.server import accounts
from qqdesk.server.call import Call
from qqdesk.server.errors import RefusedError, malformed


async def register(call: Call, request: c.Register) -> c.RegisterReply:
    nickname = _nickname(request.nickname)
    password = await call.core.passwords.hash(request.password_hash)
    now = call.core.clock.now()
    return c.RegisterReply(
        number=await call.core.store.write(lambda db: accounts.register(db, password, nickname, now))
    )


async def modify_info(call: Call, request: c.ModifyInfo) -> c.ModifyInfoReply:
    changes = dict(request.changes)
    for word, value in changes.items():
        if word == "nickname":
            changes[word] = _nickname(str(value))
        elif isinstance(value, str):
            most = accounts.MAX_ABOUT_CHARS if word == "about" else accounts.MAX_TEXT_CHARS
            if len(value) > most:
                raise malformed(f"{WIRE_NAMES[word]}: at most {most} characters are wanted")
    me = call.number
    await call.core.store.write(lambda db: accounts.change(db, me, changes, request.allow))
    return c.ModifyInfoReply()


async def modify_password(call: Call, request: c.ModifyPassword) -> c.ModifyPasswordReply:
    me, passwords = call.number, call.core.passwords
    stored = await call.core.store.read(lambda db: accounts.password(db, me))
    if not await passwords.verify(stored, request.password_hash):
        raise RefusedError(Result.REFUSED_BY_SERVER, "the old password is another one")
    password = await passwords.hash(request.new_password_hash)
    await call.core.store.write(lambda db: accounts.set_password(db, me, password))
    call.session.password = password
    return c.ModifyPasswordReply()


def _nickname(text: str) -> str:
    try:
        return accounts.clean_nickname(text)
    except ValueError as error:
        raise malformed(str(error)) from None
