"""For those who know Liquid or Handlebars: what to write here instead."""

import re

_FILTER_ARGUMENT = re.compile(r"\|\s*(\w+)\s*:\s*([^|}%]*[^|}%\s])")
_CONTAINS = re.compile(r"([\w.\[\]'\"]+)\s+contains\s+([\w.'\"]+)")
_HANDLEBARS = re.compile(r"\{\{\s*([#/])\s*(if|unless|each)\b\s*([\w.]*)")

_TAGS = {
    "unless": "{% if not … %} … {% endif %}",
    "endunless": "{% endif %}",
    "elsif": "{% elif … %}",
    "elseif": "{% elif … %}",
    "assign": "{% set name = … %}",
    "capture": "{% set name = … %}",
    "endcapture": "{% set name = … %}",
    "case": "{% if x == 'a' %} … {% elif x == 'b' %} … {% endif %}",
    "when": "{% elif x == 'b' %}",
    "endcase": "{% endif %}",
    "comment": "{# … #}",
    "endcomment": "{# … #}",
    "tablerow": "{% for item in … %} … {% endfor %}",
    "cycle": "{% if loop.index is odd %} … {% endif %}",
    "increment": "{{ loop.index }}",
    "render": "the text itself: a template cannot use other templates",
}
_TAG = re.compile(r"\{%-?\s*(\w+)")

_FILTERS = {
    "upcase": "upper",
    "downcase": "lower",
    "size": "length",
    "count": "length",
    "truncatewords": "truncate(80)",
    "pluralize": "plural('seat')",
    "number_with_delimiter": "number",
    "currency": "money('EUR')",
    "titlecase": "title",
    "d": "default('…')",
    "date_format": "date('d MMMM yyyy')",
    "format": "number",
}
_OPERATORS = {
    "append": "~",
    "plus": "+",
    "minus": "-",
    "times": "*",
    "divided_by": "/",
    "modulo": "%",
}
_NOT_NEEDED = {"escape", "e", "safe", "strip", "trim", "striptags", "strip_html", "h", "raw"}

_NAMES = {
    "blank": "Ask {% if not contact.first_name %}: blank counts as missing.",
    "empty": "Ask {% if not account.tags %}.",
    "nil": "Ask {% if not contact.first_name %}.",
    "null": "Ask {% if not contact.first_name %}.",
    "user": "A person is contact: {{ contact.first_name }}.",
    "customer": "A company is account, a person contact: {{ account.name }}.",
    "company": "A company is account: {{ account.name }}.",
    "first_name": "Write {{ contact.first_name }}.",
    "firstName": "Write {{ contact.first_name }}.",
    "name": "Write {{ contact.first_name }} or {{ account.name }}.",
    "email": "Write {{ contact.email }}.",
    "csm": "The customer’s CSM is owner: {{ owner.first_name }}.",
    "partial": "A partial stands alone, as {{ partial.signature }}, and only in messages.",
    "forloop": "Inside a loop it is called loop: {{ loop.index }}.",
}


def liquid_hint(piece: str) -> str | None:
    """What to write instead of a piece that only Liquid or Handlebars understands."""
    if found := _HANDLEBARS.search(piece):
        if found[1] == "/":
            return f"Write {{% {'endfor' if found[2] == 'each' else 'endif'} %}}."
        instead = {"if": "if", "unless": "if not", "each": "for item in"}[found[2]]
        return f"Write {{% {instead} {found[3] or '…'} %}}."
    if found := _FILTER_ARGUMENT.search(piece):
        name, argument = found[1], found[2].strip()
        if name in _OPERATORS:
            return f"Write {_OPERATORS[name]} {argument} instead of “{name}: {argument}”."
        return f"Write | {_FILTERS.get(name, name).partition('(')[0]}({argument})."
    if found := _CONTAINS.search(piece):
        return f"Write {{% if {found[2]} in {found[1]} %}}."
    for tag in _TAG.findall(piece):
        if tag in _TAGS:
            return f"Instead of “{tag}” write {_TAGS[tag]}."
    if "&&" in piece or "||" in piece:
        return "Write “and” and “or” as words."
    return None


def replaced_filter(name: str) -> str | None:
    """What does here what that filter does elsewhere."""
    if name in _NOT_NEEDED:
        return "It is not needed here: values are always shown as plain text."
    if name in _FILTERS:
        return f"Write | {_FILTERS[name]}."
    if name in _OPERATORS:
        return f"Write {{{{ … {_OPERATORS[name]} … }}}}."
    return None


def name_hint(name: str) -> str | None:
    return _NAMES.get(name)
