"""Requirements of packages (PEP 508), as far as they can be judged without an index."""

from packaging.requirements import InvalidRequirement, Requirement


def is_requirement(source: str) -> bool:
    """Whether `source` names a package instead of a path.

    Only with a version: a misspelt folder must not fetch a stranger's package of that name.
    """
    try:
        return bool(Requirement(source).specifier)
    except InvalidRequirement:
        return False


def why_unusable(text: str) -> tuple[str, str | None, str] | None:
    """What, why and what to do, if a text is no requirement that can be locked."""
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return (
            f"`{text}` is not a requirement",
            None,
            "Write a package's name and which versions you accept, such as `cogrid==0.3.2`.",
        )
    if requirement.url is not None:
        return (
            f"the requirement `{requirement.name}` names an address",
            "exp.lock holds no addresses, so nobody else could build the same site.",
            "Put the wheel in a folder and name the folder by `--wheelhouse`, or as `source`.",
        )
    return None
