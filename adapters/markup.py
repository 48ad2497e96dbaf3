"""XML that comes from outside, read strictly, and ours, written: no document type, no entities, bounded in every way.

What a lenient reader would quietly merge or drop (a comment inside a name, text beside elements, a processing
instruction) makes the whole document unreadable here, so that two readers can never see two different things in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from adapters.errors import BadAnswer

MAX_BYTES = 512 * 1024
MAX_DEPTH = 16
MAX_ELEMENTS = 20_000
ITEM = "Item"


@dataclass
class Element:
    """One element: its namespace and local name, attributes, and either text or children."""

    namespace: str
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, namespace: str, name: str) -> list["Element"]:
        """The children of that name."""
        return [child for child in self.children if (child.namespace, child.name) == (namespace, name)]

    def one(self, namespace: str, name: str) -> "Element":
        """The only child of that name.

        Raises:
            BadAnswer: there is none, or more than one.
        """
        found = self.all(namespace, name)
        if len(found) != 1:
            raise BadAnswer(f"The XML holds {len(found)} elements {name} where one is due.")
        return found[0]

    def leaf(self, namespace: str, name: str) -> str:
        """The text of the only child of that name, which holds no elements and is not empty.

        Raises:
            BadAnswer: as for ``one``, or there is no text.
        """
        found = self.one(namespace, name)
        if found.children or not found.text.strip():
            raise BadAnswer(f"The XML element {name} holds no text.")
        return found.text.strip()


class _Builder:
    """Builds the tree and refuses what a strict document does not need."""

    def __init__(self, max_elements: int) -> None:
        self.max_elements = max_elements
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.max_elements or len(self.open) >= MAX_DEPTH:
            raise BadAnswer("The XML is nested too deeply or holds too many elements.")
        namespace, _, name = tag.rpartition("}")
        element = Element(namespace, name, dict(attributes))
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _tag: str) -> None:
        element = self.open.pop()
        if element.children:
            if element.text.strip():
                raise BadAnswer("The XML mixes text and elements.")
            element.text = ""

    def data(self, text: str) -> None:
        self.open[-1].text += text

    def refuse(self, *_what: Any) -> NoReturn:
        raise BadAnswer("The XML holds a document type, an entity, a comment or an instruction.")

    def declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() != "UTF-8":
            raise BadAnswer("The XML is not UTF-8.")


def read_xml(content: bytes, *, max_bytes: int = MAX_BYTES, max_elements: int = MAX_ELEMENTS) -> Element:
    """The root element of a UTF-8 document.

    Raises:
        BadAnswer: too large, not well formed, not UTF-8, or it holds what is refused above.
    """
    if len(content) > max_bytes:
        raise BadAnswer("The XML is too large.")
    if not content.lstrip().startswith((b"<", b"\xef\xbb\xbf<")):
        # Else a byte order mark could choose another encoding than the one we read.
        raise BadAnswer("The XML is not UTF-8.")
    builder = _Builder(max_elements)
    parser = expat.ParserCreate("UTF-8", "}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler, parser.XmlDeclHandler = builder.data, builder.declared
    for handler in ("StartDoctypeDecl", "EntityDecl", "UnparsedEntityDecl", "ExternalEntityRef", "Comment",
                    "ProcessingInstruction", "SkippedEntity"):  # fmt: skip
        setattr(parser, f"{handler}Handler", builder.refuse)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BadAnswer(f"The XML is not well formed ({expat.ErrorString(error.code)}).") from None
    assert builder.root is not None
    return builder.root


def write_xml(root: str, namespace: str, body: Mapping[str, Any]) -> bytes:
    """A document: texts become leaves, objects elements with children, lists elements that hold one Item each."""
    inside = "".join(_written(name, value) for name, value in body.items())
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{escape(namespace)}">{inside}</{root}>'
    return text.encode()


def values_of(element: Element, namespace: str) -> dict[str, Any]:
    """The children of an element as texts, objects and lists, the way ``write_xml`` wrote them.

    Raises:
        BadAnswer: an element is of another namespace, or stands there twice.
    """
    return dict(_pairs(element, namespace))


def _pairs(element: Element, namespace: str) -> Iterator[tuple[str, Any]]:
    names: set[str] = set()
    for child in element.children:
        if child.namespace != namespace or child.name in names:
            raise BadAnswer(f"The XML element {child.name} is of another namespace or stands there twice.")
        names.add(child.name)
        yield child.name, _value(child, namespace)


def _value(element: Element, namespace: str) -> Any:
    if element.children and all(child.name == ITEM for child in element.children):
        return [_value(child, namespace) for child in element.children]
    return values_of(element, namespace) if element.children else element.text.strip()


def _written(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        inside = "".join(_written(key, item) for key, item in value.items())
    elif isinstance(value, list | tuple):
        inside = "".join(_written(ITEM, item) for item in value)
    else:
        inside = escape(str(value))
    return f"<{name}>{inside}</{name}>"
