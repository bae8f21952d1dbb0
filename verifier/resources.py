"""Where the files that travel with the program lie: the sample case, the model registry, and what is derived from them.

In a checkout `seeds/` and `models/` stand beside the package; in an installed wheel they lie inside it, in `_share/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

__all__ = ["cache", "folder"]

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["seeds", "models"]) -> Path:
    """The folder `name`, whether the package runs from a checkout or from an installed wheel.

    Raises FileNotFoundError if it is in neither place: then the installation is broken, and no user can mend that by
    other arguments.
    """
    places = (_PACKAGE / "_share" / name, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{name}/ is missing from this installation; looked in {places[0]} and {places[1]}")


def cache() -> Path:
    """The user's cache folder for what is derived from models. It may not exist yet, and may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("verifier", appauthor=False)
