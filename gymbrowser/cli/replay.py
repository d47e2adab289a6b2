"""`gymbrowser replay`: see what a participant saw, by the environment itself."""

import webbrowser
from pathlib import Path

import click

from gymbrowser.console import show_progress
from gymbrowser.show.replaying import show_film, show_materials, show_replaying


@click.command()
@click.argument("sessions", nargs=-1, required=True, metavar="SESSION [OTHER]")
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", default=Path("data"),
              show_default=True, help="A pulled folder, or the store of `serve`.")  # fmt: skip
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR",
              help="The built site.  [default: build/<experiment>]")  # fmt: skip
@click.option("--episode", metavar="GAME/NUMBER",
              help="The one to begin with, counted from 0.  [default: the first]")  # fmt: skip
@click.option("--video", type=click.Path(path_type=Path), metavar="FILE",
              help="Write this episode as .mp4 or .webm instead.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="PORT",
              help="Of the page's address.  [default: a free one]")  # fmt: skip
@click.option("--no-open", is_flag=True, help="Leave the browser alone; print the address.")
def replay(
    sessions: tuple[str, ...],
    data: Path,
    site: Path | None,
    episode: str | None,
    video: Path | None,
    port: int,
    no_open: bool,
) -> None:
    """Replay SESSION in the browser, from its seeds and actions.

    The site's own Python runs every episode again and draws it; the page says whether what comes
    is what was recorded, bit by bit. SESSION is the beginning of an id, as `data show` prints it;
    with two of them they are shown side by side, step by step.

    The page is for this machine alone: nothing of the data leaves it.
    """
    from gymbrowser.replay.serve import prepare
    from gymbrowser.replay.serve import replay as serve_replay
    from gymbrowser.replay.video import check_video, write_video

    if len(sessions) > 2:
        raise click.UsageError("Name one session, or two.")
    if video is not None:
        if len(sessions) > 1:
            raise click.UsageError("--video films one session.")
        check_video(video)
    app, materials = prepare(sessions, data=data, site=site, episode=episode)
    show_materials(materials)
    if video is not None:
        with show_progress("Filming") as progress:
            write_video(app, video, progress)
        show_film(video)
        return

    def announce(url: str) -> None:
        show_replaying(url)
        if not no_open:
            webbrowser.open(url)

    serve_replay(app, announce, port)
