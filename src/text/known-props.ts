import { isMapping } from './mapping';
import known from './known-props.json';
import { nearestName } from './nearest-name';
import { Refusal, type Notice } from './refusal';

type Shape = Readonly<Record<string, string>>;

/** Interface → prop → type, `?` before it if the prop may be left out; class → how one is made. By `npm run props`. */
const KNOWN: Readonly<Record<string, Shape | string | undefined>> = known;

/**
 * Checks what a program gives that nobody has type-checked: a misspelt prop would leave the default in place and say
 * nothing. PATH is the construct's id, or the function's name. The keys of a record are free.
 * @throws Refusal with every prop, nested ones too, that is unknown, missing or of a wrong type
 */
export function refuseUnknownProps(type: keyof typeof known, path: string, props: unknown = {}): void {
  const problems = isMapping(props) ? problemsIn(path, props, type) : problemsAt(path, props, typeOf(type));
  if (problems.length > 0) throw new Refusal(problems);
}

function problemsAt(path: string, value: unknown, type: Type): Notice[] {
  const { items, text, types, values } = type;
  if (items !== undefined && Array.isArray(value))
    return value.flatMap((one, index) => problemsAt(`${path}[${index}]`, one, items));
  if (values !== undefined && isMapping(value))
    return Object.entries(value).flatMap(([key, one]) => problemsAt(`${path}.${key}`, one, values));
  if (types.some((one) => isOf(value, one))) return [];
  const name = types.find((one) => typeof KNOWN[one] === 'object');
  if (name !== undefined && isMapping(value)) return problemsIn(path, value, name);
  // A text that stands for another type might be a password.
  const given = typeof value === 'string' && types.every(isWord) ? JSON.stringify(value) : kindOf(value);
  return [{ code: 'wrong-type', path, message: `is ${given}; allowed: ${allowed(text)}` }];
}

function problemsIn(path: string, props: Readonly<Record<string, unknown>>, name: string): Notice[] {
  const fields = fieldsOf(name);
  const problems: Notice[] = [];
  for (const key of Object.keys(props)) {
    const field = fields.get(key);
    if (field === undefined) problems.push(unknownProp(`${path}.${key}`, key, name));
    else if (props[key] !== undefined || !field.isOptional)
      problems.push(...problemsAt(`${path}.${key}`, props[key], field));
  }
  for (const [key, field] of fields) {
    if (!field.isOptional && !(key in props))
      problems.push(...problemsAt(`${path}.${key}`, undefined, field));
  }
  return problems;
}

/** A type of the table, taken apart. */
interface Type {
  readonly text: string;
  readonly isOptional: boolean;
  readonly types: readonly string[];
  readonly items?: Type;
  readonly values?: Type;
}

const fieldsByName = new Map<string, ReadonlyMap<string, Type>>();

/** Of one interface; many databases are checked by the same ones. */
function fieldsOf(name: string): ReadonlyMap<string, Type> {
  const known = fieldsByName.get(name);
  if (known !== undefined) return known;
  const fields = new Map(Object.entries(KNOWN[name] as Shape).map(([key, text]) => [key, typeOf(text)]));
  fieldsByName.set(name, fields);
  return fields;
}

function typeOf(written: string): Type {
  const isOptional = written.startsWith('?');
  const text = isOptional ? written.slice(1) : written;
  const [items, values] = [itemsOf(text), valuesOf(text)];
  return {
    text,
    isOptional,
    types: values === undefined ? text.split(' | ') : [],
    ...(items !== undefined && { items: typeOf(items) }),
    ...(values !== undefined && { values: typeOf(values) }),
  };
}

function unknownProp(path: string, name: string, type: string): Notice {
  const names = Object.keys(KNOWN[type] as Shape);
  const nearest = nearestName(name, names);
  const guess = nearest === undefined ? '' : ` did you mean ${nearest}?`;
  const message = `is not a prop of ${type};${guess} allowed: ${names.join(', ')}`;
  return { code: 'unknown-prop', path, message };
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'unknown' || type === typeof value || isLazy(value)) return true;
  const made = KNOWN[type];
  if (typeof made !== 'string') return wordOf(value) === type;
  // Of any copy of the library: the class has that way to make one.
  const [, member = ''] = made.split(/\W/);
  return isMapping(value) && typeof value.constructor === 'function' && member in value.constructor;
}

/** cdk8s' own, for a value that is known at synth only. */
function isLazy(value: unknown): boolean {
  return isMapping(value) && typeof value['produce'] === 'function';
}

/** As TypeScript writes it in a type. */
function wordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'number' ? String(value) : undefined;
}

function isWord(type: string): boolean {
  return type.startsWith("'");
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return 'a text';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const PLAIN = new Map([
  ['boolean', 'true or false'],
  ['number', 'a number'],
  ['string', 'a text'],
]);

/** The type, for people. */
function allowed(type: string): string {
  const items = itemsOf(type);
  if (items !== undefined) return `a list, each item ${allowed(items)}`;
  const values = valuesOf(type);
  if (values !== undefined) return `an object, each value ${allowed(values)}`;
  const texts = type.split(' | ').map((one) => {
    const made = KNOWN[one];
    if (made === undefined) return PLAIN.get(one) ?? one;
    return typeof made === 'string' ? `${one}, for example ${made}` : `{ ${fields(made)} }`;
  });
  return texts.join(', ');
}

function fields(shape: Shape): string {
  return Object.entries(shape)
    .map(([name, type]) => (type.startsWith('?') ? `${name}?: ${type.slice(1)}` : `${name}: ${type}`))
    .join(', ');
}

/** X of `X[]`, and of `(X)[]`. */
function itemsOf(type: string): string | undefined {
  return type.endsWith('[]') ? type.slice(0, -2).replace(/^\((.*)\)$/, '$1') : undefined;
}

/** X of `Record<string, X>`. */
function valuesOf(type: string): string | undefined {
  return type.startsWith('Record<') ? type.slice('Record<string, '.length, -1) : undefined;
}
