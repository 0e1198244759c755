from __future__ import annotations

import threading
import uuid

from django.db import OperationalError

from annotator import tasks
from annotator.models.jobs import LANES, Lane
from annotator.services import running
from annotator.templatetags import working


def test_a_task_is_one_call_to_a_service(monkeypatch):
    called = []
    monkeypatch.setattr(tasks.running, "execute_next", lambda **kwargs: called.append(kwargs))
    tasks.run_job(str(uuid.uuid4()))
    assert called == [{"handlers": tasks.HANDLERS, "lanes": tuple(Lane)}]


def test_the_sweeper_outlives_a_database_that_is_away(monkeypatch, settings):
    settings.JOB_SWEEP_SECONDS = 0.001
    stopping = threading.Event()
    sweeps = []

    def sweep() -> None:
        sweeps.append(1)
        if len(sweeps) == 1:
            raise OperationalError
        stopping.set()

    monkeypatch.setattr(tasks, "_stopping", stopping)
    monkeypatch.setattr(tasks.jobs, "sweep", sweep)
    monkeypatch.setattr(tasks.jobs, "prune", lambda: 0)
    sweeper = threading.Thread(target=tasks.sweep_until_stopped)
    sweeper.start()
    sweeper.join(10)
    assert len(sweeps) == 2


def test_the_heartbeat_outlives_a_busy_database_and_ends_with_the_lease(settings):
    settings.JOB_LEASE_SECONDS = 0.003
    answers = [OperationalError(), True, False]

    class Run:
        class job:  # noqa: N801 - stands for an attribute
            pk = 1

        def renew(self) -> bool:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    heart = threading.Thread(target=running._beat, args=(Run(), threading.Event()))
    heart.start()
    heart.join(10)
    assert answers == []


def test_lanes_are_told_for_kinds_that_there_are():
    assert LANES.keys() <= tasks.HANDLERS.keys()


def test_a_worker_serves_the_lanes_of_its_queues():
    queues = tasks.current_app.amqp.queues
    queues.select(["export", "interactive"])
    try:
        assert tasks.served() == (Lane.INTERACTIVE, Lane.EXPORT)
    finally:
        queues._consume_from = None
    assert tasks.served() == tuple(Lane)


def test_every_kind_has_words():
    assert tasks.HANDLERS.keys() <= working._KINDS.keys()
