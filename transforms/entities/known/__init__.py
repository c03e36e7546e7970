"""Names that the knowledge base holds: where they stand in a text, and whether the place means them."""

from transforms.entities.known.matches import Known, unit_of_token
from transforms.entities.known.meant import KNOWN_WEIGHTS
from transforms.entities.known.things import is_great

__all__ = ["KNOWN_WEIGHTS", "Known", "is_great", "unit_of_token"]
