"""Files of messages, and own pictures as faces.

`files`: rows and quotas. `file_folder`: the contents on disk. `transfers`: pieces, in threads.
`file_cleanup`: unused files. `tokens`: the permission to use a path below `/f/`.
"""
