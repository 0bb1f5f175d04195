"""The desk in the admin: editors' lists, calendar, planning notes, editions and bulk actions. Nothing is public."""
