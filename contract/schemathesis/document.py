"""What a real authentik is known to answer and its OpenAPI document does not tell, written into the document."""

import json
import re

# The errors of Django REST Framework that drf-spectacular leaves out of every document; all look like that of a 403.
FRAMEWORK = {
    "404": "no such object, or none that the user may see",
    "405": "a method that the address does not have",
    "406": "a format that the address does not have",
    "415": "a body in a format that the address does not read",
}

# Deviations that no file of schemas lists. Recorded, of an operation without a file: the settings hold the flags that were
# set. From authentik's source: the view of the files of blueprints answers what it has in hand, without a serializer, that of
# service accounts takes any name for one, without the model's validators, and an address that may be left empty is "".
UNLISTED = {
    ("Settings.flags.*", "required", "none"),
    ("Settings.base_url", "format", '""'),
    ("BlueprintFile.last_m", "type", "an integer"),
    ("PartialUser.username", "pattern", "a text"),
    ("User.username", "pattern", "a text"),
}


def amended(document, deviations):
    """Returns the document with links, the framework's errors and the deviations of a file, which recordings prove."""
    link(document)
    for path in document["paths"].values():
        for operation in path.values():
            for status, description in FRAMEWORK.items():
                schema = {"$ref": "#/components/schemas/GenericError"}
                answer = {"description": description, "content": {"application/json": {"schema": schema}}}
                operation["responses"].setdefault(status, answer)
    schemas = document["components"]["schemas"]
    members_first = sorted(set(listed(deviations)) | UNLISTED, key=lambda deviation: ("." not in deviation[0], deviation))
    for member, keyword, found in members_first:
        component, _, member = member.partition(".")
        if component in schemas:
            deviate(schemas, component, member, keyword, found)
    return document


def link(document):
    """Says of every operation that creates an object which operations take that object: the document has no links."""
    for address, path in document["paths"].items():
        created = path.get("post", {}).get("responses", {}).get("201", {})
        schema = created.get("content", {}).get("application/json", {}).get("schema", {})
        component = document["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
        for other in document["paths"]:
            match = re.match(re.escape(address) + r"\{(\w+)\}/", other)
            if not component or not match:
                continue
            parameter = match[1]
            member = parameter if parameter in component["properties"] else "pk"
            for method, operation in document["paths"][other].items():
                created.setdefault("links", {})[f"{method} {other}"] = {
                    "operationId": operation["operationId"],
                    "parameters": {"path." + parameter: "$response.body#/" + member},
                }


def listed(files):
    """Yields what deviates, by the files of all profiles: what one version is recorded to do, the others do too."""
    for file in files:
        for deviation in json.loads(file.read_text()):
            yield deviation["member"], deviation["keyword"], deviation["found"]


def deviate(schemas, component, member, keyword, found):
    """Allows a value that is not as documented, or none."""
    if keyword == "required":
        owner = schemas[component]
        *parents, last = member.split(".")
        for name in parents:
            owner = owner["properties"].get(name, {})
        owner["required"] = [name for name in owner.get("required", []) if last not in ("*", name)]
    elif member:
        properties = schemas[component]["properties"]
        if member in properties:
            properties[member] = {"anyOf": [properties[member], exception(found)]}
    else:
        schemas[component] = {"anyOf": [schemas[component], exception(found)]}


def exception(found):
    """Returns the schema of what was found."""
    match found:
        case '""':
            return {"type": "string", "enum": [""]}
        case "null":
            return {"nullable": True, "enum": [None]}
        case "a text":
            return {"type": "string"}
        case "an integer":
            return {"type": "integer"}
        case "an array of 1 item":
            return {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 1}
    raise ValueError(f"document.py has no schema for {found}, which a file of deviations has")
