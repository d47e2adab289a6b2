"""Reads the endpoint's template as AWS does, as far as its policies need it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar

TEMPLATE = Path(__file__).parents[1] / "gymbrowser" / "endpoint" / "template.yaml"


def resources(values: Mapping[str, str]) -> Any:
    """All resources; what a function of the template stands for is looked up in `values`.

    Conditions hold. A value that is not given stays a name in braces.
    """
    document = YAML().load(TEMPLATE.read_text(encoding="utf-8"))
    return _resolved(document["Resources"], values)


def role_policy(values: Mapping[str, str]) -> Any:
    """What the function may do in S3."""
    (policy,) = resources(values)["Role"]["Properties"]["Policies"]
    document = policy["PolicyDocument"]
    kept = [statement for statement in document["Statement"] if statement["Sid"] != "Log"]
    return {**document, "Statement": kept}


def _resolved(node: Any, values: Mapping[str, str]) -> Any:
    tag = node.tag.value if isinstance(node, (CommentedMap, CommentedSeq, TaggedScalar)) else None
    match node, tag:
        case CommentedSeq(), "!If":
            return _resolved(node[1], values)
        case TaggedScalar(), "!Sub":
            named = lambda found: values.get(found[1], found[0])  # noqa: E731
            return re.sub(r"\$\{([^}]+)\}", named, node.value)
        case TaggedScalar(), _:
            return values.get(node.value, f"${{{node.value}}}")
        case CommentedMap(), _:
            return {key: _resolved(value, values) for key, value in node.items()}
        case CommentedSeq(), _:
            return [_resolved(value, values) for value in node]
        case _:
            return node
