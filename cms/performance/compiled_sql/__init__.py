"""Compiled queries (`COMPILED_QUERIES`): Django builds a query and turns it into SQL once, to run it many times.

Django takes longer to build a queryset and its SQL than PostgreSQL takes to execute it. So the SQL is cached, with
bind parameters for the values that differ between requests, and so is the mapping of rows to instances.
Only `cms.queries` and `cms.graphql.data.instances` import this package.
"""
