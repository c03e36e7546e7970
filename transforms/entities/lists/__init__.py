"""Lists of names that others keep → things with their names: ParaNames, JRC-Names, FollowTheMoney, plain tables."""

from transforms.entities.lists.gather import ListRead, ListRefused
from transforms.entities.lists.read import STYLES, read_list

__all__ = ["STYLES", "ListRead", "ListRefused", "read_list"]
