"""Theme, widgets, icons, faces, texts, menus and settings for all windows.

`settings_store`: settings, their changes and saving.
`theme`, `theme_colors`, `stylesheet`, `type_size`: how windows look. `layouts`, `labels`, `line_edits`: small pieces.
`empty_state`, `question_box`: an empty list, a question.
`faces`: drawing faces, own pictures too. `face_row`, `face_crop`: choosing one.
`face_chooser`: all of them; the words that find one are in `resources/faces/words.tsv`.
`file_texts`, `file_tile`: files in words and as a tile. `file_dialog`: choosing, dropping and showing them.
`notice_text`, `room_texts`, `place_texts`: sentences. `language`: the language of windows.
`bidi`: others' texts in them.
"""
