"""Small robots, to begin one of your own with. Each is a whole program: `python echo.py 127.0.0.1:8000 10001`."""
