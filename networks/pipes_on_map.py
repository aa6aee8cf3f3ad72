"""Pipes and the places at their ends, as a map shows them."""

import pandas as pd


def pipes_on_map(nodes: pd.DataFrame, pipes: pd.DataFrame, ends: pd.DataFrame, *, node: str,
                 pipe: str) -> pd.DataFrame:
    """Return pipes as lines and ends as points, in km of the park.

    Parameters
    ----------
    nodes, pipes
        The tables of a system; nodes with ``x_km`` and ``y_km``.
    ends
        Rows of the nodes that are shown as points, one each.
    node, pipe
        Columns of their names; pipes have ``from_`` and ``to_`` before the former.
    """
    place = nodes.drop_duplicates(node).set_index(node)[["x_km", "y_km"]]
    start, end = place.loc[pipes[f"from_{node}"]], place.loc[pipes[f"to_{node}"]]
    lines = pd.DataFrame({
        "element": pipes[pipe].to_numpy(), "shape": "line",
        "x0": start["x_km"].to_numpy(), "y0": start["y_km"].to_numpy(),
        "x1": end["x_km"].to_numpy(), "y1": end["y_km"].to_numpy(), "label": pipes["label"].to_numpy()})
    points = pd.DataFrame({
        "element": ends[node].to_numpy(), "shape": "point",
        "x0": ends["x_km"].to_numpy(), "y0": ends["y_km"].to_numpy(),
        "x1": ends["x_km"].to_numpy(), "y1": ends["y_km"].to_numpy(), "label": ends["label"].to_numpy()})
    return pd.concat([lines, points], ignore_index=True)
