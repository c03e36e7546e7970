"""What Presswatch knows of the world: countries, places, bodies and people, with their names in many languages.

Packaged tables, built by `tools/build_knowledge.py` and read once a process by `load()`; see docs/knowledge.md for
sources, licences and columns.
"""

from transforms.entities.knowledge.base import Knowledge, Match
from transforms.entities.knowledge.tables import load
from transforms.entities.knowledge.things import Alias, Demonym, Entity, EntityType

__all__ = ["Alias", "Demonym", "Entity", "EntityType", "Knowledge", "Match", "load"]
