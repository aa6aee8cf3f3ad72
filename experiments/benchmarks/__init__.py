"""How fast the product is: beside the loop an engineer would write, above its solvers' floor, and as studies grow."""
