"""Print the addresses of the learners that `udacity report` calls dormant.

docs/report.md says who that is. Needs UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET, and
the extra `report`. To get the addresses by mail each week, run:

udacity report --live --quiet -o report.json
python examples/mail_dormant_learners.py report.json | mail -s "Dormant" me@example.com
"""

import json
import sys
from pathlib import Path


def dormant_addresses(report: Path) -> list[str]:
    """Return the addresses in a report's JSON; who is longest inactive comes first."""
    sections = json.loads(report.read_text(encoding="utf-8"))["sections"]
    return [learner["email"] for learner in sections["dormant_learners"]]


if __name__ == "__main__":
    if len(sys.argv[1:]) != 1:
        sys.exit("Usage: python examples/mail_dormant_learners.py REPORT.json")
    print(*dormant_addresses(Path(sys.argv[1])), sep="\n")
