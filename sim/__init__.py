"""Time passes: the words of the park, the lives of enterprises, the builders of a plan, the lockstep of futures."""
