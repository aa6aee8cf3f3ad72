"""What the park can carry: one file a system, one registry that lists them."""
