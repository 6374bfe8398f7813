"""The input of a chat, with emoji and sending.

`composer`: all of it, with the question before attachments are dropped. `chat_input`: the line and its keys.
`attachment_list`: what is attached, its preparation and limits; `attachment_view` shows it.
`reply_bar`: which message is answered or edited. `mime_text`: the content of drops and pastes.
`send_bar`: a question before sending. `waiting_part`: a message that is not stored yet.
"""
