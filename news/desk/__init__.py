"""The desk's day: what is due, who waits for whom, what goes out when. None of it leaves the admin."""
