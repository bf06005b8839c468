"""PostgreSQL's side: the tables that are to be filled, as catalog.sql found them or as they are going to be made."""
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    name: str
    # pg_type's name of the type, or of what its domain stands for: int4, varchar, timestamptz, …; "enum"; "array".
    type: str
    # As it is written in SQL.
    display: str
    # Characters of varchar(n), digits of timestamp(n).
    length: int | None = None
    # Of numeric(p, s).
    precision: int | None = None
    scale: int | None = None
    not_null: bool = False
    # It gets a value without being given one.
    has_default: bool = False
    # The server computes it, and nobody else may give it.
    is_generated: bool = False
    # "schema"."name" of the sequence that belongs to it.
    sequence: str | None = None
    # Of an enum.
    labels: tuple[str, ...] = ()
    # Of an array.
    element: Column | None = None


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    has_rows: bool = False
    is_owned: bool = True
    # It is made first, by these statements; the second ones come when all rows are there, and the last ones when all
    # tables have their unique keys.
    create: tuple[str, ...] = ()
    complete: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """What catalog.sql says; without a server nothing, and all tables are made."""

    schema: str = "public"
    user: str = ""
    tables: tuple[Table, ...] = ()
    # Of whatever else there is: views, indexes, sequences, types.
    names: frozenset[str] = frozenset()
    # The checksums of the files that were imported before, and when.
    imports: dict[str, str] = field(default_factory=dict)


def target_of(catalog: dict) -> Target:
    return Target(
        schema=catalog["schema"],
        user=catalog["user"],
        tables=tuple(
            Table(
                name=table["name"],
                columns=tuple(_column(column) for column in table["columns"]),
                has_rows=table["has_rows"],
                is_owned=table["is_owned"],
            )
            for table in catalog["tables"]
        ),
        names=frozenset(catalog["names"]),
        imports=dict(catalog["imports"]),
    )


def _column(given: dict) -> Column:
    modifier = given["modifier"]
    kind = given["type"]
    column = Column(
        name=given["name"],
        type=kind,
        display=given["display"],
        not_null=given["not_null"],
        has_default=given["has_default"],
        is_generated=given["is_generated"],
        sequence=given["sequence"],
        labels=tuple(given["labels"] or ()),
        **_sizes(given["element"] or kind, modifier),
    )
    if given["element"] is None:
        return column
    element = Column(name=given["name"], type=given["element"], display=given["display"], labels=column.labels, **_sizes(given["element"], modifier))
    return Column(**{**column.__dict__, "type": "array", "element": element, "length": None, "precision": None, "scale": None})


def _sizes(kind: str, modifier: int) -> dict[str, int | None]:
    """What pg_attribute.atttypmod means for a type."""
    if modifier < 0:
        return {}
    if kind in ("varchar", "bpchar"):
        return {"length": modifier - 4}
    if kind == "numeric":
        scale = (modifier - 4) & 0x7FF
        return {"precision": (modifier - 4) >> 16 & 0xFFFF, "scale": scale - 0x800 if scale & 0x400 else scale}
    if kind in ("time", "timestamp", "timestamptz"):
        return {"length": modifier}
    return {}
