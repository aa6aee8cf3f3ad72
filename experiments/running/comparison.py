"""The answer to a comparison of plans: its record, its tables, and the folder that keeps them."""
