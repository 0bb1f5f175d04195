"""Credited pictures: the image model, its named sizes and how they are made ahead of reading."""
