"""Resolvers of bodies: StreamFields, rich text and embeds."""
