"""Settings, frozen, read once from the environment. The only reader of os.environ."""

import os
import re
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIN_SECRET = 32  # bytes
SAMPLES = ("changeme", "change-me", "change_me", "sample", "example", "replace", "insecure")


class Settings(BaseSettings):
    """All that an operator can set. `parley settings` prints this table."""

    model_config = SettingsConfigDict(
        env_prefix="PARLEY_", frozen=True, populate_by_name=True, extra="ignore"
    )

    database_url: str = Field(
        default="postgresql://localhost/parley",
        validation_alias=AliasChoices("DATABASE_URL", "PARLEY_DATABASE_URL"),
        description="PostgreSQL 15 or later, where everything that matters is kept.",
    )
    replica_url: str = Field(
        default="",
        description="A streaming replica that threads, counts and statistics may be read from.",
    )
    broker_url: str = Field(
        default="redis://localhost:6379/0",
        validation_alias=AliasChoices("BROKER_URL", "PARLEY_BROKER_URL"),
        description="Valkey or Redis: Celery's broker, rate limits and rendered pages.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs readers' tokens and cursors: 32 bytes or more."
    )
    public_url: str = Field(
        default="http://localhost:8000", description="Where browsers reach this service."
    )
    proxy_hops: int = Field(
        default=0, ge=0, le=8, description="Trusted proxies before us (X-Forwarded-For)."
    )
    hosts: str = Field(default="", description="Accepted Host values, with commas; empty: any.")
    rate_limits: Literal["on", "off"] = Field(
        default="on", description="off: no refusal for frequency or repetition (loads, tests)."
    )
    attack_per_minute: int = Field(
        default=300, ge=0,
        description="Sessions and comments a minute and site that are an attack; 0: none is.",
    )  # fmt: skip
    scorer: str = Field(default="default", description="Which scorer the workers load.")
    scorer_threads: int = Field(default=0, ge=0, description="Threads of the model; 0: all cores.")
    web_scorer: str = Field(
        default="default",
        description="Which scorer web processes load: previews and the Perspective API.",
    )
    scores_per_minute: int = Field(
        default=600, ge=1,
        description="Perspective requests a minute and key; a key's own limits come first.",
    )  # fmt: skip
    detoxify_checkpoint: str = Field(default="", description="A local Detoxify checkpoint.")
    detoxify_config: str = Field(default="", description="Folder of its Hugging Face config.")
    detoxify_sha256: str = Field(
        default="", pattern="^[0-9a-f]{0,64}$", description="SHA-256 of that checkpoint."
    )
    flush_every: int = Field(default=32, ge=1, le=256, description="Messages in one batch.")
    flush_interval: float = Field(
        default=0.05, gt=0, description="Seconds after which a smaller batch is scored."
    )
    deliver_every: float = Field(
        default=1.0, gt=0, description="Seconds between two looks for webhooks that are due."
    )
    private_targets: Literal["refuse", "allow"] = Field(
        default="refuse",
        description="allow: webhooks may go to private addresses (tests, trusted networks).",
    )
    sweep_every: float = Field(default=5.0, gt=0, description="Seconds between two sweeps.")
    sweep_age: float = Field(
        default=30.0, gt=0, description="Seconds after which an unanswered row is rung again."
    )
    roll_up_every: float = Field(
        default=5.0, gt=0, description="Seconds between two countings for the statistics."
    )
    score_attempts: int = Field(
        default=5, ge=1, description="Failed attempts after which people judge a comment."
    )
    stall_seconds: float = Field(
        default=60.0, gt=0,
        description="Seconds without progress, while comments wait, after which a worker ends.",
    )  # fmt: skip
    database_pool: int = Field(default=8, ge=1, description="Connections a process keeps open.")
    database_pooler: Literal["on", "off"] = Field(
        default="off",
        description="on: PgBouncer in transaction mode stands before the database.",
    )
    database_prepares: bool | None = Field(
        default=None,
        description="Keep plans of statements; unset: unless a pooler stands before the database"
        " (PgBouncer can do it from 1.22 on, with max_prepared_statements).",
    )
    smtp_url: str = Field(
        default="", pattern=r"^(smtps?://.+)?$",
        description="Who sends our mail: smtp://user:password@host:587 or smtps://…; empty: none.",
    )  # fmt: skip
    mail_from: str = Field(
        default="", description="From of our mails: Parley <comments@news.example>."
    )
    digest_every: float = Field(
        default=60.0, gt=0, description="Seconds between two looks for readers to tell by mail."
    )
    guest_token_minutes: int = Field(default=120, ge=1, description="Life of a guest's token.")
    telemetry: Literal["on", "off"] = Field(
        default="off",
        description="on: traces to where the OTEL_* variables point (needs parley[telemetry]).",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")  # paths are put behind it

    @field_validator("secret_key")
    @classmethod
    def _no_sample_secret(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        is_sample = any(each in text.lower() for each in SAMPLES) or len(set(text)) < 8
        if text and (len(text.encode()) < MIN_SECRET or is_sample):
            raise ValueError("PARLEY_SECRET_KEY must be 32 bytes or more, and not a sample")
        return value

    @cached_property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver named, whatever scheme the operator wrote."""
        return _with_driver(self.database_url)

    @cached_property
    def sqlalchemy_replica_url(self) -> str:
        """The replica's address likewise; empty without one."""
        return _with_driver(self.replica_url)

    @property
    def keeps_plans(self) -> bool:
        """Whether connections prepare statements."""
        if self.database_prepares is None:
            return self.database_pooler == "off"
        return self.database_prepares

    def demand_secret(self) -> None:
        """Raise ValueError without a secret: the web role signs tokens with it."""
        if not self.secret_key.get_secret_value():
            raise ValueError(
                "PARLEY_SECRET_KEY is not set. A good one: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )

    @property
    def sends_mail(self) -> bool:
        """Whether sign-in by mail and digests are offered."""
        return bool(self.smtp_url and self.mail_from)

    @property
    def allows_private_targets(self) -> bool:
        """Whether webhooks may go to private addresses, and without TLS."""
        return self.private_targets == "allow"

    @property
    def are_limits_on(self) -> bool:
        """Whether frequency and repetition may refuse a request."""
        return self.rate_limits == "on"


def _with_driver(url: str) -> str:
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


# Ours too, though no settings: a password for `parley moderator`, what `parley web` tells its own.
_OTHERS = ("PARLEY_NEW_PASSWORD", "PARLEY_WEB_MAIN")
# What Kubernetes sets for a service of the name parley, or parley-web.
_OF_CLUSTER = re.compile(r"_(SERVICE_HOST|SERVICE_PORT\w*|PORT(_\d+_\w+)?)$")


class BadSettings(ValueError):
    """The environment cannot be used; each line names a variable and what is wrong with it."""


def from_env() -> Settings:
    """Settings of this process. Raises BadSettings naming what is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [_complaint(dict(each)) for each in error.errors(include_url=False)]
        raise BadSettings("\n".join(lines)) from None  # pydantic shows values: secrets as well


def _complaint(fault: dict[str, Any]) -> str:
    place = str(fault["loc"][0]) if fault["loc"] else ""
    variable = variable_of(place) if place in Settings.model_fields else place
    words = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    if words.startswith(variable):
        return words
    if variable.endswith(("_URL", "_KEY")):  # they hold passwords
        return f"{variable} should be {words}" if words != fault["msg"] else f"{variable}: {words}"
    return f"{variable}={fault['input']}: should be {words}"


def variable_of(name: str) -> str:
    """The variable of a setting: `rate_limits` is PARLEY_RATE_LIMITS."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"PARLEY_{name.upper()}"


def unknown_settings() -> list[str]:
    """A sentence for every PARLEY_ variable of the environment that nobody reads."""
    known = {variable_of(name) for name in Settings.model_fields}
    known = {each for each in known if each.startswith("PARLEY_")}
    known |= {"PARLEY_DATABASE_URL", "PARLEY_BROKER_URL", *_OTHERS}
    found = [
        name for name in sorted(os.environ)
        if name.startswith("PARLEY_") and name.upper() not in known
        if not _OF_CLUSTER.search(name)
    ]  # fmt: skip
    return [_unknown(name, known) for name in found]


def _unknown(name: str, known: set[str]) -> str:
    ends = sorted(each.removeprefix("PARLEY_") for each in known)
    near = get_close_matches(name.upper().removeprefix("PARLEY_"), ends, n=1, cutoff=0.75)
    return f"{name} is no setting" + (f"; did you mean PARLEY_{near[0]}?" if near else "")


def table() -> str:
    """Every setting with its present value, one a line; secrets are hidden."""
    present = from_env()
    lines = []
    for name, field in Settings.model_fields.items():
        variable = variable_of(name)
        shown = re.sub(r"(?<=://)([^/@]*:)[^/@]*@", r"\1***@", str(getattr(present, name)))
        lines.append(f"{variable}={shown}\n    {field.description}")
    return "\n".join(lines)
