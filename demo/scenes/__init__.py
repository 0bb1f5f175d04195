"""The scenes that the demo newsroom's pictures show, each a function that draws on a canvas in a given light."""
