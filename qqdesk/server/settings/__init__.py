"""What the operator sets.

`settings`: the class from which file, environment, flags and help are made; `configuration` loads them.
`certificate`: the server's certificate; `x509_certificate` makes and reads one. `logs`: the format of the log.
"""
