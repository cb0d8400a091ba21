"""`cascada approve`."""

import click

from pipeline.commands.options import with_settings
from pipeline.settings import Settings


@click.command()
@click.argument("model")
@click.option("--by", required=True, metavar="NAME", help="Who signs.")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays in the lineage.")
@click.option("--role", metavar="ROLE", help="In which role of audit.yaml. [default: the only one]")
@click.option("--withdraw", is_flag=True, help="Take back what you signed in this role.")
@with_settings
def command(settings: Settings, model: str, by: str, reason: str, role: str | None, withdraw: bool) -> None:
    """Sign MODEL off: a version number, `latest`, a path, or `candidate`.

    `candidate` is the champion of the newest run, which is not pushed yet. What is signed is the content of
    the model: one that is trained again needs another sign-off.
    """
    from pipeline.approval import sign

    done = sign(settings, model, by, reason, role, withdraw)
    if not done.new:
        click.echo(f"{done.model}: nothing has changed, {done.approval.sentence()}")
    else:
        click.echo(f"{done.model}: {done.approval.sentence()}")
    if done.missing:
        click.echo(f"still to sign: {', '.join(done.missing)}")
    elif model == "candidate":
        click.echo("everybody has signed: `cascada run` pushes it")
