"""Keeping the directory of recognised laboratories: a file is tried, its rows are looked at, then it is taken."""

from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from hub.catalog import DirectoryImport, directory, directory_import
from hub.federation import directory as places
from hub.kernel.clock import business_today
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.directory import TryImport
from schemas.terms import Role


@bp.get("/directory")
@allow(Role.AREA_ADMIN)
def show_directory() -> ResponseReturnValue:
    """The files tried last and the form for another."""
    return _page(_form())


@bp.get("/directory/template.csv")
@allow(Role.AREA_ADMIN)
def download_template() -> Response:
    """An empty file with the columns in their order."""
    answer = Response(("\ufeff" + ",".join(directory_import.FILE_COLUMNS) + "\r\n").encode(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="laboratories.csv")
    return answer


@bp.post("/directory")
@allow(Role.AREA_ADMIN)
@takes_upload
def try_import() -> ResponseReturnValue:
    """Try a file."""
    form = _form()
    return perform(
        lambda: _try(form),
        then=lambda trial: url_for(".show_import", import_id=trial.id),
        back=lambda _: _page(form),
        form=form,
    )


@bp.get("/directory/imports/<uuid:import_id>")
@allow(Role.AREA_ADMIN)
def show_import(import_id: UUID) -> ResponseReturnValue:
    """What a tried file would do, row by row."""
    return _import_page(import_id)


@bp.post("/directory/imports/<uuid:import_id>/take")
@allow(Role.AREA_ADMIN)
def take_import(import_id: UUID) -> ResponseReturnValue:
    """Take it."""
    return perform(
        lambda: directory_import.take_import(trial=directory_import.get_import(import_id), by=current_actor()),
        then=lambda _: url_for(".show_import", import_id=import_id),
        back=lambda _: _import_page(import_id),
    )


def _form() -> Form:
    kept = directory.programmes_kept_by(current_actor().areas(Role.AREA_ADMIN), business_today())
    names = [(code, places.get_programme(code).names.text(lang())) for code in kept]
    return Form(
        TryImport(),
        action="directory.try",
        url=url_for(".try_import"),
        values={"programme": kept[0]} if kept else {},
        options={"programme": names},
        submit=t("试导入（不改动目录）", "Try (changes nothing)"),
    )


def _try(form: Form) -> DirectoryImport:
    upload, programme = form.data["file"], form.data["programme"]
    mine = directory.keepers_of(programme) & current_actor().areas(Role.AREA_ADMIN)
    area = min(mine) if mine else min(current_actor().areas(Role.AREA_ADMIN))
    return directory_import.try_import(
        programme=programme, area=area, stream=upload.stream, file_name=upload.filename, by=current_actor()
    )


def _page(form: Form) -> str:
    on = business_today()
    return render(
        "area/directory/list.html",
        form=form if form["programme"].options else None,
        imports=directory_import.list_imports(),
        total=directory.search_laboratories(on=on).total,
        header=directory_import.FILE_COLUMNS,
    )


def _import_page(import_id: UUID) -> str:
    trial = directory_import.get_import(import_id)
    take = Form(
        action="directory.take",
        url=url_for(".take_import", import_id=import_id),
        submit=t(f"确认导入 {len(trial.rows)} 行", f"Import {len(trial.rows)} rows"),
    )
    return render("area/directory/show.html", trial=trial, take=take)
