"""The tables of a server's database, as each version of the program added to them."""

_FIRST = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES ('next_number', 10001);

CREATE TABLE users (
    number INTEGER PRIMARY KEY,
    password TEXT NOT NULL,
    created INTEGER NOT NULL,
    allow INTEGER NOT NULL DEFAULT 1,
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
    zodiac TEXT NOT NULL DEFAULT ''
);

-- A token is kept as its SHA-256. `ended` is an EndReason, NULL while the session lives; `changed` in milliseconds.
CREATE TABLE sessions (
    token BLOB PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES users,
    device TEXT NOT NULL,
    status INTEGER NOT NULL,
    ended INTEGER,
    changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_number ON sessions (number);

CREATE TABLE roster (
    owner INTEGER NOT NULL REFERENCES users,
    contact INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (owner, contact)
) WITHOUT ROWID;
CREATE INDEX roster_by_contact ON roster (contact, owner);

-- Who once let whom in.
CREATE TABLE grants (
    giver INTEGER NOT NULL REFERENCES users,
    receiver INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (giver, receiver)
) WITHOUT ROWID;

-- `answer` is an AddAnswer, NULL while there is none.
CREATE TABLE requests (
    asker INTEGER NOT NULL REFERENCES users,
    asked INTEGER NOT NULL REFERENCES users,
    reason TEXT NOT NULL,
    answer INTEGER,
    changed INTEGER NOT NULL,
    PRIMARY KEY (asker, asked)
) WITHOUT ROWID;

-- One row a user: the last id given out, and the last one that is known to be received.
CREATE TABLE mailboxes (
    number INTEGER PRIMARY KEY REFERENCES users,
    last_id INTEGER NOT NULL DEFAULT 0,
    cursor INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE mail (
    owner INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    time INTEGER NOT NULL,
    client_id BLOB,
    text TEXT NOT NULL,
    PRIMARY KEY (owner, id)
) WITHOUT ROWID;

-- Kept for ever, so that a message that is sent again is known again, however late.
CREATE TABLE client_ids (
    sender INTEGER NOT NULL,
    client_id BLOB NOT NULL,
    id INTEGER NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (sender, client_id)
) WITHOUT ROWID;
"""

_SECOND = """
-- Since when (milliseconds) the user is shut out; NULL while not.
ALTER TABLE users ADD COLUMN banned INTEGER;
-- What is stored for the password of sessions without a token; NULL where it is the ordinary one.
ALTER TABLE users ADD COLUMN classic_password TEXT;

-- Users who were deleted, and when (milliseconds): nobody else is given their numbers.
CREATE TABLE deleted_users (number INTEGER PRIMARY KEY, deleted INTEGER NOT NULL);

-- An invitation is kept as its SHA-256. `expires` in milliseconds.
CREATE TABLE invitations (
    digest BLOB PRIMARY KEY,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    uses_left INTEGER NOT NULL
) WITHOUT ROWID;

-- The day (since 1970, UTC) on which the cursor moved last, and where it stood at the end of the days before: what
-- was received when, without a time for each message.
ALTER TABLE mailboxes ADD COLUMN cursor_day INTEGER NOT NULL DEFAULT 0;
CREATE TABLE received (
    owner INTEGER NOT NULL,
    day INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner, day)
) WITHOUT ROWID;
"""

_THIRD = """
-- For servers that share the database. `address` is what tells a session without a token, whose key is drawn by lot.
-- `seen`, in milliseconds by the database's clock: when one of the servers last heard of the session, some seconds
-- give or take. `version` is the number of its last change, counted over all sessions.
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sessions_by_version ON sessions (version);
INSERT INTO facts VALUES ('session_changes', 0);

-- The last reply with messages to a session without a token, which the next request acknowledges: what stands between
-- two ids of the mailbox, and changes of presence (as text). `request` tells a repeat.
CREATE TABLE replies (
    number INTEGER PRIMARY KEY,
    token BLOB NOT NULL,
    request BLOB NOT NULL,
    after_id INTEGER NOT NULL,
    up_to_id INTEGER NOT NULL,
    news TEXT NOT NULL,
    since INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    is_out INTEGER NOT NULL
);

-- Requests that must not be carried out twice, for as long as a repeat may come, and what became of them.
CREATE TABLE requests_done (
    request BLOB PRIMARY KEY,
    result INTEGER NOT NULL,
    since INTEGER NOT NULL
) WITHOUT ROWID;
"""

_FOURTH = """
-- What came last lies in the order in which it came, see `sqlite_recent`: `mail` and `client_ids` are both together.
ALTER TABLE mail RENAME TO kept_mail;
ALTER TABLE client_ids RENAME TO kept_client_ids;
CREATE TABLE recent_mail (
    owner INTEGER,
    id INTEGER,
    kind INTEGER,
    sender INTEGER,
    time INTEGER,
    client_id BLOB,
    text TEXT
);

CREATE VIEW mail (owner, id, kind, sender, time, client_id, text) AS
    SELECT owner, id, kind, sender, time, client_id, text FROM kept_mail
    UNION ALL SELECT owner, id, kind, sender, time, client_id, text FROM recent_mail;
CREATE TRIGGER mail_insert INSTEAD OF INSERT ON mail BEGIN
    INSERT INTO kept_mail VALUES (NEW.owner, NEW.id, NEW.kind, NEW.sender, NEW.time, NEW.client_id, NEW.text);
END;
CREATE TRIGGER mail_delete INSTEAD OF DELETE ON mail BEGIN
    -- A client id outlives its message.
    INSERT OR IGNORE INTO kept_client_ids SELECT sender, client_id, id, time FROM recent_mail
        WHERE owner = OLD.owner AND id = OLD.id AND client_id IS NOT NULL;
    DELETE FROM recent_mail WHERE owner = OLD.owner AND id = OLD.id;
    DELETE FROM kept_mail WHERE owner = OLD.owner AND id = OLD.id;
END;

CREATE VIEW client_ids (sender, client_id, id, time) AS
    SELECT sender, client_id, id, time FROM kept_client_ids
    UNION ALL SELECT sender, client_id, id, time FROM recent_mail WHERE client_id IS NOT NULL;
CREATE TRIGGER client_ids_insert INSTEAD OF INSERT ON client_ids BEGIN
    INSERT INTO kept_client_ids VALUES (NEW.sender, NEW.client_id, NEW.id, NEW.time);
END;
CREATE TRIGGER client_ids_delete INSTEAD OF DELETE ON client_ids BEGIN
    UPDATE recent_mail SET client_id = NULL WHERE sender = OLD.sender AND client_id = OLD.client_id;
    DELETE FROM kept_client_ids WHERE sender = OLD.sender AND client_id = OLD.client_id;
END;
"""

_FIFTH = """
-- What came last lies in one of two tables. The other one is emptied bit by bit: what is up to `kept_to` lies among
-- what is kept already, and is no longer seen here.
CREATE TABLE recent_mail_0 (
    owner INTEGER,
    id INTEGER,
    kind INTEGER,
    sender INTEGER,
    time INTEGER,
    client_id BLOB,
    text TEXT
);
CREATE TABLE recent_mail_1 (
    owner INTEGER,
    id INTEGER,
    kind INTEGER,
    sender INTEGER,
    time INTEGER,
    client_id BLOB,
    text TEXT
);
CREATE TABLE recent_parts (part INTEGER PRIMARY KEY, kept_to INTEGER NOT NULL);
INSERT INTO recent_parts VALUES (0, 0), (1, 0);
INSERT INTO recent_mail_0 SELECT owner, id, kind, sender, time, client_id, text FROM recent_mail;
DROP VIEW mail;
DROP VIEW client_ids;
DROP TABLE recent_mail;

CREATE VIEW mail (owner, id, kind, sender, time, client_id, text) AS
    SELECT owner, id, kind, sender, time, client_id, text FROM kept_mail
    UNION ALL SELECT owner, id, kind, sender, time, client_id, text FROM recent_mail_0
        WHERE owner > (SELECT kept_to FROM recent_parts WHERE part = 0)
    UNION ALL SELECT owner, id, kind, sender, time, client_id, text FROM recent_mail_1
        WHERE owner > (SELECT kept_to FROM recent_parts WHERE part = 1);
CREATE TRIGGER mail_insert INSTEAD OF INSERT ON mail BEGIN
    INSERT INTO kept_mail VALUES (NEW.owner, NEW.id, NEW.kind, NEW.sender, NEW.time, NEW.client_id, NEW.text);
END;
CREATE TRIGGER mail_delete INSTEAD OF DELETE ON mail BEGIN
    -- A client id outlives its message.
    INSERT OR IGNORE INTO kept_client_ids SELECT sender, client_id, id, time FROM recent_mail_0
        WHERE owner = OLD.owner AND id = OLD.id AND client_id IS NOT NULL;
    INSERT OR IGNORE INTO kept_client_ids SELECT sender, client_id, id, time FROM recent_mail_1
        WHERE owner = OLD.owner AND id = OLD.id AND client_id IS NOT NULL;
    DELETE FROM recent_mail_0 WHERE owner = OLD.owner AND id = OLD.id;
    DELETE FROM recent_mail_1 WHERE owner = OLD.owner AND id = OLD.id;
    DELETE FROM kept_mail WHERE owner = OLD.owner AND id = OLD.id;
END;

CREATE VIEW client_ids (sender, client_id, id, time) AS
    SELECT sender, client_id, id, time FROM kept_client_ids
    UNION ALL SELECT sender, client_id, id, time FROM recent_mail_0
        WHERE owner > (SELECT kept_to FROM recent_parts WHERE part = 0) AND client_id IS NOT NULL
    UNION ALL SELECT sender, client_id, id, time FROM recent_mail_1
        WHERE owner > (SELECT kept_to FROM recent_parts WHERE part = 1) AND client_id IS NOT NULL;
CREATE TRIGGER client_ids_insert INSTEAD OF INSERT ON client_ids BEGIN
    INSERT INTO kept_client_ids VALUES (NEW.sender, NEW.client_id, NEW.id, NEW.time);
END;
CREATE TRIGGER client_ids_delete INSTEAD OF DELETE ON client_ids BEGIN
    UPDATE recent_mail_0 SET client_id = NULL WHERE sender = OLD.sender AND client_id = OLD.client_id;
    UPDATE recent_mail_1 SET client_id = NULL WHERE sender = OLD.sender AND client_id = OLD.client_id;
    DELETE FROM kept_client_ids WHERE sender = OLD.sender AND client_id = OLD.client_id;
END;
"""

_SIXTH = """
-- Who wants to hear nothing of whom.
CREATE TABLE blocks (
    owner INTEGER NOT NULL REFERENCES users,
    blocked INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (owner, blocked)
) WITHOUT ROWID;
CREATE INDEX blocks_by_blocked ON blocks (blocked, owner);

-- What users note of others for themselves, see `books`. An entry that was taken away is an empty `value`, so that
-- other computers hear of that, too. `revision` rises with each change of the owner's.
CREATE TABLE book (
    owner INTEGER NOT NULL REFERENCES users,
    kind INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (owner, kind, key)
) WITHOUT ROWID;
CREATE INDEX book_by_revision ON book (owner, revision);

-- The last changes of each owner, so that one that is sent again is known again.
CREATE TABLE book_changes (
    owner INTEGER NOT NULL REFERENCES users,
    client_id BLOB NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (owner, client_id)
) WITHOUT ROWID;
"""

_SEVENTH = """
-- The GetMsgEx requests of sessions without a token within the repeat window, where servers share them. `place` is
-- their order.
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

_EIGHTH = """
-- Devices and places from which a user signed in lately; `time` in milliseconds.
CREATE TABLE known_origins (
    number INTEGER NOT NULL REFERENCES users,
    origin TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (number, origin)
) WITHOUT ROWID;

-- Receipts that `owner`, who looked offline, owes the `sender` of a message with this client id.
CREATE TABLE held_receipts (
    owner INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    client_id BLOB NOT NULL,
    PRIMARY KEY (owner, sender, client_id)
) WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH, _EIGHTH)
"""The n-th brings a file of version n to version n + 1; what was published is never changed."""
SQLITE_ONLY = frozenset({3, 4})
"""Those that have nothing to do where tables are kept in another way."""
