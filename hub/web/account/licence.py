"""The unit's business licence 营业执照 (CSJ-13): uploaded by its administrator, handed out to its own people."""

from urllib.parse import quote

from flask import Response, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.kernel.errors import NotFound
from hub.kernel.files import read_file
from hub.web.account import bp
from hub.web.account.organization import ADMINS, MEMBERS, own_unit
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.identity import UploadLicence


@bp.get("/organization/licence")
@allow(*ADMINS)
def edit_licence() -> ResponseReturnValue:
    """The form."""
    return render("account/licence.html", form=_form(), unit=own_unit())


@bp.post("/organization/licence")
@allow(*ADMINS)
@takes_upload
def upload_licence() -> ResponseReturnValue:
    """Keep the file in place of an earlier one, which stays stored."""
    form = _form()

    def attach() -> None:
        file = form.data["file"]
        identity.attach_licence(organization=own_unit(), stream=file.stream, name=file.filename, by=current_actor())

    return perform(
        attach,
        then=lambda _: url_for("account.show_organization"),
        back=lambda _: render("account/licence.html", form=form, unit=own_unit()),
        form=form,
    )


@bp.get("/organization/licence/file")
@allow(*MEMBERS)
def download_licence() -> ResponseReturnValue:
    """The file, as an attachment."""
    stored = identity.find_licence(own_unit())
    if stored is None:
        raise NotFound()
    answer = Response(stream_with_context(read_file(stored)), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    answer.headers["Content-Length"] = str(stored.size_bytes)
    return answer


def _form() -> Form:
    return Form(UploadLicence(), action="holder.attach_licence", submit=t("上传", "Upload"))
