"""The page that whoever opens a bundle reads first."""

from gymbrowser.bundle.contents import Contents

_TEXT = """\
# {title}

The study `{experiment}`, as gymbrowser {version} built it. This is a bundle: all that is needed to
look at the study, to run it, and to build it again, byte for byte.

| Folder | What it holds |
|---|---|
| `study/` | `exp.yml`, the lock of all packages (`exp.lock`), and every file that `exp.yml` names |
| `wheelhouse/` | the packages beyond those that gymbrowser carries |
| `site/` | the site, as participants get it |
{more}| `bundle.json` | the SHA-256 of every file here |

To take part on your own machine:

    gymbrowser serve site

To build the site again without a network, and compare every byte with `site/`:

    gymbrowser rebuild study.zip

(or the folder in the place of the archive). It needs gymbrowser {version} with Python {python}, and
runs the Python of the study on your machine.{native}

The site hash is `{site}`; it is in every record of the study, so that data can be
traced to this bundle.
"""


def readme(contents: Contents) -> str:
    """Markdown."""
    more = "| `codebook/` | what every answer of the study, and every column of its tables, is |\n"
    if contents.simulated:
        more += (
            f"| `simulated/` | what {contents.simulated} bots left (seed `{contents.seed}`): "
            "records, and tables as CSV |\n"
        )
    native = ""
    if contents.native:
        native = f" Beside it these must be installed: {', '.join(contents.native)}."
    return _TEXT.format(
        title=contents.title,
        experiment=contents.experiment,
        version=contents.gymbrowser,
        python=contents.python,
        site=contents.site,
        more=more,
        native=native,
    )
