"""`parley site|key|erasures`: what an operator does without the console."""

from collections.abc import Callable
from typing import Any

import rich_click as click


class DoesNotFit(click.ClickException):
    """A command found what it was to make, or may not take away: a script that runs twice can
    tell that from a failure (1) and from a wrong option (2)."""

    exit_code = 3


def ask(question: Callable[[Any, Any], Any]) -> Any:
    """The answer of `question(session, now)` in a transaction across sites; errors end the
    command with one line (`plain_words.py`), with status 3 where the wish does not fit."""
    from service.clock import utc_now
    from service.core import create_core
    from service.db import ALL_SITES, db, transaction
    from service.errors import Conflict

    with create_core().app_context():
        try:
            with transaction(ALL_SITES) as session:
                return question(session, utc_now())
        except Conflict as error:
            raise DoesNotFit(str(error)) from error
        finally:
            db.engine.dispose()


def secret() -> str:
    from service.config import from_env

    return from_env().secret_key.get_secret_value()


@click.group()
def site() -> None:
    """Sites: add, list, change; the keys that publishers sign readers' tokens with."""


@site.command("add")
@click.argument("slug")
@click.option("--name", default="", help="Shown to people; the slug when absent.")
@click.option("--origin", "origins", multiple=True, required=True, help="https://news.example")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True)
def add_site(*, slug: str, name: str, origins: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Add a site whose pages at these origins may embed it."""
    from service.articles.sites import create_site, valid_origins, valid_slug

    def add(session: Any, now: Any) -> None:
        create_site(
            session, valid_slug(slug), name or slug, origins=valid_origins(origins),
            languages=languages, now=now,
        )  # fmt: skip

    ask(add)
    click.echo(f'<script async src="…/embed.js" data-site="{slug}"></script>')


@site.command("list")
def list_sites() -> None:
    """Slug, name and origins of every site, one a line."""
    from service.articles.sites import all_sites

    for each in ask(lambda session, now: all_sites(session)):
        click.echo(f"{each.slug}\t{each.name}\t{' '.join(each.origins)}")


@site.command("set")
@click.argument("slug")
@click.option("--origin", "origins", multiple=True, help="Replaces all origins.")
@click.option("--withdrawn-days", type=click.IntRange(0, 3650), help="Keep withdrawn texts.")
@click.option("--rejected-days", type=click.IntRange(0, 3650), help="Keep rejected texts.")
@click.option("--coral-tokens/--no-coral-tokens", default=None, help="Accept Coral's claims.")
@click.option("--mail-sign-in/--no-mail-sign-in", default=None, help="Accounts by a mailed link.")
def set_site(*, slug: str, origins: tuple[str, ...], **switches: int | None) -> None:
    """Change a site's origins and switches."""
    from service.articles.sites import change_site, valid_origins

    given = {name: value for name, value in switches.items() if value is not None}
    ask(
        lambda session, now: change_site(
            session, slug, origins=valid_origins(origins) if origins else None, settings=given
        )
    )


@site.command("sign")
@click.argument("slug")
@click.option("--issuer", required=True, help="iss of the publisher's tokens.")
@click.option("--audience", help="aud of the tokens; the slug when absent.")
@click.option("--kid", help="Name of the key in a token's header.")
@click.option("--public-key", type=click.File(), help="PEM, JWK or JWK set; without: HS256.")
@click.option("--secret", "given", type=click.File(), help="HS256 with this secret ('-': stdin).")
@click.option("--algorithm", type=click.Choice(["HS256", "RS256", "ES256", "EdDSA"]))
def sign(*, slug: str, issuer: str, audience: str | None, kid: str | None, public_key: Any,
         given: Any, algorithm: str | None) -> None:  # fmt: skip
    """Accept readers' tokens signed with a key; a secret made here is printed this once."""
    from service.articles.sites import site_by_slug
    from service.identity.signing import NewKey, add_key

    material = (public_key or given).read().strip() if public_key or given else None
    chosen = algorithm or ("RS256" if public_key else "HS256")
    new = NewKey(chosen, issuer, audience or slug, kid, material)
    _, name, made = ask(
        lambda session, now: add_key(
            session, site_by_slug(session, slug).id, new, secret=secret(), now=now
        )
    )
    click.echo(f"kid {name}" + (f"\nsecret {made}" if made else ""))


@click.group()
def key() -> None:
    """API keys of programs."""


@key.command("add")
@click.argument("name")
@click.option("--site", "slug", required=True)
@click.option("--scope", "scopes", multiple=True, required=True,
              help="read post moderate statistics settings privacy score")  # fmt: skip
@click.option("--scores-per-minute", type=click.IntRange(min=1),
              help="Perspective requests a minute, instead of PARLEY_SCORES_PER_MINUTE.")  # fmt: skip
def add_key(
    *, name: str, slug: str, scopes: tuple[str, ...], scores_per_minute: int | None
) -> None:
    """Make a key and print it, this once."""
    from service.articles.sites import site_by_slug
    from service.identity.keys import Scope, create_key

    unknown = set(scopes) - set(Scope)
    if unknown:
        raise click.BadParameter(f"no such scope: {', '.join(sorted(unknown))}")
    limits = {"scores_per_minute": scores_per_minute} if scores_per_minute else {}
    wanted = [Scope(each) for each in scopes]
    plain = ask(
        lambda session, now: create_key(
            session, site_by_slug(session, slug).id, name, wanted, now=now, limits=limits
        )
    )
    click.echo(plain)


@key.command("list")
@click.option("--site", "slug", required=True)
def list_keys(*, slug: str) -> None:
    """Head, name, scopes and last use, one a line."""
    from service.articles.sites import site_by_slug
    from service.identity.keys import MARK, keys_of

    rows = ask(lambda session, now: keys_of(session, site_by_slug(session, slug).id))
    for row in rows:
        click.echo(f"{MARK}{row.prefix}\t{row.name}\t{' '.join(row.scopes)}\t{row.used_at or '-'}")


@key.command("revoke")
@click.argument("prefix")
@click.option("--site", "slug", required=True)
def revoke_key(*, prefix: str, slug: str) -> None:
    """The key with this head (parley_…) opens nothing from now on."""
    from service.articles.sites import site_by_slug
    from service.identity.keys import MARK, keys_of, revoke_key

    def revoke(session: Any, now: Any) -> None:
        site_id = site_by_slug(session, slug).id
        head = prefix.removeprefix(MARK).partition("_")[0]
        found = [row.id for row in keys_of(session, site_id) if row.prefix == head]
        revoke_key(session, site_id, found[0] if found else 0, now=now)

    ask(revoke)


@click.group()
def erasures() -> None:
    """Readers who were erased: kept beside the backups, applied after a restore."""


@erasures.command("list")
def list_erasures() -> None:
    """One JSON line for each: site and reader, nothing else."""
    import json

    from service.privacy.erase import tombstones

    for site_slug, reader in ask(lambda session, now: tombstones(session)):
        click.echo(json.dumps({"site": site_slug, "reader": reader}))


@erasures.command("apply")
@click.argument("file", type=click.File())
def apply_erasures(*, file: Any) -> None:
    """Erase again whoever is in the file and has come back by a restore; the worker does it."""
    import json

    from service.privacy.erase import erase_again

    listed = [json.loads(line) for line in file if line.strip()]
    count = ask(
        lambda session, now: sum(erase_again(session, each["reader"], now=now) for each in listed)
    )
    click.echo(f"{count} of {len(listed)} readers are being erased again")
