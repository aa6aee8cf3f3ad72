"""Who comes and what they need: prospects, their needs, and every random draw."""
