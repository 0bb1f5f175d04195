"""The types that all models share: interfaces, connections, nodes, scalars."""
