"""`parley provider`: who else may vouch for a site's readers."""

from typing import Any

import rich_click as click

from service.commands import ask, secret


@click.group()
def provider() -> None:
    """OpenID Connect providers that readers of a site may sign in with."""


@provider.command("add")
@click.argument("issuer")
@click.option("--site", "slug", required=True)
@click.option("--name", required=True, help="On the button: Continue with …")
@click.option("--client-id", required=True, help="As the provider knows this installation.")
@click.option("--client-secret", type=click.File(), required=True, help="A file; '-': stdin.")
def add_provider(*, issuer: str, slug: str, name: str, client_id: str, client_secret: Any) -> None:
    """Let ISSUER (https://login.example.org) vouch for the site's readers. Prints the address that
    the provider must let them return to."""
    from service.accounts.providers import add_provider as add
    from service.articles.sites import site_by_slug
    from service.config import from_env

    settings, shown = from_env(), client_secret.read().strip()
    if not shown:
        raise click.BadParameter("the file is empty", param_hint="--client-secret")
    ask(
        lambda session, now: add(
            session, site_by_slug(session, slug).id, name=name, issuer=issuer, client_id=client_id,
            client_secret=shown, allow_private=settings.allows_private_targets, secret=secret(),
            now=now,
        )
    )  # fmt: skip
    click.echo(f"{settings.public_url}/account/back")


@provider.command("list")
@click.option("--site", "slug", required=True)
def list_providers(*, slug: str) -> None:
    """Issuer and name, one a line."""
    from service.accounts.providers import providers_of
    from service.articles.sites import site_by_slug

    rows = ask(lambda session, now: providers_of(session, site_by_slug(session, slug).id))
    for _, name, issuer in rows:
        click.echo(f"{issuer}\t{name}")


@provider.command("remove")
@click.argument("issuer")
@click.option("--site", "slug", required=True)
def remove_provider(*, issuer: str, slug: str) -> None:
    """It vouches for nobody any more; readers who came by it stay."""
    from service.accounts.providers import remove_provider as remove
    from service.articles.sites import site_by_slug

    ask(lambda session, now: remove(session, site_by_slug(session, slug).id, issuer))
