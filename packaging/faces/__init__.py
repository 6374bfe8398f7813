"""The drawings behind resources/faces: shapes, a drawing board, and the people, animals and things made of them."""
