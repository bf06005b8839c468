import type { ConnectionPart } from '../connection/expected-connection';
import { classifyValue } from '../url/existing-value';
import { familyOfUrl, partOfName, type SetPart } from './connection-names';
import type { EffectiveEnvironment, Variable } from './effective-environment';
import type { Origin } from './tree-content';

/** The variables from which a container learns its database. */
export interface ContainerConnection {
  readonly variables: ReadonlyMap<ConnectionPart, Variable<Origin>>;
  /** The variable that names the kind of database, such as DB_CONNECTION or SQL_ENGINE. */
  readonly engine: Variable<Origin> | undefined;
  /** What the names of its parts begin with; empty for a URL alone. */
  readonly family: string;
  /** How clearly the names say that it is the database: 3 is DATABASE_URL. */
  readonly clarity: 1 | 2 | 3;
}

type Variables = ReadonlyMap<string, Variable<Origin>>;

/** The connections that a container's variables may be, the clearest first; those of one clarity exclude each other. */
export function connectionsIn({ absent, variables }: EffectiveEnvironment<Origin>): ContainerConnection[] {
  const sets = setsIn(variables);
  const urls = [...variables.values()].flatMap((variable) => {
    const clarity = clarityOf(variable);
    return clarity === undefined ? [] : [withParts(variable, clarity, sets)];
  });
  const hasMore = absent.some(({ kind }) => kind === 'Secret');
  const found = urls.length > 0 ? urls : [...sets].flatMap((set) => asConnection(set, hasMore));
  const best = Math.max(...found.map(({ clarity }) => clarity));
  return found.filter(({ clarity }) => clarity === best);
}

function clarityOf({ name, value, reference }: Variable<Origin>): ContainerConnection['clarity'] | undefined {
  if (name === DEFAULT_VARIABLE || reference?.key === DEFAULT_VARIABLE) return 3;
  if (familyOfUrl(name) !== undefined) return 2;
  return value !== undefined && isDatabaseUrl(value) ? 1 : undefined;
}

/** What frameworks and platforms call the variable. */
export const DEFAULT_VARIABLE = 'DATABASE_URL';

/** False for the plain path of an SQLite file, which is another setting. */
function isDatabaseUrl(value: string): boolean {
  return (
    /^(?!file:)[a-z][a-z0-9+]*:/i.test(value) && ['postgresql', 'sqlite'].includes(classifyValue(value).kind)
  );
}

type PartSet = Map<SetPart, Variable<Origin>>;

/** The parts by what their names begin with. */
function setsIn(variables: Variables): Map<string, PartSet> {
  const sets = new Map<string, PartSet>();
  for (const variable of variables.values()) {
    const named = partOfName(variable.name);
    if (named === undefined) continue;
    const { family, part } = named;
    // A host with its port in one variable would lose the port.
    if (part === 'host' && /:\d+$/.test(variable.value ?? '')) continue;
    const set = sets.get(family) ?? new Map<SetPart, Variable<Origin>>();
    if (!set.has(part)) sets.set(family, set.set(part, variable));
  }
  return sets;
}

/** A URL, with the parts of its family, or of which it is composed. */
function withParts(
  url: Variable<Origin>,
  clarity: ContainerConnection['clarity'],
  sets: ReadonlyMap<string, PartSet>,
): ContainerConnection {
  const own = familyOfUrl(url.name) ?? '';
  const [family, set] =
    [...sets].find(([name, parts]) => name === own && (parts.has('user') || parts.has('password'))) ??
    [...sets].find(([, parts]) => [...parts.values()].some(({ name }) => url.composedOf.includes(name))) ??
    [];
  const { engine = sets.get(own)?.get('engine'), parts } = separated(
    set ?? new Map<SetPart, Variable<Origin>>(),
  );
  const isItsOwn = isEngine(engine?.value ?? '');
  return {
    variables: new Map([['url', url], ...parts]),
    engine: isItsOwn ? engine : undefined,
    family: family ?? '',
    clarity,
  };
}

/**
 * A set is a connection if it names a host and a login, or the kind of database. HASMORE: the login may be in a Secret that
 * is not in the repository.
 */
function asConnection([family, set]: [string, PartSet], hasMore: boolean): ContainerConnection[] {
  const { engine, parts } = separated(set);
  const mayHaveLogin = hasMore && (parts.has('database') || parts.has('port'));
  const hasLogin = parts.has('host') && (parts.has('password') || parts.has('user') || mayHaveLogin);
  // Laravel and Keycloak have names of their own for the rest; of others, an engine alone does not tell them.
  const isKnown = parts.size > 0 || /CONNECTION$|^KC_DB$/i.test(engine?.name ?? '');
  if (!hasLogin && (engine === undefined || !isKnown || !isEngine(engine.value ?? ''))) return [];
  return [{ variables: new Map(parts), engine, family, clarity: 2 }];
}

function separated(set: PartSet): {
  engine: Variable<Origin> | undefined;
  parts: Map<ConnectionPart, Variable<Origin>>;
} {
  const parts = new Map<ConnectionPart, Variable<Origin>>();
  for (const [part, variable] of set) if (part !== 'engine') parts.set(part, variable);
  return { engine: set.get('engine'), parts };
}

/** A file's database, or PostgreSQL: what this database takes the place of. */
export function isEngine(value: string): boolean {
  return /sqlite|^pdo_|^(?:dev-file|dev-mem|h2)$|^org\.(?:h2|hsqldb|apache\.derby)\.|postgres|pgsql|^pg$/i.test(
    value,
  );
}
