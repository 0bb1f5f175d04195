"""A crawl through the whole schema in search of what nobody may see."""
