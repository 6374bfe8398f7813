"""The server. Each folder imports only what stands below it here; import-linter checks that.

`operations`: starts, stops and watches a server; `doctor`.
`http`: bytes to requests. `dispatcher`: finds session and handler. `handlers`: a function a command.
`request_context`: a request in progress. `core`: the parts of one server. `housekeeping`: each five seconds, each day.
`sessions`: what it has in memory about those who are signed in, and their polls.
`admin`, `backups`, `conversations`, `rooms`, `files`, `accounts`, `delivery`: the rules, mostly functions on a database
connection. `delivery.store` runs them in its writer thread.
`server_info`: the reply of Hello. `settings`: what the operator sets. `storage`: SQLite, PostgreSQL and the tables.
`addresses`: the address of a client, and trusted proxies. `background`: tasks that no request waits for.
"""
