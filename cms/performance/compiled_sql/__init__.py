"""Compiled queries (`COMPILED_QUERIES`): Django builds a query and turns it into SQL once, to run it many times.

Building a queryset and its SQL takes Django longer than PostgreSQL takes to answer it. What is the same from one
request to the next is cached: the SQL, with bind parameters for what differs, and how its rows become instances.
Only `cms.queries` and `cms.instances` import this package.
"""
