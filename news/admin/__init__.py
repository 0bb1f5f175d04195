"""What the newsroom adds to Wagtail's admin: listings, filters, the desk's panels on the dashboard."""
