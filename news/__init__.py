"""The newsroom: content models, their part of the GraphQL API, and the editors' tools in the admin."""
