"""Print the addresses of enrolled learners who were not active for 30 days.

Needs UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET. To get them by mail each week, run:
python examples/mail_inactive_learners.py | mail -s "Inactive learners" me@example.com
"""

from datetime import UTC, datetime, timedelta

from udacity_client import Udacity
from udacity_graphql.program_progress import EnrollmentStatus, ProgramProgressFilter


def inactive_learners(udacity: Udacity, *, since: datetime) -> set[str]:
    """Return who was active in none of their programs after *since*, or never."""
    enrolled = ProgramProgressFilter(enrollment_status=[EnrollmentStatus.ENROLLED])
    rows = [*udacity.program_progress.iter_program_progress(filter=enrolled)]
    active = {one.user_email for one in rows if (one.last_active_at or since) > since}
    return {one.user_email for one in rows} - active


if __name__ == "__main__":
    with Udacity() as udacity:
        month_ago = datetime.now(UTC) - timedelta(days=30)
        print(*sorted(inactive_learners(udacity, since=month_ago)), sep="\n")
