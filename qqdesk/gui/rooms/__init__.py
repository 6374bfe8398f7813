"""Windows about rooms: creating one, its profile and settings, its members."""
