"""The peaking factor at the flows of the printed table."""

import numpy as np

from networks.open_channel import peaking_factor

FLOWS_L_PER_S = (5, 15, 40, 70, 100, 200, 500, 1000)


def measured() -> dict[str, float]:
    """Return the factor at each flow."""
    factors = peaking_factor(np.array(FLOWS_L_PER_S, dtype=np.float64))
    return {f"kz_at_{flow}_l_per_s": float(factor) for flow, factor in zip(FLOWS_L_PER_S, factors, strict=True)}
