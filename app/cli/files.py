"""Commands of the file store: ``flask files``."""

from datetime import timedelta

import click
from flask.cli import with_appcontext

from app.kernel.files import storage
from app.kernel.files.drivers import StoreFailure
from app.kernel.files.folder import Folder

ALL = timedelta(days=-1)
"""Also what was put there just now."""


@click.group("files")
def files() -> None:
    """The file store."""


@files.command("copy")
@with_appcontext
def copy() -> None:
    """Copy the files of FILES_DIR into the bucket of FILES_URL; each is read back and compared.

    What is there already is left out, so that it can be run again, and once more after the service
    was stopped to change over. The folder stays as it is.
    """
    store = storage.default_store()
    if store.bucket is None:
        raise click.ClickException("FILES_URL is not set: there is no bucket to copy into.")
    folder, copied = Folder(store.directory), 0
    try:
        there = {key for keys in store.kept_before(ALL) for key in keys}
        for keys in folder.kept_before(ALL):
            for key in sorted({*keys} - there):
                store.bucket.put(folder.path_of(key), key)
                copied += 1
    except StoreFailure as failure:
        raise click.ClickException(
            f"{copied} copied, then it failed ({type(failure).__name__}): the log says why. "
            "Run it again, it goes on."
        ) from failure
    click.echo(f"{copied} copied and compared, {len(there)} were there.")
