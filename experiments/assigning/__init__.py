"""A road network by itself: read from the formats that engineers exchange, assigned by the study's own solver."""
