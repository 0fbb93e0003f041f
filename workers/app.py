"""The workers' application: the core, the tasks, the beat table."""

import logging

from flask import Flask

from service.config import from_env
from service.core import create_core
from service.queue import Task, celery

settings = from_env()
core: Flask = create_core(settings)

celery.conf.beat_schedule = {
    "sweep": {
        "task": str(Task.SWEEP), "schedule": settings.sweep_every, "args": [[]],
        # What nobody took in time has a successor: no heap of sweeps after a long absence.
        "options": {"expires": max(2 * settings.sweep_every, 5.0)},
    },
    "tend": {
        "task": str(Task.TEND), "schedule": settings.sweep_every, "args": [[]],
        "options": {"expires": max(2 * settings.sweep_every, 5.0)},
    },
    "deliver": {
        "task": str(Task.DELIVER), "schedule": settings.deliver_every, "args": [[]],
        "options": {"expires": max(2 * settings.deliver_every, 5.0)},
    },
    "tidy": {
        "task": str(Task.TIDY), "schedule": 60.0, "args": [[]], "options": {"expires": 120.0},
    },
    "watch": {
        "task": str(Task.WATCH), "schedule": 30.0, "args": [[]], "options": {"expires": 60.0},
    },
    "digest": {
        "task": str(Task.DIGEST), "schedule": settings.digest_every, "args": [[]],
        "options": {"expires": max(2 * settings.digest_every, 5.0)},
    },
    "roll up": {
        "task": str(Task.ROLL_UP), "schedule": settings.roll_up_every, "args": [[]],
        "options": {"expires": max(2 * settings.roll_up_every, 5.0)},
    },
}  # fmt: skip
# A line for every message and every tick says nothing that the ledger does not say.
for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat"):
    logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))

celery.conf.imports = (
    "workers.decide", "workers.deliver", "workers.post", "workers.replay", "workers.rollup",
    "workers.score", "workers.sweep", "workers.tidy", "workers.tend", "workers.watch",
    "workers.watchdog",
)  # fmt: skip

__all__ = ["celery", "core", "settings"]
