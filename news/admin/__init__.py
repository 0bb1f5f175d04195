"""The newsroom's additions to Wagtail's admin: listings, choosers, filters, columns and reports."""
