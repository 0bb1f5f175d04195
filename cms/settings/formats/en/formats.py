DATETIME_FORMAT = r"j M Y, H:i e"
