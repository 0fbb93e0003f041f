"""`parley site|moderator|key`: what an operator does without the console."""

from collections.abc import Callable
from typing import Any

import rich_click as click


def ask(question: Callable[[Any, Any], Any]) -> Any:
    """The answer of `question(session, now)` in a transaction across sites; our own errors end
    the command with one line."""
    from service.clock import utc_now
    from service.core import create_core
    from service.db import ALL_SITES, db, transaction
    from service.errors import ParleyError

    with create_core().app_context():
        try:
            with transaction(ALL_SITES) as session:
                return question(session, utc_now())
        except ParleyError as error:
            raise click.ClickException(str(error)) from error
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
def moderator() -> None:
    """People who moderate, read figures, or administer a site."""


@moderator.command("add")
@click.argument("email")
@click.option("--site", "slug", required=True)
@click.option("--name", default="")
@click.option("--role", type=click.Choice(["moderator", "analyst", "admin"]), default="moderator")
@click.password_option(envvar="PARLEY_NEW_PASSWORD", help="Asked for when absent.")
def add_moderator(*, email: str, slug: str, name: str, role: str, password: str) -> None:
    """Let somebody work on a site; known already, they get this role and password."""
    from service.articles.sites import site_by_slug
    from service.identity.staff import create_staff
    from service.identity.staffing import StaffRole, give_role

    def add(session: Any, now: Any) -> None:
        site_id = site_by_slug(session, slug).id
        staff_id = create_staff(session, email, name or email.split("@")[0], password, now=now)
        give_role(session, site_id, staff_id, StaffRole(role))

    ask(add)


@moderator.command("list")
@click.option("--site", "slug", required=True)
def list_moderators(*, slug: str) -> None:
    """Address, name and role, one a line."""
    from service.articles.sites import site_by_slug
    from service.identity.staffing import staff_of

    rows = ask(lambda session, now: staff_of(session, site_by_slug(session, slug).id))
    for row in rows:
        click.echo(f"{row.email}\t{row.name}\t{row.role}")


@moderator.command("remove")
@click.argument("email")
@click.option("--site", "slug", required=True)
def remove_moderator(*, email: str, slug: str) -> None:
    """They work on the site no more; the last admin stays."""
    from service.articles.sites import site_by_slug
    from service.identity.staffing import staff_by_email, take_role

    ask(
        lambda session, now: take_role(
            session, site_by_slug(session, slug).id, staff_by_email(session, email)
        )
    )


@moderator.command("operator")
@click.argument("email")
@click.option("--off", is_flag=True, help="They are none any more.")
def set_operator(*, email: str, off: bool) -> None:
    """Let somebody make sites and let their first admins in; operators read no discussion."""
    from service.identity.staffing import set_operator as make_operator

    ask(lambda session, now: make_operator(session, email, is_operator=not off))


@moderator.command("password")
@click.argument("email")
@click.password_option(envvar="PARLEY_NEW_PASSWORD", help="Asked for when absent.")
def set_moderators_password(*, email: str, password: str) -> None:
    """For a forgotten password: this one from now on, and every browser is signed out. Name and
    roles stay, and a code is demanded as before."""
    from service.identity.staffing import staff_by_email
    from service.staff.signing_in import set_password

    ask(lambda session, now: set_password(session, staff_by_email(session, email), password))


@moderator.command("unlock")
@click.argument("email")
def unlock_moderator(*, email: str) -> None:
    """For a lost phone: no code is demanded, passkeys are removed, every browser is signed out."""
    from service.identity.staffing import staff_by_email
    from service.staff.signing_in import unlock

    ask(lambda session, now: unlock(session, staff_by_email(session, email)))


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
