"""A chart's SVG made the page's own: its colours are classes that the style sheet fills, light or dark; smaller; with words.

A chart is drawn in the colours of INK, which stand for roles and are never seen: each becomes a class, as `f-accent` of a
fill.
"""

import re
from html import escape
from xml.etree import ElementTree

INK = {"ink": "#010101", "soft": "#020202", "line": "#030303", "accent": "#040404", "faint": "#050505", "bad": "#060606",
       "claim": "#070707", "good": "#080808"}
ROLES = {colour: role for role, colour in INK.items()}
UNSEEN = {"none", "transparent"}
NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
SHAPE = ("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "transform", "stroke-width",
         "stroke-dasharray", "text-anchor", "font-weight")
CIRCLE = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?")  # as Vega writes one
PLAIN = {"stroke-width": "1", "font-weight": "normal", "text-anchor": "start", "x1": "0", "x2": "0", "y1": "0", "y2": "0"}
OPACITIES = ("opacity", "fill-opacity", "stroke-opacity")
STILL = {"translate(0,0)", ""}


def themed(svg: str, name: str, title: str, says: str) -> str:
    """The SVG of a chart as the page has it: `name` is the start of its ids, `title` names it, `says` tells what it shows."""
    root = ElementTree.fromstring(svg)
    width, height = (_short(root.attrib[key].removesuffix("px")) for key in ("width", "height"))
    about = f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(says)}</desc>'
    drawn = "".join(_shape(child) for child in root)
    return (f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
            f'aria-labelledby="{name}-t" aria-describedby="{name}-d">{about}{drawn}</svg>')


def _shape(element: ElementTree.Element) -> str:
    tag = element.tag.rpartition("}")[2]
    inside = "".join(_shape(child) for child in element) + escape(element.text or "" if tag in ("text", "tspan") else "")
    shape = {key: _short(element.attrib[key]) for key in SHAPE if key in element.attrib}
    shape |= {key: _short(element.attrib[key]) for key in OPACITIES if float(element.attrib.get(key, 1)) != 1}
    if tag == "g":
        held = {key: shape[key] for key in ("transform", "opacity") if shape.get(key, "") not in STILL}
        return f"<g{_written(held)}>{inside}</g>" if inside and held else inside
    if not (roles := _roles(element)) or (tag == "text" and not inside):
        return ""
    shape = {key: value for key, value in shape.items() if PLAIN.get(key) != value and value not in STILL}
    if circle := CIRCLE.fullmatch(shape.get("d", "")):
        tag, shape = "circle", {"r": circle[1]} | {key: value for key, value in shape.items() if key != "d"}
    if "s-" not in roles:
        shape.pop("stroke-width", None)
    return f'<{tag} class="{roles}"{_written(shape)}' + (f">{inside}</{tag}>" if inside else "/>")


def _roles(element: ElementTree.Element) -> str:
    """The classes of what is filled and drawn; empty of what nobody sees."""
    found = []
    for kind, letter in (("fill", "f"), ("stroke", "s")):
        colour = element.attrib.get(kind)
        clear = "0" in (element.attrib.get(f"{kind}-opacity"), element.attrib.get("opacity"))
        if colour and colour not in UNSEEN and not clear:
            found.append(f"{letter}-{ROLES[colour.lower()]}")
    return " ".join(found)


def _short(value: str) -> str:
    """The numbers in an attribute with one decimal at most."""
    return NUMBER.sub(lambda match: f"{round(float(match[0]), 1) + 0:g}", value)


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
