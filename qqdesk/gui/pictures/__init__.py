"""Pictures in messages: decoding, preparing for sending, caching.

`cache`: decoded pictures of the screen; `picture_jobs` decodes them in threads, `decode` one of them.
`prepare`: scaling and encoding for sending.
`picture_tile`: small ones in rows. `conversation_files`: the messages with files.
"""
