"""What follows when something public changes: kept answers that read it fall, and caches elsewhere are told."""
