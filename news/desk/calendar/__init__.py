"""The calendar of the desk: when articles go live, expire or leave an embargo, and planning notes."""
