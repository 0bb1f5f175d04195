"""GraphQL over HTTP: the view, its requests and responses."""
