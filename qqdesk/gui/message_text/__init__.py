"""The text of a message: positions in it, its direction, links, and emoticons.

`links`: links, mail addresses and phone numbers. `emoticons`: emoji, and messages of them. `formatting`: bold and code.
`mentions`: members after "@". `text_units`: positions as Qt counts. `snippet`: the line of a search hit.
"""
