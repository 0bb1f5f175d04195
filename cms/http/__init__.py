"""What every request passes, whatever it asks for: threads, limits, deadlines, headers, errors."""
