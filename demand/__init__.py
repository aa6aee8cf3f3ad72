"""Who comes and what they need: all randomness, from keyed streams, and the tables of sectors."""
