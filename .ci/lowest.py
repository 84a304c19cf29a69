"""Print the lowest allowed version of each dependency, as constraints for pip."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
_FLOOR = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?\s*(?:>=|~=)\s*([0-9][0-9.]*)")


def lowest_versions(pyproject: str) -> list[str]:
    """Return a line such as `anyio==4.16` for each dependency, extras included."""
    project = tomllib.loads(pyproject)["project"]
    required = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        required += extra
    own = f"{project['name']}["
    lines: set[str] = set()
    for requirement in required:
        if requirement.startswith(own):
            continue
        floor = _FLOOR.match(requirement)
        if floor is None:
            message = f"{requirement} allows any version; give it a lowest one."
            raise ValueError(message)
        lines.add(f"{floor[1]}=={floor[2]}")
    return sorted(lines)


if __name__ == "__main__":
    lines = lowest_versions(PYPROJECT.read_text(encoding="utf-8"))
    sys.stdout.writelines(f"{line}\n" for line in lines)
