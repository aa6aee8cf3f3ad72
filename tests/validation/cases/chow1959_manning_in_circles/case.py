"""Flow of one circular sewer at three fillings."""

import numpy as np

from networks.open_channel import partly_full_m3_per_d


def measured() -> dict[str, float]:
    """Return the flow when full, and the other fillings relative to it."""
    full, half, four_fifths = partly_full_m3_per_d(
        np.full(3, 0.30), np.full(3, 0.004), manning_n=np.full(3, 0.013), filling=np.array([1.0, 0.5, 0.8]))
    return {
        "full_m3_per_d": float(full),
        "half_full_over_full": float(half / full),
        "filled_to_80_percent_over_full": float(four_fifths / full),
    }
