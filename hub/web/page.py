"""Write a page: ``return render("enterprise/orders/show.html", order=order)``.

Templates extend base.html and fill the blocks ``title`` (also the one h1) and ``content``; ``crumbs=[(text, url), …]``
gives the breadcrumb. Header, menu, language and a refusal come from base.html by themselves.
"""

from typing import Any

from flask import Flask, render_template, request, url_for


def install(app: Flask) -> None:
    """Give templates ``url_with(page=2)``: this page's address with other query values."""
    app.jinja_env.globals.update(url_with=url_with)


def render(template: str, **context: Any) -> str:
    """The page ``template`` with ``context``."""
    return render_template(template, **context)


def url_with(**changes: Any) -> str:
    """The address of this page with some query values changed; None removes one."""
    values: dict[str, Any] = {**request.args.to_dict(flat=False), **changes, **(request.view_args or {})}
    return url_for(request.endpoint or "", **{name: value for name, value in values.items() if value is not None})
