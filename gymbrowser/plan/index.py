"""index.html and its Content Security Policy."""

from collections.abc import Iterable

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gymbrowser import resources
from gymbrowser.config import Experiment
from gymbrowser.plan.bucket import post_url
from gymbrowser.store.bucket import origin_of
from gymbrowser.words import direction_of, words_of


def render_index(experiment: Experiment, folder: str) -> bytes:
    """The one page of a site.

    Args:
        experiment: Gives language, title and the origins that the page may talk to.
        folder: Where the version's files lie, `v/<site hash>/`.
    """
    config = experiment.config
    # The template is ours, its values are the author's: they are shown, never run as a template.
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(resources.templates() / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    page = environment.get_template("index.html.j2").render(
        language=config.language,
        direction=direction_of(config.language),
        languages=" ".join(config.languages),
        language_by=" ".join(config.language_by),
        words=words_of(config.language),
        title=config.title,
        site=folder,
        logo=experiment.logo,
        logo_alt=config.theme.logo.alt if config.theme and config.theme.logo else "",
        csp=content_security_policy(upload_origins(experiment)),
    )
    return page.encode()


def content_security_policy(connect: Iterable[str]) -> str:
    """The site's CSP: it holds in the game worker too, which starts from a blob (design.md, 11)."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "worker-src 'self' blob:",
            " ".join(["connect-src 'self'", *connect]),
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def upload_origins(experiment: Experiment) -> list[str]:
    """The origins that a site must be allowed to send records to."""
    urls: list[str] = []
    for destination in experiment.destinations:
        urls.append(post_url(destination.bucket))
        if destination.endpoint is not None:
            urls.append(destination.endpoint.url)
    return list(dict.fromkeys(map(origin_of, urls)))
