"""What `parley doctor` looks at around the ledger: engines, tables, workers, mail, addresses, disk.

Each look answers with one Check and never raises: the others are worth knowing even so. Nothing is
changed here.
"""

import shutil
import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis

from service.articles.sites import SiteFacts, all_sites
from service.config import Settings, unknown_settings
from service.db import ALL_SITES, transaction
from service.errors import Unavailable
from service.moderation.sweeping import oldest_waiting
from service.plain_words import plain_words
from service.up.upkeep import latest_revision
from service.valkey import PROGRESS_KEY

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "[::1]", ""})
_STALE_BACKUP = timedelta(days=2)
_FREE_SHARE, _FREE_BYTES = 0.05, 2**30  # of the disk; below either the database is in danger
_SECONDS = 2  # for each server to answer


class State(StrEnum):
    """What a look found."""

    FINE = "fine"
    NOTE = "note"  # works, and perhaps is not what was meant
    UNKNOWN = "unknown"  # cannot be seen from here
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `remedy` says in a line what to do, where something is."""

    what: str
    state: State
    told: str
    remedy: str = ""


def check_up(settings: Settings, *, now: datetime, backups: Path | None) -> Iterator[Check]:
    """Every check, in the order in which one would mend things. Needs an application context.

    `backups`: the folder in which backups are put, where the operator named one.
    """
    yield _names()
    database = check_database(settings)
    yield database
    if database.state is State.FINE:
        yield check_schema(settings)
        yield _disk(settings)
    yield _backup(settings, backups, now=now)
    broker = check_broker(settings)
    yield broker
    if broker.state is State.FINE:
        yield check_workers(settings, now=now)
    yield check_mail(settings)
    yield from _addresses(settings)


def _names() -> Check:
    unknown = unknown_settings()
    if unknown:
        return Check("settings", State.NOTE, "; ".join(unknown), "`parley settings` lists them all")
    return Check("settings", State.FINE, "all are known")


def check_database(settings: Settings) -> Check:
    """Does PostgreSQL answer, and how large is it?"""
    try:
        with _connected(settings) as connection:
            row = connection.execute(
                "SELECT current_setting('server_version'),"
                " pg_size_pretty(pg_database_size(current_database()))"
            ).fetchone()
    except psycopg.Error as error:
        told = plain_words(error) or str(error)
        return Check("database", State.BROKEN, told, "start PostgreSQL, or set DATABASE_URL right")
    version, size = row or ("?", "?")
    return Check("database", State.FINE, f"PostgreSQL {version.split()[0]} answers; {size}")


def check_schema(settings: Settings) -> Check:
    """Are the tables those of this version?"""
    newest = latest_revision()
    try:
        with _connected(settings) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return Check("schema", State.BROKEN, "there are no tables yet", "run `parley migrate`")
    except psycopg.Error as error:
        return Check("schema", State.UNKNOWN, plain_words(error) or str(error))
    present = str(row[0]) if row else "none"
    if present == newest:
        return Check("schema", State.FINE, f"at {present}, as this version needs it")
    if present > newest:
        return Check("schema", State.NOTE, f"at {present}, of a later version than this",
                     "replace these processes by that version")  # fmt: skip
    return Check("schema", State.BROKEN, f"at {present}, this version needs {newest}",
                 "run `parley migrate`")  # fmt: skip


def _disk(settings: Settings) -> Check:
    try:
        with _connected(settings) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
            is_here = connection.info.host in _LOCAL or connection.info.host.startswith("/")
    except psycopg.Error:
        row, is_here = None, False
    if row is None or not is_here or not Path(row[0]).is_dir():
        return Check("disk", State.UNKNOWN, "the database's disk cannot be seen from here",
                     "watch its free space where PostgreSQL runs")  # fmt: skip
    return check_disk(Path(row[0]))


def check_disk(folder: Path) -> Check:
    """Is there room where the database is?"""
    space = shutil.disk_usage(folder)
    told = f"{space.free / 2**30:.1f} GiB free of {space.total / 2**30:.1f} for the database"
    if space.free < _FREE_BYTES or space.free < _FREE_SHARE * space.total:
        return Check(
            "disk", State.BROKEN, told, "make room: PostgreSQL stops when the disk is full"
        )
    return Check("disk", State.FINE, told)


def _backup(settings: Settings, folder: Path | None, *, now: datetime) -> Check:
    if folder is not None:
        return check_backups(folder, now=now)
    try:
        with _connected(settings) as connection:
            row = connection.execute(
                "SELECT last_archived_time FROM pg_stat_archiver"
                " WHERE current_setting('archive_mode') <> 'off'"
            ).fetchone()
    except psycopg.Error:
        row = None
    if row is not None and row[0] is not None:
        return _aged("backup", "the log was archived last", now - row[0])
    return Check("backup", State.UNKNOWN, "no backup is known of here",
                 "`parley backup FILE` each night; `parley doctor --backups FOLDER` tells its age")  # fmt: skip


def check_backups(folder: Path, *, now: datetime) -> Check:
    """How old is the newest file in the folder of backups?"""
    times = [each.stat().st_mtime for each in folder.iterdir()
             if each.is_file() and each.suffix != ".part"]  # fmt: skip
    if not times:
        return Check("backup", State.BROKEN, f"no file in {folder}",
                     f"run `parley backup {folder}/parley.dump`")  # fmt: skip
    return _aged("backup", "the newest is", now - datetime.fromtimestamp(max(times), UTC))


def _aged(what: str, told: str, age: timedelta) -> Check:
    hours = age.total_seconds() / 3600
    if age > _STALE_BACKUP:
        return Check(what, State.BROKEN, f"{told} {hours / 24:.0f} days old",
                     "see why the nightly one did not come")  # fmt: skip
    return Check(what, State.FINE, f"{told} {hours:.0f} hours old")


def check_broker(settings: Settings) -> Check:
    """Does Valkey answer?"""
    try:
        with _valkey(settings) as client:
            version = client.info("server").get("redis_version", "?")
    except (redis.RedisError, ValueError) as error:
        told = plain_words(error) or f"BROKER_URL: {error}"
        return Check("broker", State.BROKEN, told, "start Valkey, or set BROKER_URL right")
    return Check("broker", State.FINE, f"Valkey answers (as Redis {version})")


def check_workers(settings: Settings, *, now: datetime) -> Check:
    """Does a worker listen at the queues, and do comments get scored?"""
    try:
        with _valkey(settings) as client:
            # A worker waits at its queues by BRPOP, again and again; it sends no heartbeat.
            listening = [each for each in client.client_list() if each.get("cmd") == "brpop"]
            is_scoring = bool(client.exists(PROGRESS_KEY))
        with transaction(ALL_SITES) as session:
            waiting = oldest_waiting(session, now=now)
    except (redis.RedisError, Unavailable) as error:
        return Check("workers", State.UNKNOWN, plain_words(error) or str(error))
    if not listening and not is_scoring:
        return Check("workers", State.BROKEN, "none listens at the queues: nothing is scored",
                     "start `parley worker` and `parley beat`, and look into their logs")  # fmt: skip
    if waiting > settings.stall_seconds and not is_scoring:
        return Check("workers", State.BROKEN,
                     f"the oldest comment has waited for {waiting:.0f} s, and none scores",
                     "look into the workers' logs; start them again")  # fmt: skip
    count = len({each.get("addr", "").rpartition(":")[0] for each in listening})
    told = f"{len(listening)} connections listen at the queues, from {count} addresses"
    return Check("workers", State.FINE, told)


def check_mail(settings: Settings) -> Check:
    """Is a mail server set, and does it answer?"""
    if not settings.smtp_url and not settings.mail_from:
        return Check("mail", State.NOTE, "no server is set: no sign-in by mail, no digests",
                     "PARLEY_SMTP_URL and PARLEY_MAIL_FROM, where mail is wanted")  # fmt: skip
    if not settings.sends_mail:
        missing = "PARLEY_MAIL_FROM" if settings.smtp_url else "PARLEY_SMTP_URL"
        return Check("mail", State.BROKEN, f"{missing} is not set, so no mail is sent",
                     f"set {missing}, or neither")  # fmt: skip
    server = urlsplit(settings.smtp_url)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(server.hostname or "", server.port or 0, timeout=_SECONDS) as answering:
            answering.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Check("mail", State.BROKEN, f"{server.hostname} does not answer: {error}",
                     "see to the mail server, or to PARLEY_SMTP_URL")  # fmt: skip
    return Check("mail", State.FINE, f"{server.hostname} answers")


def _addresses(settings: Settings) -> Iterator[Check]:
    try:
        with transaction(ALL_SITES) as session:
            sites = all_sites(session)
    except Exception as error:
        told = plain_words(error)
        if told is None:
            raise
        yield Check("addresses", State.UNKNOWN, told)
        return
    yield check_addresses(settings, sites)


def check_addresses(settings: Settings, sites: Sequence[SiteFacts]) -> Check:
    """Can the pages of the sites' origins embed what is at PARLEY_PUBLIC_URL?"""
    public = urlsplit(settings.public_url)
    hosts = [each.strip() for each in settings.hosts.split(",") if each.strip()]
    if hosts and public.netloc not in hosts and public.hostname not in hosts:
        return Check("addresses", State.BROKEN,
                     f"PARLEY_HOSTS refuses {public.netloc}, the host of PARLEY_PUBLIC_URL",
                     f"add {public.netloc} to PARLEY_HOSTS")  # fmt: skip
    origins = [origin for site in sites for origin in site.origins]
    afar = [each for each in origins if (urlsplit(each).hostname or "") not in _LOCAL]
    if afar and (public.hostname or "") in _LOCAL:
        return Check("addresses", State.BROKEN,
                     f"readers at {afar[0]} cannot reach {settings.public_url}",
                     "set PARLEY_PUBLIC_URL to what browsers see")  # fmt: skip
    secure = [each for each in afar if each.startswith("https://")]
    if secure and public.scheme == "http":
        return Check("addresses", State.BROKEN,
                     f"browsers refuse {settings.public_url} within {secure[0]}: no TLS",
                     "put TLS in front, and https:// into PARLEY_PUBLIC_URL")  # fmt: skip
    if not sites:
        return Check("addresses", State.NOTE, "there is no site yet",
                     "`parley site add SLUG --origin https://…`")  # fmt: skip
    return Check("addresses", State.FINE, f"{settings.public_url} serves {len(origins)} origins")


def _connected(settings: Settings) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(settings.database_url, connect_timeout=_SECONDS)


def _valkey(settings: Settings) -> "redis.Redis":
    return redis.Redis.from_url(
        settings.broker_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS,
        decode_responses=True,
    )  # fmt: skip
