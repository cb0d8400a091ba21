"""The addresses of the local page. Flask, for it is small, long kept and typed; nothing here needs more."""

import io
import logging
import pathlib
from collections.abc import Iterable

from flask import Flask, Response, redirect, request, send_file
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from components.errors import CascadaError
from pipeline import places
from pipeline.settings import Settings
from pipeline.ui import documents, files, found, links, store, views
from pipeline.ui.guard import GENERATED, POLICY, policy_of, protect
from pipeline.ui.parts import SCRIPTS, message, page

PICTURE = f"{POLICY}; style-src 'unsafe-inline'; sandbox"


def create_app(settings: Settings, names: Iterable[str] = ()) -> Flask:
    """The application for one output folder; it only reads.

    Args:
        settings: where runs, models and ML Metadata are.
        names: by which it is called, beside those of this machine.
    """
    app = Flask(__name__, static_folder=None)
    protect(app, names)
    _add_pages(app, settings)
    _add_documents(app, settings)
    _add_files(app, settings)
    _add_errors(app, settings)
    return app


def _add_pages(app: Flask, settings: Settings) -> None:
    @app.get(links.OVERVIEW)
    def overview() -> Response:
        return _ours(views.overview_of(settings, request.args.get("q", "")))

    @app.get("/runs/<run_id>")
    def run(run_id: str) -> Response:
        return _ours(views.run_view(settings, run_id))

    @app.get("/models/<int:version>")
    def model(version: int) -> Response:
        return _ours(views.model_view(settings, version))

    @app.get("/artifacts/<int:number>/")
    def artifact(number: int) -> Response:
        return _ours(views.artifact_view(settings, number))


def _add_documents(app: Flask, settings: Settings) -> None:
    @app.get("/runs/<run_id>/report")
    def report(run_id: str) -> Response:
        return _guarded(Response(documents.report(settings, run_id), mimetype="text/html"), GENERATED)

    @app.get("/compare")
    def compare() -> AnyResponse:
        chosen = request.args.getlist("of")
        if len(chosen) == 2:
            return redirect(links.compare(*chosen))
        first, second = request.args.get("a"), request.args.get("b")
        if not first or not second:
            return _ours(_choose(places.absolute(settings.out)), 400)
        made = documents.comparison(settings, first, second)
        return _guarded(Response(made, mimetype="text/html"), GENERATED)

    @app.get("/models/<int:version>/lineage.svg")
    def lineage(version: int) -> Response:
        picture = io.BytesIO(documents.lineage_picture(settings, version))
        return _guarded(send_file(picture, mimetype="image/svg+xml"), PICTURE)


def _add_files(app: Flask, settings: Settings) -> None:
    @app.get("/runs/<run_id>/<any('manifest.json','log.txt'):name>")
    def file_of_run(run_id: str, name: str) -> Response:
        return _file(files.file_in(found.run_of(settings, run_id).folder, name))

    @app.get("/artifacts/<int:number>/<path:name>")
    def file_of_artifact(number: int, name: str) -> Response:
        uri = store.uri_of(places.metadata_file(settings), number)
        return _file(files.file_in(files.folder_of(uri), name))

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)


def _add_errors(app: Flask, settings: Settings) -> None:
    def shown(code: int, what: str, fix: str = "", where: str = "") -> Response:
        back = f"<p><a href='{links.OVERVIEW}'>All runs and models</a></p>"
        sections = ["<h1>This cannot be shown</h1>", message(what, fix, where), back]
        return _ours(page("Not shown", sections, place=places.absolute(settings.out)), code)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return shown(error.code or 500, error.description or error.name)

    @app.errorhandler(CascadaError)
    def unreadable(error: CascadaError) -> Response:
        return shown(404, error.what, error.fix, error.where)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        logging.getLogger(__name__).error("%s", request.path, exc_info=error)
        return shown(500, f"{type(error).__name__}: {error}", "This is a mistake in Cascada or below it.")


def _choose(place: str) -> str:
    words = message("Two are compared", "Go back and choose two: runs, models, or one of each.")
    return page("Compare", ["<h1>Compare</h1>", words], place=place)


def _ours(made: str, code: int = 200) -> Response:
    return _guarded(Response(made, code, mimetype="text/html"), policy_of(made, SCRIPTS))


def _file(path: pathlib.Path) -> Response:
    return _guarded(send_file(path, mimetype=files.kind_of(path), conditional=True), GENERATED)


def _guarded(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    return response
