"""The first date in a short text, in any of the shapes that feeds and newspapers write, with what is unsure about it.

``kinds`` says what a date can be, ``clocks`` and ``zones`` read times, ``machines`` what programs write, ``numbers``
and ``names`` find dates written in figures and with a month's name, ``find`` chooses among what they found.
"""

from transforms.normalize.moments.find import moment_in
from transforms.normalize.moments.kinds import Moment, NoMoment

__all__ = ["Moment", "NoMoment", "moment_in"]
