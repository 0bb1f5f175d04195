"""What the API gives of the newsroom: types, resolvers, filters and orders."""
