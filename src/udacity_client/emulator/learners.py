"""Generate the learners of the emulated company: names, e-mail addresses, IDs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from udacity_client.emulator import samples

# The name as the learner writes it, and as it stands in the e-mail address.
_FIRST_NAMES = (
    ("Amara", "amara"),
    ("José", "jose"),
    ("Zoë", "zoe"),
    ("Łukasz", "lukasz"),
    ("花子", "hanako"),
    ("Ольга", "olga"),
    ("Siobhán", "siobhan"),
    ("Noah", "noah"),
    ("Priya", "priya"),
    ("Ahmed", "ahmed"),
)
_LAST_NAMES = (
    ("Okafor", "okafor"),
    ("García", "garcia"),
    ("Müller", "mueller"),
    ("O'Neill", "oneill"),
    ("山田", "yamada"),
    ("Иванова", "ivanova"),
    ("Nguyễn", "nguyen"),
    ("Smith", "smith"),
    ("Kaur", "kaur"),
)


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner; the first one has the ID in the documentation."""

    user_id: str
    email: str
    first_name: str
    last_name: str


def make_learners(random: Random, number: int) -> Iterator[Learner]:
    """Yield learners, each with a unique e-mail address."""
    for index in range(number):
        first, first_in_mail = random.choice(_FIRST_NAMES)
        last, last_in_mail = random.choice(_LAST_NAMES)
        user_id = random_uuid(random)
        yield Learner(
            user_id=user_id if index else samples.SAMPLE_LEARNER_ID,
            email=f"{first_in_mail}.{last_in_mail}.{index + 1}@example.com",
            first_name=first,
            last_name=last,
        )


def random_uuid(random: Random) -> str:
    """Return a random UUID that the same seed always gives."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))
