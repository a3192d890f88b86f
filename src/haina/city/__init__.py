"""A whole city: people and organisations from published figures, as tables that rules can be run over.

`make_city` draws one from a pack's ``city/`` files (docs/city.md); `map_file` brings other data into the same
layout. No Django; rules and policy are all that is imported.
"""

from .making import CityError, make_city, read_manifest
from .parts import Plan
from .schema import city_data

__all__ = ["CityError", "Plan", "city_data", "make_city", "read_manifest"]
