"""Products: what the company sells, and what clients, leads and deals are interested in."""
