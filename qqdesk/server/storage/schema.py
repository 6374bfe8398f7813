"""The tables of a server's database, the same for SQLite and PostgreSQL. `dialect` names the differences."""

from collections.abc import Callable, Sequence

from qqdesk.protocol.codes import SharedRoster, Status
from qqdesk.protocol.entry_kinds import MessageKind, in_sql, kinds_where
from qqdesk.server.storage.interface import Database

APPLICATION_ID = int.from_bytes(b"qqdV", "big")
"""Marks an SQLite file as ours, so that the program never writes to another program's database."""
MIGRATIONS: dict[int, Sequence[str] | Callable[[Database], None]] = {}
"""The step from each version to the next: statements in the SQL of `SCHEMA`, or a function of the database.

Each change of `SCHEMA` needs one. A step that was released never changes.
"""
VERSION = len(MIGRATIONS) + 1
"""Databases of all versions since 1 are brought to this one."""

FIRST_NUMBER = 10001

CONVERSATION = (
    f"({in_sql(kinds_where(lambda row: row.is_listed))} OR (kind = {MessageKind.RECALLED:d} AND ref IS NULL))"
)
"""The entries that a conversation consists of: the condition of the index."""
_MESSAGES = kinds_where(lambda row: row.is_message)
IS_MESSAGE = in_sql(_MESSAGES)
IS_OR_WAS_MESSAGE = in_sql({*_MESSAGES, MessageKind.RECALLED})
"""Of entries of a conversation: messages, also those that were taken back."""
CHANGES = f"({in_sql(kinds_where(lambda row: row.is_change))} AND ref IS NOT NULL)"
"""The changes of messages, which `GetLog` returns beside them: the condition of their index."""

SCHEMA = f"""
CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES ('next_number', {FIRST_NUMBER});
-- A SharedRoster: whether the accounts know each other, see `shared_roster`.
INSERT INTO facts VALUES ('introduce', 0);

-- `dialect` adds `place`, the id of the place, a random number of 63 bits. `epoch` is a random number of 62 bits; a
-- restored backup has another one.

-- `banned` in milliseconds, NULL if the user is not banned. `classic_password` is the hash for sessions without a
-- token, NULL if they use the main password. `status` is the last Status that a device set. `unlisted`: 1 if the user
-- is not introduced to others. `picture` is the id of the file with the own face, NULL without one. `shows_seen` and
-- `shows_read` are as in ModifyInfo. `last_seen`: when others last saw the user go offline, in
-- milliseconds, 0 for never.
CREATE TABLE users (
    number INTEGER PRIMARY KEY,
    password TEXT NOT NULL,
    classic_password TEXT,
    created INTEGER NOT NULL,
    banned INTEGER,
    status INTEGER NOT NULL DEFAULT {int(Status.ONLINE)},
    is_admin INTEGER NOT NULL DEFAULT 0,
    allow INTEGER NOT NULL DEFAULT 1,
    unlisted INTEGER NOT NULL DEFAULT 0,
    picture BLOB,
    nickname TEXT NOT NULL,
    nickname_folded TEXT NOT NULL,
    face INTEGER NOT NULL,
    age INTEGER NOT NULL DEFAULT 0,
    sex INTEGER NOT NULL DEFAULT 2,
    province TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    home_page TEXT NOT NULL DEFAULT '',
    occupation TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    telephone TEXT NOT NULL DEFAULT '',
    about TEXT NOT NULL DEFAULT '',
    real_name TEXT NOT NULL DEFAULT '',
    school TEXT NOT NULL DEFAULT '',
    blood_type TEXT NOT NULL DEFAULT '',
    constellation TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    mobile TEXT NOT NULL DEFAULT '',
    zodiac TEXT NOT NULL DEFAULT '',
    signature TEXT NOT NULL DEFAULT '',
    status_text TEXT NOT NULL DEFAULT '',
    shows_seen INTEGER NOT NULL DEFAULT 1,
    shows_read INTEGER NOT NULL DEFAULT 0,
    last_seen INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX administrators ON users (number) WHERE is_admin = 1;
CREATE INDEX pictures ON users (picture) WHERE picture IS NOT NULL;

-- The numbers of deleted users and rooms are not given out again. `deleted` in milliseconds.
CREATE TABLE deleted_users (number INTEGER PRIMARY KEY, deleted INTEGER NOT NULL);

-- An invitation is stored as its SHA-256. `expires` in milliseconds. `inviter` is NULL for the operator. It also
-- admits to `room`, NULL for none. With an `account` it is a code for a new password of that account, and
-- admits nobody.
CREATE TABLE invitations (
    digest BLOB PRIMARY KEY,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    uses_left INTEGER NOT NULL,
    used INTEGER NOT NULL,
    inviter INTEGER REFERENCES users,
    makes_admin INTEGER NOT NULL,
    room INTEGER,
    account INTEGER REFERENCES users
) WITHOUT ROWID;
CREATE INDEX resets ON invitations (account) WHERE account IS NOT NULL;

-- Settings that administrators have changed. They override the settings file.
CREATE TABLE place_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- The actions of administrators, and of the operator (`actor` 0). `subject` is a person, room or invitation, or 0.
CREATE TABLE place_log (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL
);

-- Requests to join that no administrator has answered. `digest` is that of the future invitation; `origin` is the
-- asker's address group.
CREATE TABLE join_requests (
    digest BLOB PRIMARY KEY,
    nickname TEXT NOT NULL,
    face INTEGER NOT NULL,
    origin TEXT NOT NULL,
    created INTEGER NOT NULL
) WITHOUT ROWID;

-- Devices and addresses from which a user signed in lately, see `known_origins`. `time` in milliseconds.
CREATE TABLE known_origins (
    number INTEGER NOT NULL REFERENCES users,
    origin TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (number, origin)
) WITHOUT ROWID;

-- The devices of an account, each with the session that it has or had. `device` is the DEV of Login, '' for the
-- classic session. `token` is the SHA-256 of the session's token, a random value for a classic session. `can_devices`:
-- Login had CAN=DEV; `can_rooms`: and ROOM; `can_files`: and FILE; `can_changes`: and MARK. `counts` is 0 if the device
-- has no part in the account's presence. `ended` is an EndReason, NULL while the session lives. SIGNED_OUT_BY_OWNER:
-- the owner signed the device out, and it is not listed any more.
-- `changed` (the last sign-in or end) and `seen` in milliseconds. `seen` is when a server last heard of the device. For
-- a live session it is written up to half a minute later, and only if servers share the database.
CREATE TABLE devices (
    account INTEGER NOT NULL REFERENCES users,
    device TEXT NOT NULL,
    token BLOB NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    system TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    can_devices INTEGER NOT NULL DEFAULT 0,
    can_rooms INTEGER NOT NULL DEFAULT 0,
    can_files INTEGER NOT NULL DEFAULT 0,
    can_changes INTEGER NOT NULL DEFAULT 0,
    counts INTEGER NOT NULL DEFAULT 1,
    is_idle INTEGER NOT NULL DEFAULT 0,
    ended INTEGER,
    changed INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (account, device)
) WITHOUT ROWID;
CREATE UNIQUE INDEX devices_by_token ON devices (token);

CREATE TABLE roster (
    owner INTEGER NOT NULL REFERENCES users,
    contact INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (owner, contact)
) WITHOUT ROWID;
CREATE INDEX roster_by_contact ON roster (contact, owner);

-- `giver` once allowed `receiver` to add them.
CREATE TABLE grants (
    giver INTEGER NOT NULL REFERENCES users,
    receiver INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (giver, receiver)
) WITHOUT ROWID;

CREATE TABLE blocks (
    owner INTEGER NOT NULL REFERENCES users,
    blocked INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (owner, blocked)
) WITHOUT ROWID;
CREATE INDEX blocks_by_blocked ON blocks (blocked, owner);

-- `owner` has removed `contact` from the list, and is not introduced to them again.
CREATE TABLE left_out (
    owner INTEGER NOT NULL REFERENCES users,
    contact INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (owner, contact)
) WITHOUT ROWID;
CREATE INDEX left_out_by_contact ON left_out (contact, owner);

-- The introduced pairs. The subquery needs no row of `users`: PostgreSQL evaluates it first, and reads nothing
-- else while the setting is off.
CREATE VIEW members (owner, contact) AS
SELECT o.number, c.number FROM users o, users c
WHERE (SELECT value FROM facts WHERE name = 'introduce') = {int(SharedRoster.ON)} AND o.number != c.number
AND o.unlisted = 0 AND o.banned IS NULL AND c.unlisted = 0 AND c.banned IS NULL
AND NOT EXISTS (SELECT 1 FROM roster r WHERE r.owner = o.number AND r.contact = c.number)
AND NOT EXISTS (SELECT 1 FROM left_out l WHERE l.owner = o.number AND l.contact = c.number)
AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.owner = o.number AND b.blocked = c.number)
AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.owner = c.number AND b.blocked = o.number);

-- The contact lists: stored entries and introduced pairs.
CREATE VIEW contacts (owner, contact, is_member) AS
SELECT owner, contact, 0 FROM roster UNION ALL SELECT owner, contact, 1 FROM members;

-- `answer` is an AddAnswer, NULL while the request is open.
CREATE TABLE requests (
    asker INTEGER NOT NULL REFERENCES users,
    asked INTEGER NOT NULL REFERENCES users,
    reason TEXT NOT NULL,
    answer INTEGER,
    changed INTEGER NOT NULL,
    PRIMARY KEY (asker, asked)
) WITHOUT ROWID;

-- What an account keeps on all its devices: see `account_values`. An empty `value` is a deletion, so that other devices
-- learn of it. `time`, in milliseconds, is that of the change. `revision` rises with each change of the owner's.
CREATE TABLE account_values (
    owner INTEGER NOT NULL REFERENCES users,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    time INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
) WITHOUT ROWID;
CREATE INDEX values_by_revision ON account_values (owner, revision);

-- The number of a room is one of `next_number`, too. `client_id` is that of NewRoom, NULL for a room of the operator.
-- `join_rule` is a JoinRule. Times in milliseconds.
CREATE TABLE rooms (
    number INTEGER PRIMARY KEY,
    maker INTEGER NOT NULL,
    client_id BLOB,
    name TEXT NOT NULL,
    notice TEXT NOT NULL DEFAULT '',
    notice_author INTEGER NOT NULL DEFAULT 0,
    notice_time INTEGER NOT NULL DEFAULT 0,
    face INTEGER NOT NULL,
    join_rule INTEGER NOT NULL,
    keepers_write INTEGER NOT NULL DEFAULT 0,
    shows_past INTEGER NOT NULL DEFAULT 1,
    revision INTEGER NOT NULL DEFAULT 1,
    created INTEGER NOT NULL
);
CREATE UNIQUE INDEX rooms_by_client_id ON rooms (maker, client_id);

-- A membership: its account may read the entries of the room's log behind `after_seq` up to `to_seq`, which is NULL
-- while the account is a member. Someone who left and joined again has several. `join_seq` is the entry of the log that
-- says that the account joined. `role` is MEMBER or ADMIN.
CREATE TABLE memberships (
    room INTEGER NOT NULL REFERENCES rooms,
    account INTEGER NOT NULL REFERENCES users,
    after_seq INTEGER NOT NULL,
    to_seq INTEGER,
    join_seq INTEGER NOT NULL,
    role INTEGER NOT NULL,
    silent_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (room, account, after_seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX members_of_rooms ON memberships (room, account) WHERE to_seq IS NULL;
CREATE INDEX rooms_of_accounts ON memberships (account, room);

-- Open requests: `role` is ASKING or INVITED, or NONE if the last one was refused. `actor` invited the account.
CREATE TABLE room_asks (
    room INTEGER NOT NULL REFERENCES rooms,
    account INTEGER NOT NULL REFERENCES users,
    role INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    reason TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (room, account)
) WITHOUT ROWID;
CREATE INDEX room_asks_of_accounts ON room_asks (account);

-- A log is append-only; its sequence numbers rise from 1. An account's inbox has the account's number, a room's log
-- that of the room. `received` is the cursor of the foremost device; that of a room's log is `last_seq`.
CREATE TABLE logs (
    number INTEGER PRIMARY KEY,
    last_seq INTEGER NOT NULL DEFAULT 0,
    received INTEGER NOT NULL DEFAULT 0
);

-- Files in messages, and own pictures as faces. `id` is the client's; `owner` uploads it. The content is in the folder
-- of files, by `digest`, its SHA-256; while `is_whole` is 0 it is a part there. `thumbnail` is the digest of the
-- thumbnail, NULL without one. `kind`, `width`, `height`, `hint` and `name` are as in NewFile. `unused_since`: when a
-- server first saw that no entry and no face has the file, NULL if one has. `created` is when its owner last announced
-- it. Times in milliseconds.
CREATE TABLE files (
    id BLOB PRIMARY KEY,
    owner INTEGER NOT NULL,
    digest BLOB NOT NULL,
    thumbnail BLOB,
    size INTEGER NOT NULL,
    kind TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    hint TEXT NOT NULL,
    name TEXT NOT NULL,
    is_whole INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    unused_since INTEGER
) WITHOUT ROWID;
CREATE INDEX files_by_owner ON files (owner, digest, size, is_whole);
CREATE INDEX files_by_digest ON files (digest, size, is_whole);
CREATE INDEX files_by_thumbnail ON files (thumbnail) WHERE thumbnail IS NOT NULL;

-- The key that signs the tokens of uploads and downloads, as 64 hex digits. `dialect` draws it.
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A message to a person is an entry of kind TEXT in the recipient's inbox and one of kind OWN_TEXT in the sender's.
-- `peer` is the other side of the conversation, `sender` is who wrote the entry. A message to a room is one entry of
-- kind TEXT in the room's log, whose `peer` is the room. `mentions` has numbers with blanks between them; `file` is
-- the id of a file. `ref_author` and `ref` are author and client id of the message that a message answers, or that a
-- change is about; `sender` made the change. A message that was taken back is an entry of kind RECALLED without them.
CREATE TABLE entries (
    log INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    peer INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    time INTEGER NOT NULL,
    client_id BLOB,
    text TEXT NOT NULL,
    mentions TEXT,
    file BLOB,
    ref_author INTEGER,
    ref BLOB,
    PRIMARY KEY (log, seq)
) WITHOUT ROWID;
-- With `ref`, because SQLite compares the condition of an index with the columns of that index.
CREATE INDEX conversations ON entries (log, peer, seq, kind, sender, ref) WHERE {CONVERSATION};
CREATE INDEX changes_of_conversations ON entries (log, peer, seq, kind, ref) WHERE {CHANGES};
CREATE INDEX read_entries ON entries (log, peer, sender) WHERE kind = {MessageKind.READ:d};
CREATE INDEX changes_of_messages ON entries (log, ref, ref_author, kind, sender) WHERE {CHANGES};
CREATE INDEX entries_by_file ON entries (file, log, seq) WHERE file IS NOT NULL;
CREATE INDEX mentions ON entries (log, seq, mentions) WHERE mentions IS NOT NULL;

-- A message that is sent again is recognised for 400 days, and as long as it is stored. `seq` is its id in the
-- recipient's inbox `log`, `own_seq` that in the sender's. For a message to a room, both are its id in the room's log;
-- `own_seq` is 0 if a classic session sent it. `digest` is that of recipient, text and file, see `client_ids`. A change
-- of a message has a row, too.
CREATE TABLE client_ids (
    sender INTEGER NOT NULL,
    client_id BLOB NOT NULL,
    log INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    own_seq INTEGER NOT NULL,
    time INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (sender, client_id)
) WITHOUT ROWID;

-- The last entry of `log` that a device has received. The device '' is the classic session.
CREATE TABLE cursors (
    account INTEGER NOT NULL,
    device TEXT NOT NULL,
    log INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (account, device, log)
) WITHOUT ROWID;

-- How far an account has read a conversation. `entry` is the id of the entry of kind SEEN in its inbox.
CREATE TABLE read_marks (
    account INTEGER NOT NULL,
    peer INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (account, peer)
) WITHOUT ROWID;

-- Receipts that `owner`, who looks offline, owes the `sender` of a message.
CREATE TABLE held_receipts (
    owner INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    client_id BLOB NOT NULL,
    PRIMARY KEY (owner, sender, client_id)
) WITHOUT ROWID;

-- The last reply with messages to a session without a token, which the next request acknowledges: the entries between
-- two sequence numbers of the inbox, those of rooms (as text), and presence changes (as text). `request` identifies a
-- repeat.
CREATE TABLE replies (
    number INTEGER PRIMARY KEY,
    token BLOB NOT NULL,
    request BLOB NOT NULL,
    after_id INTEGER NOT NULL,
    up_to_id INTEGER NOT NULL,
    news TEXT NOT NULL,
    rooms TEXT NOT NULL DEFAULT '',
    since INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    is_out INTEGER NOT NULL
);

-- Requests that must not be carried out twice, within the repeat window, with their result.
CREATE TABLE requests_done (
    request BLOB PRIMARY KEY,
    result INTEGER NOT NULL,
    since INTEGER NOT NULL
) WITHOUT ROWID;

-- The GetMsgEx requests of sessions without a token within the repeat window. `place` is their order.
CREATE TABLE fetches (
    number INTEGER NOT NULL,
    address TEXT NOT NULL,
    request BLOB NOT NULL,
    token BLOB NOT NULL,
    since INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (number, address, request)
) WITHOUT ROWID;
"""
