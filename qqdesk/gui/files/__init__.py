"""The window with all pictures and files of a conversation.

`picture_grid`, `file_list`: its two pages.
"""
