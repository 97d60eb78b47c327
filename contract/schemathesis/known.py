"""Which of Schemathesis' failures are authentik's own behaviour. Schemathesis asks filter_failure, and shows what is left."""

import atexit
import collections
import fnmatch
import json
import os
import pathlib
import re
import urllib.parse
import urllib.request

import schemathesis

HERE = pathlib.Path(__file__).parent

# Why authentik fails, and how that is known: recorded, by a scenario of fixtures, or from its source only.
CRASHES = dict(reversed(line.split("\t")) for line in (HERE / "crashes.tsv").read_text().splitlines())

# Refusals of bodies and queries that are valid by the document, by the layer and the code of the fake's reason.
BEYOND_THE_DOCUMENT = {
    ("rule", "unique"): "refused: another object has that value, of which the document says nothing",
    ("field", "does_not_exist"): "refused: a key of no object",
    ("look-up", "invalid_choice"): "refused: a filter by a key of no object",
    ("look-up", "invalid"): "refused: a filter by a key of no object",
    ("rule", "invalid"): "refused: a rule of the serializer's own, of which the document says nothing",
    ("rule", "null_characters_not_allowed"): "refused: null characters, which the document does not exclude",
    ("look-up", "null_characters_not_allowed"): "refused: null characters, which the document does not exclude",
    ("field", "empty"): "refused: an empty list, for which the document has no minItems",
    ("field", "blank"): "refused: a text of white space alone, which REST framework trims before it measures it",
}

# Refusals that only some operations have.
BEYOND_THE_DOCUMENT_OF = {
    (r"P\w+ /admin/settings/", "field", "null"): "refused: null where the document allows any JSON, but the model does not",
    (r"\w+ /rbac/permissions/assigned_by_\w+/.*/(un)?assign/", "field", "required"): "refused: a PATCH whose view wants every member",
    (r"GET /rbac/permissions/assigned_by_\w+/", "look-up", "required"): "refused: an empty value in a query is none",
    (r"GET /flows/instances/{slug}/execute/", "rule", "not_applicable"): "refused: a flow that is not for who asks, in a page of HTML",
    (r"POST /flows/instances/import/", "body", "required"): "refused: an upload without a file, which the document does not require",
}

# Views that read a body by hand, and take what their documented serializer would not.
UNCHECKED = r"POST /core/tokens/{identifier}/set_key/|POST .*/set_(icon|background)_url/|POST /stages/prompt/prompts/preview/"

# Operations that answer without a token; the document says that all want one.
OPEN = {
    r"GET /core/applications/{slug}/check_access/": "answered without a token: everybody may ask whether an application may be used",
    r"GET /flows/instances/{slug}/diagram/": "answered without a token: everybody may see the diagram of a flow",
}

# Operations on what has an owner: without a user their filter fails, or finds nothing.
OWNED = r"\w+ /(core/tokens|events/notifications|events/transports)/.*"

seen = {"requests": 0, "kinds": collections.Counter(), "unlisted": []}


@schemathesis.hook
def after_call(context, case, response):
    """Counts the requests."""
    seen["requests"] += 1


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Reports whether a failure is to be shown, which it is unless its kind is known."""
    kind = known(type(failure).__name__, failure, case, response, reasons(response))
    if kind is None:
        return True
    seen["kinds"][kind] += 1
    return False


@atexit.register
def write():
    """Writes what was seen, for run.py."""
    pathlib.Path(os.environ["SEEN"]).write_text(json.dumps(seen))


def reasons(response):
    """Returns why the fake refused a request: it keeps that, and X-Mock-Explain says where."""
    address = response.headers.get("x-mock-explain")
    if not address:
        return []
    with urllib.request.urlopen(os.environ["FAKE"] + address[0]) as answer:
        return json.load(answer).get("reasons", [])


def known(name, failure, case, response, reasons):
    """Returns the kind of a failure, or None."""
    crash = next((reason["why"] for reason in reasons if reason["code"] == "crash"), None)
    if crash is not None:
        evidence = next((evidence for why, evidence in CRASHES.items() if fnmatch.fnmatchcase(crash, why)), None)
        if evidence is None:
            seen["unlisted"].append(crash)
            return None
        return f"authentik fails ({evidence}): {crash}"
    codes = {(reason["layer"], reason["code"]) for reason in reasons}
    if ("address", "not_implemented") in codes:
        return "not served: the method was cut out of the document, and the fake says so (501)"
    if response.status_code == 501 and response.headers.get("x-authentik-mock") == ["not-implemented"]:
        return "not served: a key of the type Ed448, which Go does not have, and the fake says so (501)"
    if ("address", "unsupported_method") in codes:
        return "a method that Django does not know: the front of 2026.8 answers 501, by its source"
    match name:
        case "MissingHeaderNotRejected" if response.status_code == 403:
            return "403 without a token, where REST framework would say 401 if authentik told how to authenticate"
        case "MissingHeaderNotRejected" if response.status_code == 200:
            return of(OPEN, case.operation.label)
        case "IgnoredAuth":
            if " 200 " in failure.message.replace("`", " "):
                return of(OPEN, case.operation.label)
            if re.fullmatch(OWNED, case.operation.label):
                return "not 403 without a token: what has an owner is looked for among the user's own first"
        case "UndefinedContentType":
            return content_type(case, response, codes)
        case "RejectedPositiveData" if response.status_code == 400:
            return refused(case.operation.label, codes)
        case "AcceptedNegativeData":
            return accepted(case, response)
        case "JsonSchemaError" if isinstance(failure.instance, list) and "page_size" in names(case.operation.query):
            return "a list without pages: the settings allow none on a page, and REST framework then makes no pages"
        case "AllowHeaderMismatch":
            return allowed(failure, case)
    return None


def names(parameters):
    """Returns the names of parameters."""
    return {parameter.name for parameter in parameters}


def of(kinds, label):
    """Returns the kind of the first regular expression that an operation matches, or None."""
    return next((kind for expression, kind in kinds.items() if re.fullmatch(expression, label)), None)


def content_type(case, response, codes):
    """Returns the kind of an answer in another format than documented."""
    if ("address", "not_found") in codes:
        return "an address that no route matches: a page of Django, not an answer of the API"
    if case.operation.path == "/flows/instances/{slug}/export/":
        return "a flow is exported as YAML; the document says JSON"
    if case.operation.path == "/schema/" and "application/vnd.oai.openapi" in response.headers["content-type"][0]:
        return "an error of the document's own address: REST framework says it in the format of the document"
    return None


def refused(label, codes):
    """Returns the kind of a refusal of valid data, or None if the document tells of one of its reasons."""
    kinds = set()
    for layer, code in codes:
        kind = BEYOND_THE_DOCUMENT.get((layer, code))
        for (expression, *where), special in BEYOND_THE_DOCUMENT_OF.items():
            if where == [layer, code] and re.fullmatch(expression, label):
                kind = special
        kinds.add(kind)
    if None in kinds or not kinds:
        return None
    return sorted(kinds)[0]


def allowed(failure, case):
    """Returns the kind of an Allow with methods that the document does not have."""
    message = failure.message
    if "Undocumented methods advertised" in message and "Missing documented" not in message:
        return "not served: the method was cut out of the document, and Allow is authentik's own"
    return None


def accepted(case, response):
    """Returns the kind of an answer to data that is not valid by the document."""
    if re.fullmatch(UNCHECKED, case.operation.label):
        return "accepted: a view that reads its body by hand"
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(response.request.url).query, keep_blank_values=True)
    kinds = {tolerated_parameter(p, query) for p in case.operation.query} | tolerated_body(case)
    kinds.discard("")
    return " and ".join(sorted(kinds)) if kinds and None not in kinds else None


def tolerated_parameter(parameter, query):
    """Returns why a value of a query is not refused, "" if it is valid, None if no rule tells."""
    name, schema = parameter.name, parameter.definition.get("schema", {})
    if name not in query:
        return ""
    value, kind = query[name][-1], schema.get("type")
    if kind == "array":
        return ""
    if value == "" and (kind != "string" or "format" in schema or "enum" in schema):
        return "accepted: a filter without a value, which filters nothing"
    if kind == "boolean" and value not in ("true", "false"):
        return "accepted: a filter by no truth value, which filters nothing"
    if kind == "integer" and not re.fullmatch(r"-?\d+", value):
        if name in ("page", "page_size"):
            return "accepted: a page of no number, which is the usual one"
        return "accepted: a filter by a number with decimals" if is_number(value) else None
    if name == "lang" and value not in schema.get("enum", [value]):
        return "accepted: a language for the document, of which no text is translated"
    return ""


def is_number(text):
    """Reports whether a text is a number, for Python's Decimal."""
    return re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text) is not None


def tolerated_body(case):
    """Returns why each member that is not as documented is not refused, with None for those of which no rule tells."""
    document = case.operation.schema.raw_schema
    content = case.operation.definition.raw.get("requestBody", {}).get("content", {})
    schema = resolved(document, content.get("application/json", {}).get("schema", {}))
    if not isinstance(case.body, dict):
        return set()
    if "application/json" not in content:
        return {"accepted: a form, in which every value is a text, and an empty one is none"}
    members = {name: resolved(document, member) for name, member in schema.get("properties", {}).items()}
    return {tolerated(case.body[name], member) for name, member in members.items() if name in case.body}


def tolerated(value, schema):
    """Returns why a value is not refused, "" if it seems valid, None if no rule tells."""
    kind = schema.get("type")
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "string" and number:
        return "accepted: a number for a text, which REST framework writes down"
    if kind == "boolean" and not isinstance(value, bool) and str(value).lower() in TRUTH:
        return "accepted: a word or number for a truth value, which REST framework reads"
    if kind in ("integer", "number") and isinstance(value, str) and is_number(value):
        return "accepted: a text for a number, which REST framework reads"
    if kind == "array" and isinstance(value, dict):
        return "accepted: an object for a list of keys, of which REST framework takes the names"
    if value == "" and kind == "string":
        if schema.get("nullable"):
            return "accepted: no text for a key, which REST framework takes for null"
        if schema.get("format") == "uri":
            return "accepted: an address may be left empty"
    return ""


TRUTH = {"0", "1", "0.0", "1.0", "t", "f", "y", "n", "yes", "no", "on", "off", "true", "false", "null", ""}


def resolved(document, schema):
    """Returns a schema, or what it refers to."""
    for part in [schema, *schema.get("allOf", []), *schema.get("oneOf", [])]:
        if "$ref" in part:
            return document["components"]["schemas"][part["$ref"].rpartition("/")[2]] | {k: v for k, v in schema.items() if k == "nullable"}
    return schema
