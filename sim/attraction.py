"""What draws enterprises to a park and what keeps them away: the terms, and the attraction that follows from them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.capacity import Floats
from sim.policy import Reforms


@dataclass(frozen=True)
class Deterrent:
    """Something that keeps enterprises away the more, the further it lies above what they are used to.

    Parameters
    ----------
    weight
        By how much the logarithm of attraction falls for each unit above the reference [1/unit].
    reference
        What enterprises find elsewhere [unit]; what lies below it draws nobody.
    """

    weight: float
    reference: float

    def exponent(self, found: Floats) -> Floats:
        """Return how much the logarithm of attraction falls [-].

        Parameters
        ----------
        found
            What the park shows [unit].
        """
        return self.weight * np.maximum(found - self.reference, 0.0)


@dataclass(frozen=True)
class Terms:
    """What enterprises look at before they sign, and what assets change about it.

    Parameters
    ----------
    shortage
        Of the share of systems that are exhausted [-].
    approval
        Of the time that an application handed in now will take [month].
    land_price
        Of the price of land [wan yuan/mu].
    land_price_wan_per_mu
        Price of land today [wan yuan/mu].
    upstream
        Gain of attraction for each sector if all firms of the park belonged to another, float [sectors, sectors].
    most
        Largest attraction [-]: so many would come at best for each who comes to a park of attraction 1.
    incentives
        By asset: gain of attraction while it stands [-]; gains add up.
    cheaper_land_wan_per_mu
        By asset: by how much land is cheaper while it stands [wan yuan/mu].
    reforms
        What assets change at the approval desk.
    """

    shortage: Deterrent
    approval: Deterrent
    land_price: Deterrent
    land_price_wan_per_mu: float
    upstream: Floats
    most: float
    incentives: Mapping[str, float] = field(default_factory=dict)
    cheaper_land_wan_per_mu: Mapping[str, float] = field(default_factory=dict)
    reforms: Reforms = field(default_factory=Reforms)

    def incentive(self, standing: Collection[str]) -> float:
        """Return the gain of attraction while some assets stand [-]."""
        return sum(gain for asset, gain in self.incentives.items() if asset in standing)

    def price_wan_per_mu(self, standing: Collection[str]) -> float:
        """Return the price of land while some assets stand [wan yuan/mu], never below 0."""
        cheaper = sum(less for asset, less in self.cheaper_land_wan_per_mu.items() if asset in standing)
        return max(self.land_price_wan_per_mu - cheaper, 0.0)

    def land_price_ratio(self, standing: Collection[str]) -> float:
        """Return the price of land while some assets stand over what it is today [-]; 1 where it costs nothing."""
        today = self.land_price_wan_per_mu
        return self.price_wan_per_mu(standing) / today if today > 0 else 1.0


def attraction(terms: Terms, *, shortage: Floats, approval_months: Floats, land_price: Floats, incentive: Floats,
               firms: Floats) -> Floats:
    """Return how many come for each who would come to a park of attraction 1 [-], float [worlds, sectors].

    Parameters
    ----------
    terms
        What enterprises look at.
    shortage
        Share of the systems that are exhausted [-], float [worlds].
    approval_months
        How long an application handed in now will take [month], float [worlds].
    land_price
        Price of land [wan yuan/mu], float [worlds].
    incentive
        Gain by incentives [-], float [worlds].
    firms
        Firms connected by sector, float [worlds, sectors].

    Notes
    -----
    A = exp(-sum of w_k (x_k - r_k)+) (1 + incentive) (1 + sum over sectors u of g_su n_u / n), at most ``terms.most``;
    deterrents multiply as in a logit of small probabilities. The weights are assumptions: only the signs and the
    comparison with the same park elsewhere are argued, so the answer is a sensitivity, not a forecast.
    """
    exponent = (terms.shortage.exponent(shortage) + terms.approval.exponent(approval_months)
                + terms.land_price.exponent(land_price))
    share = firms / np.maximum(firms.sum(axis=1, keepdims=True), 1.0)
    # One addition after the other, so that no sum depends on how many worlds march together.
    gain = np.zeros_like(share)
    for at in range(share.shape[1]):
        gain += share[:, at, None] * terms.upstream[:, at]
    found = (np.exp(-exponent) * (1.0 + incentive))[:, None] * (1.0 + gain)
    return np.minimum(found, terms.most)
