"""Lists of names that others keep → things with their names: ParaNames, JRC-Names, FollowTheMoney, plain tables."""

from transforms.entities.lists.gather import MOST_ENTITIES, MOST_NAMES, ListRead, ListRefused
from transforms.entities.lists.read import read_list

__all__ = ["MOST_ENTITIES", "MOST_NAMES", "ListRead", "ListRefused", "read_list"]
