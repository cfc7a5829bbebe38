"""Which modules of the phone travel in which of its three files.

The first view needs the phone's own file at once; questions, rules and the other pages come with the second, and what
few people ask for with the third, when it is first needed.
"""

from __future__ import annotations

from pathlib import Path

from gnbv import assembly

ENTRY = "js/app.js"
AT_ONCE = ("js/modules/work.js",)
FOLDERS = ("js/modules", "js/offline", "js/rules")
RARE_FOLDER = "js/controls"
RARE = (
    "js/modules/migration-offer.js",
    "js/modules/conflict.js",
    "js/modules/conflict-answers.js",
    *(f"js/modules/{name}.js" for name in ("petition", "petition-form", "petition-list", "petition-slip")),
    *(f"js/offline/{name}.js" for name in ("petitions", "petition-drafts")),
    *(
        f"js/modules/new-home{name}.js"
        for name in ("", "-keep", "-made", "-note", "-offer", "-people", "-read", "-same")
    ),
    *(f"js/offline/{name}.js" for name in ("homes", "home-roster")),
    *(f"js/modules/village{name}.js" for name in ("", "-list", "-note", "-photo", "-read")),
    *(
        f"js/modules/meeting{name}.js"
        for name in ("", "-end", "-hands", "-minutes", "-people", "-room", "-words")
    ),
    *(
        f"js/modules/{name}.js"
        for name in ("posting", "posting-act", "posting-script", "complaint-form", "complaint-slip")
    ),
    *(
        f"js/offline/{name}.js"
        for name in ("meetings", "minutes", "minutes-tables", "postings", "village-drafts")
    ),
    "js/modules/inbox.js",
    "js/modules/late-page.js",
    *(f"js/rules/{name}.js" for name in ("rare", "seldom", "digest", "migration", "migration-match")),
)
FIRST, SECOND, THIRD = "phone.js", "survey.js", "rare.js"


def bundle(root: Path, name: str) -> str:
    """The joined file of that name; ``root`` is the folder of static files. Raises ``assembly.Unreadable``."""
    if name == FIRST:
        return assembly.joined(root, ENTRY, AT_ONCE, SECOND, THIRD)
    second = [name for folder in FOLDERS for name in _modules(root, folder) if name not in RARE]
    if name == SECOND:
        return assembly.remaining(root, ENTRY, AT_ONCE, second, FIRST)
    rare = [*RARE, *_modules(root, RARE_FOLDER)]
    return assembly.remaining(root, ENTRY, AT_ONCE, rare, FIRST, tuple(second))


def _modules(root: Path, folder: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in sorted((root / folder).glob("*.js"))]
