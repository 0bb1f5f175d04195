"""A small schema in which everything that may go wrong does: nulls, errors, lists of lists, interfaces and unions.

What a field gives follows from the seed of its object and the field's arguments alone, so that two executions of one
operation meet the same data.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    is_abstract_type,
    is_leaf_type,
)

SDL = """
scalar Odd
enum Colour { RED GREEN BLUE }
input Wish { colour: Colour = RED  many: Int! = 2  words: [String!]  more: Wish }
interface Thing { id: ID!  name: String  near: Thing  kin(first: Int = 2): [Thing!] }
interface Lit implements Thing { id: ID!  name: String  near: Thing  kin(first: Int = 2): [Thing!]  watts: Int! }
type Lamp implements Lit & Thing {
  id: ID!  name: String  near: Thing  kin(first: Int = 2): [Thing!]  watts: Int!  colour: Colour!  odd: Odd
  tags: [String]
}
type Book implements Thing {
  id: ID!  name: String  near: Thing  kin(first: Int = 2): [Thing!]  pages: [[Int!]]  words: [[[String]!]!]!
  colour: Colour  price: Float!  cover(wish: Wish, big: Boolean = false): Item!  plain: Plain
}
type Plain { text: String!  number: Int  flag: Boolean  weight: Float  below: Plain  missing: String }
union Item = Lamp | Book | Plain
type Query {
  thing(id: ID, wish: Wish!): Thing  lit: Lit!  items: [Item]  shelves: [[Thing!]]!  plain: Plain!  odd(a: Odd): Odd!
  count(from: Int!, colours: [Colour!] = [RED]): Int  book: Book
}
"""


@dataclass
class Source:
    """An object of some type; its fields' values follow from the seed."""

    seed: str
    kind: str
    calls: list[str]


def make_schema() -> GraphQLSchema:
    """Returns the schema with its resolvers."""
    schema = build_schema(SDL)
    for type_ in schema.type_map.values():
        if is_abstract_type(type_):
            type_.resolve_type = _kind  # type: ignore[attr-defined]
        elif isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__") and type_.name != "Plain":
            for name, field in type_.fields.items():
                field.resolve = _resolver(schema, name, field)
    lamp, odd = schema.type_map["Lamp"], schema.type_map["Odd"]
    assert isinstance(lamp, GraphQLObjectType)
    assert isinstance(odd, GraphQLScalarType)
    lamp.is_type_of = lambda value, info: value.kind == "Lamp"
    odd.serialize = _serialize  # type: ignore[method-assign]
    return schema


def _kind(value: Source, info: GraphQLResolveInfo, type_: Any) -> Any:
    value.calls.append(f"type of {info.path.as_list()}")
    odds = {"nothing": None, "a number": 7, "unheard of": "Sofa", "no object": "Colour", "not possible": "Query"}
    return odds.get(value.kind, value.kind)


def _serialize(value: Any) -> Any:
    if value == "refused":
        raise ValueError("This Odd is too odd.")
    return None if value == "lost" else value


def _resolver(schema: GraphQLSchema, name: str, field: GraphQLField) -> Any:
    def resolve(source: Source, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        told = (info.path.as_list(), info.field_name, info.parent_type.name, str(info.return_type), info.context)
        source.calls.append(f"{told} {len(info.field_nodes)} {info.variable_values} {sorted(info.fragments)}")
        written = sorted((key, str(value)) for key, value in arguments.items())
        random = Random(f"{source.seed}/{name}/{written}")
        return _value(schema, field.type, random, f"{source.seed}/{name}", source.calls)

    return resolve


def _value(schema: GraphQLSchema, type_: Any, random: Random, seed: str, calls: list[str]) -> Any:
    chance = random.random()
    if chance < 0.02:
        raise ValueError(f"{seed} broke.")
    if chance < 0.04:
        raise GraphQLError(f"{seed} is not for you.", extensions={"code": "NOT_FOUND"})
    if chance < 0.05:
        return KeyError(seed)
    if chance < 0.06:
        return random.choice([3.5, "wrong"])
    if chance < (0.09 if isinstance(type_, GraphQLNonNull) else 0.18):
        return None
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(bare, GraphQLList):
        inner = [_entry(schema, bare.of_type, random, f"{seed}.{n}", calls) for n in range(random.randint(0, 3))]
        return [inner, tuple(inner), iter(inner)][random.randrange(3)]
    if is_leaf_type(bare):
        return _leaf(bare.name, random, seed)
    if bare.name == "Plain":
        return _plain(random)
    kinds = [one.name for one in schema.get_possible_types(bare)] if is_abstract_type(bare) else [bare.name]
    strange = ["nothing", "a number", "unheard of", "no object", "not possible", "Book"]
    kind = random.choice(strange) if random.random() < 0.04 else random.choice(kinds)
    return Source(seed + str(random.random()), kind, calls)


def _entry(schema: GraphQLSchema, type_: Any, random: Random, seed: str, calls: list[str]) -> Any:
    try:
        return _value(schema, type_, random, seed, calls)
    except Exception as error:
        return error


def _leaf(name: str, random: Random, seed: str) -> Any:
    values: dict[str, list[Any]] = {
        "ID": [seed, 12, "x"],
        "String": [seed, "", True, 4, ["a"]],
        "Int": [1, 0, True, "7", 2**31, 2.0, "no"],
        "Float": [1, 2.5, "3", float("inf"), True],
        "Boolean": [True, False, 1, "yes"],
        "Colour": ["RED", "GREEN", "PINK"],
        "Odd": ["fine", "refused", "lost", {"any": [1]}, 0],
    }
    return random.choice(values[name])


def _plain(random: Random) -> Any:
    """Returns a dictionary that graphql-core's own resolver reads, functions among its values."""
    plain: dict[str, Any] = {"text": random.choice(["a", "b", None]), "number": random.choice([1, None, 2**40])}
    plain["flag"] = lambda info: info.path.as_list() != []
    plain["weight"] = random.choice([1.5, 2, float("nan")])
    plain["below"] = _plain(random) if random.random() < 0.4 else None
    return plain
