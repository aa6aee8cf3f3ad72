"""What the sources of capital may still give, world by world."""

from collections.abc import Sequence

from sim.money import Source, Terms

MARGIN = 1e-9
"""Part of a cost [-] that rounding may put between a bound and what it bounds."""


class Ceilings:
    """The ceilings of every source in every world, as far as they are not used up.

    Parameters
    ----------
    terms
        Terms of each plan; worlds run future by future, plan by plan.
    worlds
        How many worlds there are.
    """

    def __init__(self, terms: Sequence[Terms], *, worlds: int) -> None:
        self._sources = [terms[world % len(terms)].sources for world in range(worlds)]
        self._left = [[source.ceiling_wan for source in sources] for sources in self._sources]
        # The last year in which a source gave, and what it left of its yearly ceiling; any other year is whole.
        self._in_year = [[(0, source.ceiling_wan_per_a) for source in sources] for sources in self._sources]
        self._most: list[dict[tuple[int, tuple[bool, ...]], tuple[float, float, float]]] = [{} for _ in range(worlds)]

    def left_wan(self, world: int, source: int, year: int) -> float:
        """Return what a source may still give in a year [wan yuan]."""
        of_year, left = self._in_year[world][source]
        whole = self._sources[world][source].ceiling_wan_per_a
        return min(self._left[world][source], left if of_year == year else whole)

    def take(self, world: int, source: int, year: int, amount_wan: float) -> None:
        """Use up some of what a source may give."""
        of_year, left = self._in_year[world][source]
        whole = self._sources[world][source].ceiling_wan_per_a
        self._left[world][source] -= amount_wan
        self._in_year[world][source] = (year, (left if of_year == year else whole) - amount_wan)
        self._most[world].clear()

    def least_own_wan(self, world: int, year: int, *, cost_wan: float, may_pay: tuple[bool, ...]) -> float:
        """Return what the account's own cash must bear of a project at least [wan yuan].

        Parameters
        ----------
        world, year
            Row of the world, and the year.
        cost_wan
            Capital cost of the project [wan yuan].
        may_pay
            Which sources may pay for it.

        Notes
        -----
        A lower bound that is quickly told: sources give no more than is left under their ceilings, and what is lent
        leaves out at least the smallest part that any lender wants as own capital. Most projects that wait for money
        are refused by it month after month.
        """
        key = (year, may_pay)
        if key not in self._most[world]:
            self._most[world][key] = self._found(world, year, may_pay)
        gives, grants, lent_share = self._most[world][key]
        return cost_wan * (1.0 - MARGIN) - min(gives, grants + cost_wan * lent_share)

    def _found(self, world: int, year: int, may_pay: tuple[bool, ...]) -> tuple[float, float, float]:
        open_to: list[tuple[int, Source]] = [
            (at, source) for at, source in enumerate(self._sources[world]) if may_pay[at]]
        left = {at: max(self.left_wan(world, at, year), 0.0) for at, _ in open_to}
        lenders = [source for _, source in open_to if source.is_repaid]
        return (sum(left.values()), sum(left[at] for at, source in open_to if not source.is_repaid),
                max((1.0 - source.own_capital_share for source in lenders), default=0.0))
