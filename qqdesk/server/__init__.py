"""The server. From the wire inwards:

`http` parses bytes into requests, `dispatcher` finds the session and the handler, `handlers` execute the commands with
`request_context` and `core`. `accounts` and `delivery` contain the rules as functions on a database connection, which
`storage` runs in its writer thread, on SQLite or PostgreSQL. `operations.daemon` composes, starts and stops everything.
"""
