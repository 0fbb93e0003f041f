"""`python -m tests.faults.worker --queues ...`: the worker's role with the faulty scorer."""

import sys

from service.cli import main
from tests.faults.scorer import FaultyScorer
from workers import model

if __name__ == "__main__":
    model._loaded.append(FaultyScorer())
    main(["worker", *sys.argv[1:]])
