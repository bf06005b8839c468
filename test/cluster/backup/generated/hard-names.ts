import type { Chance } from './chance';
import { identifier } from './sql-text';

/** Reserved words, and what is something else to a shell, to psql, to awk, to a format, or to a list of pg_restore's. */
const HARD = [
  'order',
  'select',
  'user',
  'table',
  'Kunde',
  'größe',
  '数据',
  'שלום',
  '🔑 key',
  'a.b',
  "it's",
  'say "hi"',
  '100%',
  '%I %s %%',
  'back\\slash',
  '\\.',
  '$1',
  '$$',
  '--',
  '/* x */',
  ' leading',
  'trailing ',
  'two\nlines',
  'tab\there',
  '`id`',
  '$(id)',
  'x; y',
  ':name',
  "'",
  '"',
  'null',
  '1',
  '*',
  'SCHEMA - x app',
  'TABLE DATA',
  'e\u0301',
];

/** Hands out names that no other object of the database has, as they stand in SQL. */
export class HardNames {
  private readonly used = new Set<string>();

  constructor(private readonly chance: Chance) {}

  next(): string {
    const word = this.chance.one(HARD);
    const number = this.used.size;
    let name = this.chance.is(0.3) ? `${word} ${number}` : word;
    // As long as a name may be, in bytes.
    if (this.chance.is(0.04)) name = `${number} `.padEnd(63, 'x');
    if (this.chance.is(0.04)) name = `${number} ${'ä'.repeat(29)}`;
    if (this.chance.is(0.3)) name = `plain_${number}`;
    if (this.used.has(name)) name = `${word} ${number}`;
    this.used.add(name);
    return identifier(name);
  }
}
