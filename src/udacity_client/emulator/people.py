"""Make up learners from a seed, without a clock or any state."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from udacity_client.emulator import samples

# As a learner writes it, and as the e-mail address has it.
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
    """A person who learns; the first of every company is the documented one."""

    user_id: str
    email: str
    first_name: str
    last_name: str


def make_learners(random: Random, number: int) -> Iterator[Learner]:
    """Yield so many learners, each with an e-mail address of their own."""
    for index in range(number):
        first, first_in_mail = random.choice(_FIRST_NAMES)
        last, last_in_mail = random.choice(_LAST_NAMES)
        user_id = make_uuid(random)
        yield Learner(
            user_id=user_id if index else samples.SAMPLE_LEARNER_ID,
            email=f"{first_in_mail}.{last_in_mail}.{index + 1}@example.com",
            first_name=first,
            last_name=last,
        )


def make_uuid(random: Random) -> str:
    """Return the next UUID of *random*."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))
