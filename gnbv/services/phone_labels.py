"""What a phone is called in lists, so that its owner knows which one it is: ``Android · Chrome``."""

from __future__ import annotations

# What a browser says of itself → what people call it. The first that is found counts: the later ones claim to be
# the earlier ones too.
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("SamsungBrowser", "Samsung Internet"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("UCBrowser", "UC Browser"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
# What the field app of before called every phone.
NAMELESS = ("", "phone")


def label_of(given: str, user_agent: str) -> str:
    """The name that was given, else system and browser as they call themselves; ``""`` when nothing is known."""
    if given.strip() not in NAMELESS:
        return given.strip()
    parts = (_first(SYSTEMS, user_agent), _first(BROWSERS, user_agent))
    return " · ".join(part for part in parts if part)


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in known if sign in user_agent), "")
