"""Backup and restore.

`backup`: the database. `file_backup`: the files of messages. `backup_job`: both, and how many old ones stay.
`backups`: those that administrators start, and one archive for an administrator's own computer.
"""
