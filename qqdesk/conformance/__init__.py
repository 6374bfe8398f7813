"""Whether a server keeps to the protocol: statements about what it does, each tried against one that runs.

`rows` has the statements, `ground` the people among whom they are tried, `wire` the way there, `examination` the order
of it all and `table` what is printed.
"""
