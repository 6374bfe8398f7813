"""Small bots to start from. Each is a whole program: `qqdesk-cli bot echo.py 127.0.0.1:8000 10009`."""
