"""The workers' application: the core, the tasks, the beat table."""

from flask import Flask

from service.config import from_env
from service.core import create_core
from service.queue import Task, celery

settings = from_env()
core: Flask = create_core(settings)

celery.conf.beat_schedule = {
    "sweep": {"task": str(Task.SWEEP), "schedule": settings.sweep_every, "args": [[]]},
}
celery.conf.imports = ("workers.score", "workers.sweep")

__all__ = ["celery", "core", "settings"]
