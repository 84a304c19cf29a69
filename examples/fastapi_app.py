"""An endpoint that returns the enrollments of one learner.

Needs UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET, and FastAPI with uvicorn. Whoever can
call it sees personal data, so put it behind your login. Run:
uvicorn --app-dir examples fastapi_app:app
"""

from fastapi import FastAPI

from udacity_client import AsyncUdacity
from udacity_graphql.program_progress import ProgramProgress

# One client for all requests: they share its connections, its token and its rate limit.
udacity = AsyncUdacity()
app = FastAPI(on_shutdown=[udacity.aclose])


@app.get("/learners/{email}")
async def list_enrollments(email: str) -> list[ProgramProgress]:
    """Return the learner's enrollments; an empty list if there is no such learner."""
    found = udacity.program_progress.iter_program_progress(query=email)
    return [one async for one in found if one.user_email.casefold() == email.casefold()]
