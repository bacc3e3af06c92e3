"""The long poll."""

from __future__ import annotations

import asyncio

import pytest

from corkboard_databricks.jobs.hold import Holds

AIRFLOW = "databricks-airflow/7.10.0 airflow/2.11.2"
LONG_S = 600


def together(scenario):
    """Run a scenario of coroutines with a time limit."""

    async def limited():
        async with asyncio.timeout(30):
            await scenario()

    asyncio.run(limited())


def test_airflows_second_question_is_held_until_the_run_has_ended():
    """Its first is answered at once, as is that of another run."""

    async def scenario():
        holds = Holds(lambda _: False, hold_s=LONG_S)
        await holds.wait(AIRFLOW, 1)
        await holds.wait(AIRFLOW, 2)
        second = asyncio.create_task(holds.wait(AIRFLOW, 1))
        await asyncio.sleep(0)
        assert not second.done()
        holds.tell(2)
        await asyncio.sleep(0)
        assert not second.done()
        holds.tell(1)
        await second

    together(scenario)


@pytest.mark.parametrize(
    ("agent", "is_ended", "hold_s"),
    [(AIRFLOW, True, LONG_S), (AIRFLOW, False, 0.01), ("databricks-sdk-py/0.156.0", False, LONG_S)],
)
def test_nobody_is_held_for_a_run_that_has_ended_nor_for_ever_nor_another_client(agent, is_ended, hold_s):
    """Databricks' own client would give up."""

    async def scenario():
        holds = Holds(lambda _: is_ended, hold_s=hold_s)
        for _ in range(3):
            await holds.wait(agent, 1)

    together(scenario)


def test_everybody_is_let_go_when_the_server_stops():
    """And nobody is held any more."""

    async def scenario():
        holds = Holds(lambda _: False, hold_s=LONG_S)
        await holds.wait(AIRFLOW, 1)
        second = asyncio.create_task(holds.wait(AIRFLOW, 1))
        await asyncio.sleep(0)
        holds.close()
        await second
        await holds.wait(AIRFLOW, 1)

    together(scenario)
