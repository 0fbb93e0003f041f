"""The demo's comments are brought in as an import's are, below articles without an address."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.articles import sites
from service.db import ALL_SITES, transaction
from service.demo.comments import COMMENTS
from service.demo.site import plant

SECRETS = {
    "api_key": "parley_0123456789_of-the-tests",
    "publisher_key": "parley_9876543210_of-the-tests",
    "moderator_email": "demo@tests.example",
    "moderator_password": "of-the-tests-1",
}


def test_every_comment_of_the_demo_is_planted_once(database: Session) -> None:
    sites.forget()
    for _ in range(2):
        plant(SECRETS, url="http://localhost:8000", seed=True)
    with transaction(ALL_SITES) as session:
        planted = session.execute(text("SELECT count(*) FROM comments")).scalar_one()
    assert planted == len(COMMENTS)
