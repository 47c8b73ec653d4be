"""Keys of issued papers: ``flask seal keys``."""

from pathlib import Path

import click

from app.kernel.security import key_files


@click.group("seal")
def seal() -> None:
    """Keys of the seal and of the codes on issued papers."""


@seal.command("keys")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--name", default="Một Cửa", help="whose seal it is, in the certificate")
def make_keys(folder: Path, name: str) -> None:
    """Make a key of codes, and a key of the seal with a certificate that it signs itself.

    A certificate from an authority takes its place in ``seal.pem``; nothing is overwritten.
    """
    made = {"codes.pem": key_files.new_code_key(), "seal.pem": key_files.new_seal_key(name)}
    for file, key in made.items():
        try:
            key_files.write(folder / file, key)
        except FileExistsError:
            raise click.ClickException(f"{folder / file} is there already.") from None
        click.echo(folder / file)
