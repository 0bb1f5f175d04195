"""The GraphQL API of the newsroom: types, resolvers, filters and orders."""
