"""What follows from a change: kept answers that read what changed fall, here and in the CDN."""
