"""Checks whether a server conforms to the protocol.

`rows` has the statements and their checks, `fixture` the accounts and sessions that they use, `raw_client` and
`connection` speak to the server, `examination` runs the rows, and `table` formats the results.
"""
