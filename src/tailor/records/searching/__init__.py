"""How search finds ids: what was asked, where one looks, by which ranges of the index, in which stages."""
