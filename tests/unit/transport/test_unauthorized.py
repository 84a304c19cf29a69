"""What a call does if its token is refused, and what its error says then."""

from __future__ import annotations

import pickle

import pytest

from support.retry_driver import Rig, Script, Source, Told
from udacity_client.auth.static_token_source import Refused, ReplacedLater
from udacity_client.errors import UnauthorizedError
from udacity_client.options import NO_RETRIES, RetryPolicy
from udacity_client.transport.retry_quota import CAPACITY

ANOTHER, WAIT, LATER = Refused.USE_ANOTHER, Refused.WAIT, ReplacedLater(25.0)


def error_of(told: Told) -> UnauthorizedError:
    assert isinstance(told.result, UnauthorizedError)
    return told.result


@pytest.mark.parametrize("may_repeat", [True, False], ids=["query", "mutation"])
@pytest.mark.parametrize(
    ("script", "helps"),
    [
        ([401, 200], [LATER]),
        ([401, 401, 200], [LATER, ANOTHER]),
        ([401, 401, 401, 200], [LATER, LATER, ANOTHER]),
    ],
    ids=str,
)
def test_a_token_that_is_replaced_later_is_waited_for_at_no_cost(
    script: Script, helps: list[Refused | ReplacedLater], *, may_repeat: bool
) -> None:
    rig = Rig(source=Source(next_helps=list(helps)), may_repeat=may_repeat)
    told = rig.tell(script)

    assert told.result == "fine"
    assert told.naps == [25.0] * helps.count(LATER)
    assert rig.quota.left == CAPACITY


def test_a_token_may_be_replaced_that_is_refused_after_the_replicas_had_time() -> None:
    told = Rig(source=Source(next_helps=[WAIT, ANOTHER])).tell([401, 401, 200])
    assert told.result == "fine"


@pytest.mark.parametrize("helps", [[ANOTHER, LATER], [WAIT, WAIT]], ids=str)
def test_what_helped_once_is_not_tried_again_for_the_same_call(
    helps: list[Refused | ReplacedLater],
) -> None:
    rig = Rig(source=Source(next_helps=helps))
    error = error_of(rig.tell([401, 401]))

    assert "requested it itself" in str(error)
    assert not error.is_transient
    assert error.retry_after is None


@pytest.mark.parametrize("helps", [ANOTHER, LATER])
def test_another_answer_in_between_makes_it_a_new_refusal(
    helps: Refused | ReplacedLater,
) -> None:
    rig = Rig(source=Source(next_helps=[ANOTHER, helps]), policy=RetryPolicy())

    assert rig.tell([401, 503, 503, 401, 200]).result == "fine"


@pytest.mark.parametrize(
    "rig",
    [
        Rig(source=Source(LATER), deadline=24),
        Rig(source=Source(LATER), policy=NO_RETRIES),
        Rig(source=Source(LATER), most=1),
    ],
    ids=["deadline", "policy", "attempts"],
)
def test_a_call_that_may_not_wait_says_when_to_try_again(rig: Rig) -> None:
    told = rig.tell([401])
    error = error_of(told)

    assert told.naps == []
    assert "replaces this one in 25 s" in str(error)
    assert "GetCatalog, catalog" in str(error)
    assert "UDACITY_TOKEN" not in str(error)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own pickle
    for one in (error, copy):
        assert (one.is_transient, one.is_replaced) == (True, True)
        assert (one.retry_after, one.status, one.attempts) == (25.0, 401, 1)


def test_a_call_that_may_not_be_sent_again_says_that_the_next_may() -> None:
    error = error_of(Rig(source=Source(ANOTHER), most=1).tell([401]))

    assert "next call requests another" in str(error)
    assert error.is_transient
    assert error.retry_after == 0


@pytest.mark.parametrize("source", [Source(Refused.GIVE_UP), None])
def test_a_token_that_cannot_be_replaced_keeps_the_error_it_has(
    source: Source | None,
) -> None:
    error = error_of(Rig(source=source).tell([401]))

    assert error.message == "m"
    assert not error.is_transient


def test_a_long_wait_for_another_token_is_warned_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Rig(source=Source(next_helps=[LATER])).tell([401, 200])

    (record,) = caplog.records
    assert "the API refused a token again, soon after another" in record.getMessage()
    assert "Next try in 25.0 s" in record.getMessage()
