"""`parley moderator`: who works on which site, and how they come in again."""

from typing import Any

import rich_click as click

from service.commands import ask

_ROLES = click.Choice(["moderator", "analyst", "admin"])


@click.group()
def moderator() -> None:
    """People who moderate, read figures, or administer a site."""


@moderator.command("add")
@click.argument("email")
@click.option("--site", "slug", required=True)
@click.option("--name", default="")
@click.option("--role", type=_ROLES, default="moderator", show_default=True)
@click.password_option(envvar="PARLEY_NEW_PASSWORD", help="Asked for when absent.")
def add_moderator(*, email: str, slug: str, name: str, role: str, password: str) -> None:
    """Let somebody new work on a site. Of somebody known nothing changes, and the command ends
    with status 3: `parley moderator role` and `password` change what is to change."""
    from service.articles.sites import site_by_slug
    from service.identity.staff import create_staff
    from service.identity.staffing import StaffRole, give_role
    from service.staff.signing_in import check_password

    def add(session: Any, now: Any) -> None:
        site_id = site_by_slug(session, slug).id
        check_password(password, email=email)
        staff_id = create_staff(session, email, name or email.split("@")[0], password, now=now)
        give_role(session, site_id, staff_id, StaffRole(role))

    ask(add)


@moderator.command("role")
@click.argument("email")
@click.argument("role", type=_ROLES)
@click.option("--site", "slug", required=True)
def set_role(*, email: str, role: str, slug: str) -> None:
    """Let somebody known work on a site in this ROLE, instead of the one they have there. Name
    and password stay; the last admin stays admin."""
    from service.articles.sites import site_by_slug
    from service.identity.staffing import StaffRole, give_role, staff_by_email

    ask(
        lambda session, now: give_role(
            session, site_by_slug(session, slug).id, staff_by_email(session, email),
            StaffRole(role),
        )
    )  # fmt: skip


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
