"""Groups of all that hang together, by any way, of millions of links in a few rounds."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import taken


def heads(n: int, links: pl.DataFrame) -> pl.Series:
    """For each of the numbers 0 … n - 1: the least number of its group.

    Args:
        n: how many there are.
        links: x, y: two numbers that hang together; in either order, as often as you like.
    """
    head = pl.int_range(n, dtype=pl.UInt32, eager=True)
    while True:  # groups hang themselves on lesser ones, until no link is left between two groups
        ends = links.select(x=taken(head, links["x"]), y=taken(head, links["y"]))
        links = ends.select(x=pl.max_horizontal("x", "y"), y=pl.min_horizontal("x", "y"))
        links = links.filter(pl.col("x") != pl.col("y"))
        if links.is_empty():
            return head
        least = links.group_by("x").agg(pl.col("y").min())
        head = head.scatter(least["x"], least["y"])
        while not (further := taken(head, head)).equals(head):
            head = further
