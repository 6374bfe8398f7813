"""The database: SQLite, PostgreSQL and the tables.

`schema`: the tables and migrations. `dialect`: the differences between the two. `interface`: a connection.
`sqlite`, `postgres`: open, create and migrate. `postgres_link`: a connection that is made again.
`postgres_listener`, `notifications`: NOTIFY between servers. `postgres_move`, `moved`: moving from one to the other.
`query_thread`: reads beside the writer. `lock`: one server a data folder. `untouched`: reads without a change.
"""
