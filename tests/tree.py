"""The files of the project as git sees them: what is kept, and what is about to be."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def files() -> tuple[Path, ...]:
    """All tracked files and all new ones that git does not ignore, without those deleted on the disk."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    return tuple(sorted({ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()}))


def below(folder: str, suffix: str = "") -> list[Path]:
    return [path for path in files() if path.is_relative_to(ROOT / folder) and path.name.endswith(suffix)]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
