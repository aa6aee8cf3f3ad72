"""States of a run solved again by other means, and the largest differences that come to light."""
