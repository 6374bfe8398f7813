"""The server. From the wire inwards:

`http` and `listener` make requests out of bytes, `service` finds session and handler, `handlers` say what is done,
with what `call` and `core` give them; `sessions` and `repeats` are in memory, `store` writes to disk what `accounts`,
`rosters`, `mailbox`, `delivery` and `tokens` say, in statements that every `database` knows. `daemon` puts it all
together.
"""
