"""The log of a conversation: contents, layout, painting, selection and copying.

`message_list_view`: the widget, made of parts; `log_scroller`: its position. `log_rows`: the rows, as data.
`block_builder` says which part shows which kind of content: `text_part`, `picture_part`, `file_part`, `quote_part`.
`block`: one row, laid out by `block_builder` (`bubble_builder` or `compact_line_builder`), painted by `log_painter`.
`log_layout`: the visible rows. `log_contents`: rows, blocks and selection together. `pager`: loads more, drops the far.
`log_mouse`, `log_keyboard`, `log_menu`: what the user does. `overlays`: the buttons beside a message, the day.
`message_actions`: what can be done with a message; `gui.chat.log_actions` carries it out.
`file_state`, `file_actions`: a picture or file; `log_files`: requests for what is in view.
`participants`: names and faces. `quoted_messages`: the messages that replies answer. `read_face`: who has read.
`accessible_log`: the log for screen readers.
"""
