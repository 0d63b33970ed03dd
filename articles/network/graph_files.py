"""Export a network to programs for network analysis, as GEXF 1.2 and GraphML.

Sources: https://gexf.net/ (schema 1.2draft) and http://graphml.graphdrawing.org/.
"""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from articles.exports.characters import line
from articles.models import Entity
from articles.network.graph import Network

_GEXF = "http://www.gexf.net/1.2draft"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE_FIELDS = {"kind": "string", "articles": "integer", "url": "string", "same_as": "string"}


@dataclass(frozen=True, slots=True)
class NetworkFormat:
    """A file format: its media type, and the function that writes it, given the site's base URL."""

    media_type: str
    write: Callable[[Network, str], bytes]


def gexf(network: Network, site: str) -> bytes:
    """Write GEXF, for Gephi: an edge for every two entities that share articles, weighted by their number."""
    root = Element("gexf", xmlns=_GEXF, version="1.2")
    meta = SubElement(root, "meta")
    SubElement(meta, "creator").text = "News Archive"
    SubElement(meta, "description").text = _title(network)
    graph = SubElement(root, "graph", mode="static", defaultedgetype="undirected")
    fields = SubElement(graph, "attributes", {"class": "node"})
    for name, kind in _NODE_FIELDS.items():
        SubElement(fields, "attribute", id=name, title=name, type=kind)
    nodes = SubElement(graph, "nodes")
    for place, entity in enumerate(network.entities):
        node = SubElement(nodes, "node", id=_id(entity), label=line(entity.name))
        values = SubElement(node, "attvalues")
        for name, value in _values(network, place, site).items():
            SubElement(values, "attvalue", {"for": name, "value": value})
    edges = SubElement(graph, "edges")
    for number, (one, other, count) in enumerate(network.edges()):
        SubElement(
            edges,
            "edge",
            id=str(number),
            source=_id(network.entities[one]),
            target=_id(network.entities[other]),
            weight=str(count),
        )
    return _written(root)


def graphml(network: Network, site: str) -> bytes:
    """Write GraphML, for igraph, NetworkX, yEd and Cytoscape, with the same nodes and edges."""
    root = Element("graphml", xmlns=_GRAPHML)
    for name, kind in {"label": "string", **_NODE_FIELDS}.items():
        typed = {"attr.name": name, "attr.type": "int" if kind == "integer" else kind}
        SubElement(root, "key", {"id": name, "for": "node", **typed})
    SubElement(root, "key", {"id": "weight", "for": "edge", "attr.name": "weight", "attr.type": "int"})
    graph = SubElement(root, "graph", edgedefault="undirected")
    SubElement(graph, "desc").text = _title(network)
    for place, entity in enumerate(network.entities):
        node = SubElement(graph, "node", id=_id(entity))
        for name, value in {"label": line(entity.name), **_values(network, place, site)}.items():
            SubElement(node, "data", key=name).text = value
    for one, other, count in network.edges():
        edge = SubElement(
            graph, "edge", source=_id(network.entities[one]), target=_id(network.entities[other])
        )
        SubElement(edge, "data", key="weight").text = str(count)
    return _written(root)


NETWORK_FORMATS = {
    "gexf": NetworkFormat("application/gexf+xml", gexf),
    "graphml": NetworkFormat("application/graphml+xml", graphml),
}


def _title(network: Network) -> str:
    return f"People and things that appear with {line(network.entities[0].name)} in most articles"


def _id(entity: Entity) -> str:
    return f"{entity.kind}:{entity.key}"


def _values(network: Network, place: int, site: str) -> dict[str, str]:
    entity = network.entities[place]
    return {
        "kind": entity.kind,
        "articles": str(int(network.common[place, place])),
        "url": site + entity.get_absolute_url(),
        "same_as": " ".join(each.address for each in entity.identifiers.all() if each.address),
    }


def _written(root: Element) -> bytes:
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text
