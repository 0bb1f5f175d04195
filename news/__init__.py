"""The newsroom: what editors write and what frontends may read of it."""
