"""The record of what is kept names every table."""

import service.models  # noqa: F401  # fills the metadata
from service.db import Base
from service.privacy.register import IMPERSONAL, PERSONAL


def test_every_table_is_somebodys_data_or_nobodys() -> None:
    assert set(PERSONAL) | IMPERSONAL == set(Base.metadata.tables)
    assert not set(PERSONAL) & IMPERSONAL
