"""The server. Each folder imports only what stands below it here; import-linter checks that.

`operations`: starts, stops and watches a server; `doctor`.
`http`: bytes to requests. `dispatcher`: finds session and handler. `handlers`: a function a command.
`core`: the parts of one server. `sessions`: what it has in memory about those who are signed in, and their polls.
`admin`, `backups`, `conversations`, `rooms`, `files`, `accounts`, `delivery`: the rules, mostly functions on a database
connection. `delivery.store` runs them in its writer thread.
`settings`: what the operator sets. `storage`: SQLite, PostgreSQL and the tables.
"""
