"""A trained tagger of names: hashed features, a linear chain, whole-number scores (docs/models/names.md)."""

from transforms.entities.tagger.model import Tag, load_model
from transforms.entities.tagger.tagger import Tagger

__all__ = ["Tag", "Tagger", "load_model"]
