"""The message history: search, export, import and deletion.

`history_window`: `history_filters` and `history_results` at the left, `history_context` around a hit at the right.
`history_actions`: export, import, deletion and retention, each after a question; `history_jobs`: while they run.
"""
