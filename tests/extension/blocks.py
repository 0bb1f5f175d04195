"""Blocks for events."""

from urllib.parse import quote

from wagtail import blocks

from cms.body.blocks import register_body_block
from cms.graphql.content.streamfield import BlockValue
from cms.graphql.context import Info
from cms.graphql.declarations import GraphQLFloat, GraphQLString


@register_body_block
class MapBlock(blocks.StructBlock):
    """A place on a map."""

    place = blocks.CharBlock()
    latitude = blocks.FloatBlock(min_value=-90, max_value=90)
    longitude = blocks.FloatBlock(min_value=-180, max_value=180)

    graphql_fields = [
        GraphQLString("place", required=True, description="Its name or address."),
        GraphQLFloat("latitude", required=True, description="Degrees north of the equator."),
        GraphQLFloat("longitude", required=True, description="Degrees east of Greenwich."),
        GraphQLString("url", required=True, description="Where to see it on OpenStreetMap."),
    ]

    def url(self, item: BlockValue, info: Info) -> str:
        """Return the map's address."""
        return f"https://www.openstreetmap.org/search?query={quote(item.children['place'].value)}"

    class Meta:
        icon = "globe"
        group = "Media"
        description = "Shows readers where something is."
        preview_value = {"place": "Lisbon", "latitude": 38.72, "longitude": -9.14}
