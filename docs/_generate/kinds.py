"""A JSON Schema in words: what may stand behind a key."""

from typing import Any

type Schema = dict[str, Any]


class Kinds:
    """Puts the schemas of one document into words."""

    def __init__(self, definitions: Schema, links: dict[str, str]) -> None:
        """`links`: the name of a model to the Markdown that names its section."""
        self.definitions = definitions
        self.links = links

    def describe(self, schema: Schema) -> str:
        """What a value of this schema is, in a few words of Markdown."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self.links.get(name) or self.describe(self.definitions[name])
        if "x-text" in schema:  # what participants read may be a mapping of languages everywhere
            return "text"
        if "anyOf" in schema or "oneOf" in schema:
            kinds = dict.fromkeys(map(self.describe, self._alternatives(schema)))
            return " or ".join(kinds)
        if "enum" in schema or "const" in schema:
            return _either(schema.get("enum", [schema.get("const")]))
        return self._plain(schema)

    def _alternatives(self, schema: Schema) -> list[Schema]:
        """Without null: a key that may be left out is simply left out."""
        given = schema["anyOf"] if "anyOf" in schema else schema["oneOf"]
        return [one for one in given if one.get("type") != "null"]

    def _plain(self, schema: Schema) -> str:
        match schema.get("type"):
            case "string":
                return "text"
            case "boolean":
                return "`true` or `false`"
            case "integer":
                return f"whole number{_bounds(schema)}"
            case "number":
                return f"number{_bounds(schema)}"
            case "array":
                return f"list of: {self.describe(schema['items'])}"
            case "object" if isinstance(schema.get("additionalProperties"), dict):
                return f"mapping of names to: {self.describe(schema['additionalProperties'])}"
            case "object":
                return "mapping of names to anything"
        return "anything"


def _either(values: list[Any]) -> str:
    *some, last = (f"`{value}`" for value in values)
    return f"{', '.join(some)} or {last}" if some else last


def _bounds(schema: Schema) -> str:
    lowest, highest = schema.get("minimum"), schema.get("maximum")
    words = [
        f"{lowest:,} or more" if lowest is not None else "",
        f"more than {schema['exclusiveMinimum']:g}" if "exclusiveMinimum" in schema else "",
        f"at most {highest:,}" if highest is not None else "",
        f"less than {schema['exclusiveMaximum']:,}" if "exclusiveMaximum" in schema else "",
    ]
    said = " and ".join(word for word in words if word)
    return f" ({said})" if said else ""
