"""The console's shell: one page, furnished by its script."""

from flask import Blueprint, render_template

pages = Blueprint("console", __name__, template_folder="templates")


@pages.get("/console/")
def console() -> str:
    """Where moderators and publishers sign in and work."""
    return render_template("console/index.html")
