"""GraphQL over HTTP, and the types and rules that every query shares."""
