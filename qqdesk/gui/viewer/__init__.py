"""The window that shows the pictures of a conversation one by one.

`viewed_picture`: downloading and decoding. `picture_canvas`: zoom and painting.
"""
