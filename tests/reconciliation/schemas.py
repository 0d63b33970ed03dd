"""The JSON schemas of version 0.2 of the reconciliation API, as models that refuse everything else."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic.alias_generators import to_camel

NotEmpty = Annotated[str, Field(min_length=1)]
Address = Annotated[str, Field(pattern=r"^https?://")]
Template = Annotated[str, Field(pattern=r"^https?://.*\{\{id\}\}")]


class Strict(BaseModel):
    """An object without other fields, whose values are not converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Type(Strict):
    """A type of entities."""

    id: NotEmpty
    name: NotEmpty
    description: str = ""


class View(Strict):
    """Where the page of an entity is."""

    url: Template


class Preview(Strict):
    """Where the preview of an entity is, and its size in pixels."""

    url: Template
    width: int
    height: int


class Suggest(Strict):
    """Where suggestions and their flyouts are."""

    service_url: Address
    service_path: str
    flyout_service_url: Address
    flyout_service_path: Annotated[str, Field(pattern=r"\$\{id\}")]


class Suggests(Strict):
    """The three kinds of suggestions."""

    entity: Suggest
    property: Suggest
    type: Suggest


class Service(Strict):
    """An address in two parts."""

    service_url: Address
    service_path: str


class NumberSetting(Strict):
    """A number that users can set."""

    type: Literal["number"]
    name: NotEmpty
    label: NotEmpty
    default: int | float
    help_text: str


class CheckboxSetting(Strict):
    """Something that users can switch on."""

    type: Literal["checkbox"]
    name: NotEmpty
    label: NotEmpty
    default: bool
    help_text: str


class Extend(Strict):
    """Data extension: where properties are proposed, and the settings of each."""

    propose_properties: Service
    property_settings: list[Annotated[NumberSetting | CheckboxSetting, Field(discriminator="type")]]


class Manifest(Strict):
    """What a service says about itself."""

    model_config = ConfigDict(alias_generator=to_camel)

    versions: Annotated[list[str], Field(min_length=1)]
    name: NotEmpty
    identifier_space: Address
    schema_space: Address
    documentation: Address
    default_types: list[Type]
    batch_size: int
    view: View
    preview: Preview
    suggest: Suggests
    extend: Extend


class Feature(Strict):
    """A fact that scores are made of."""

    id: NotEmpty
    value: bool | int | float


class Candidate(Strict):
    """An entity that a query may mean."""

    id: NotEmpty
    name: NotEmpty
    description: str
    type: list[Type]
    score: Annotated[float, Field(ge=0, le=100)]
    match: bool
    features: list[Feature]

    def feature(self, name: str) -> Any:
        """Return the value of a feature, None if it is missing."""
        return {each.id: each.value for each in self.features}.get(name)


class Result(Strict):
    """The candidates of a query. The schema allows other fields, of which this service has one."""

    result: list[Candidate]
    error: str = ""


class Batch(RootModel[dict[str, Result]]):
    """The results of a batch."""


class SuggestedEntity(Strict):
    """A suggested entity."""

    id: NotEmpty
    name: NotEmpty
    description: str
    notable: list[Type]


class Entities(Strict):
    """Suggested entities."""

    result: list[SuggestedEntity]


class Items(Strict):
    """Suggested properties or types."""

    result: list[Type]


class Flyout(Strict):
    """A small preview."""

    id: NotEmpty
    html: NotEmpty


class Proposal(Strict):
    """The properties of a type, of all types for ""."""

    type: str
    properties: list[Type]
    limit: int | None = None


class Column(Strict):
    """A property that was fetched."""

    id: NotEmpty
    name: NotEmpty
    type: Type | None = None


class Reference(Strict):
    """An entity as a value."""

    id: NotEmpty
    name: NotEmpty


class Text(Strict):
    """A text as a value."""

    str: NotEmpty


class Integer(Strict):
    """A number as a value."""

    int: int


class Values(Strict):
    """The values of properties, by entity and property."""

    meta: list[Column]
    rows: dict[str, dict[str, list[Reference | Text | Integer]]]
