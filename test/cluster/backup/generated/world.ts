import { Chance } from './chance';
import { HardNames } from './hard-names';
import { literal } from './sql-text';

const COMMENTS = ["it's", 'two\nlines; --', '100% \\ "x" $$', '数据 🔑', '\\! id'];

/** A type of columns. */
export interface Type {
  /** As it stands in SQL. */
  readonly sql: string;
  /** An expression that yields one of its values, never null. */
  readonly value: (chance: Chance) => string;
  /** A domain may forbid null. @default false */
  readonly isNeverNull?: boolean;
}

/** A type whose values tell rows apart. */
export interface KeyType extends Type {
  /** Of the row of that number, from 1: another one for each. */
  readonly of: (number: number) => string;
}

export interface Column {
  readonly name: string;
  readonly type: Type;
}

export interface Table {
  /** With its schema. */
  readonly name: string;
  /** Unique, and named by a primary key where the table has one. */
  readonly key: Column & { readonly type: KeyType };
  /** Of the type integer, and never null: the number of the row, from 1. */
  readonly counter: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  /** A partitioned one has no primary key; an unlogged one cannot be referred to. */
  readonly kind: 'partitioned' | 'table' | 'unlogged';
}

/** What the database has so far, and the statements that make it. */
export class World {
  readonly statements: string[] = [];
  readonly schemas: string[] = ['public'];
  readonly types: Type[] = [];
  readonly tables: Table[] = [];
  /** Immutable functions of an integer that yield another one. */
  readonly functions: string[] = [];
  readonly sequences: string[] = [];
  readonly collations: string[] = ['"C"', '"POSIX"', '"default"', '"ucs_basic"', '"und-x-icu"'];
  readonly views: string[] = [];
  readonly materialized: string[] = [];
  /** The names of extensions, by which their schemas are found. */
  readonly extensions = new Map<string, string>();
  readonly chance: Chance;
  private readonly names: HardNames;

  constructor(
    seed: number,
    /** The server's version. */
    readonly major: number,
    /** Roles of the server to which rights are given, as they stand in SQL. */
    readonly roles: readonly string[],
  ) {
    this.chance = new Chance(seed);
    this.names = new HardNames(this.chance);
  }

  /** A name of its own. */
  name(): string {
    return this.names.next();
  }

  /** A name of its own in one of the schemas. */
  place(): string {
    return `${this.chance.one(this.schemas)}.${this.name()}`;
  }

  say(...statements: readonly string[]): void {
    this.statements.push(...statements.map((statement) => `${statement};`));
  }

  /** Comments on some of the objects. */
  comment(kind: string, object: string): void {
    if (this.chance.is(0.2))
      this.say(`comment on ${kind} ${object} is ${literal(this.chance.one(COMMENTS))}`);
  }

  /** Says the statement by a chance. */
  maybe(statement: string, probability = 0.5): void {
    if (this.chance.is(probability)) this.say(statement);
  }
}
