import { listAt, mappingAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import type { ConnectionPart } from '../connection/expected-connection';
import { classifyValue } from '../url/existing-value';
import { isOtherDialect, otherDialect } from './dialect-variable';
import { familyOfUrl, partOfName } from './connection-names';
import type { Variable } from './effective-environment';
import { pathOf } from './judge-use';
import { textProblem } from './composed-text';
import { judgeTls } from './tls-beside';
import type { Origin } from './tree-content';
import type { VariableValue } from './variable-value';
import type { ContainerEnvironment } from './workload-environment';

/** A container whose connection changes, with what each of its variables gets. */
export interface ChangedContainer extends ContainerEnvironment {
  readonly variables: readonly { readonly name: string; readonly part: VariableValue }[];
}

/** A variable that has to change, and its new value. */
export interface NewValue {
  readonly current: Variable<Origin>;
  readonly value: string;
}

/** What has to change beside the connection itself, or keeps it from changing. */
export interface Beside {
  /** Variables that have to change with it. */
  readonly set: readonly NewValue[];
  readonly problems: readonly Notice[];
}

/**
 * Looks for what stands beside a container's connection and would override it, or end it: the dialect of another database,
 * encryption that is switched off, a password in a file, an address that is put together of the changed variables.
 * MODE: libpq's word for encryption, as the driver takes it. ISVERIFIED: the application checks the server's certificate.
 */
export function besideConnection(
  use: ChangedContainer,
  { mode = 'require', isVerified = false }: { readonly mode?: string; readonly isVerified?: boolean } = {},
): Beside {
  const changed = new Set(use.variables.map(({ name }) => name));
  const others = [...use.environment.variables.values()].filter(
    ({ name, value }) => !changed.has(name) && value !== undefined && value !== '' && !isOfAnother(name, use),
  );
  const isSet = !use.variables.some(({ part }) => part === 'url');
  const set: NewValue[] = [];
  const problems: Notice[] = [];
  const refuse = (variable: Variable<Origin>, reason: string, wanted = "'the right value'"): void => {
    problems.push(noticeOf(use, variable, reason, wanted));
  };
  for (const variable of others) {
    const { name, value = '' } = variable;
    const tls = judgeTls(name, value, { mode, isSet, isVerified });
    if (isOtherDialect(name, value)) {
      const wanted = otherDialect(name, value);
      if (wanted === undefined) refuse(variable, 'names another database than PostgreSQL');
      else set.push({ current: variable, value: wanted });
    } else if (tls?.wanted !== undefined) set.push({ current: variable, value: tls.wanted });
    else if (tls !== undefined) refuse(variable, tls.reason);
    else if (isFileOf(name, changed)) {
      refuse(
        variable,
        'gives a part of the connection as a file, which many programs prefer to the variable',
        "''",
      );
    } else if (classifyValue(value).kind === 'embedded') {
      refuse(variable, 'still leads to a database inside the application', "'its new URL'");
    } else if (/^PGSERVICE(?:FILE)?$/.test(name)) refuse(variable, 'gives libpq another connection', "''");
  }
  for (const { place, text } of textsOf(use, changed)) {
    const reason = textProblem(text, namesByPart(use));
    if (reason === undefined) continue;
    const message = `${place} of ${titleOf(use)} ${reason}; let the program read one variable with the whole URL, $(DATABASE_URL), and run again, or set replaceDatabase: true in main.ts if it is right as it is`;
    problems.push({ code: 'connection-beside', path: use.workload.object.path, message });
  }
  return { set, problems };
}

/** For a variable that would be set, where main.ts says which variables are. */
export function refusalOf(use: ContainerEnvironment, { current, value }: NewValue): Notice {
  return noticeOf(use, current, `is ${current.value ?? ''}, with which nothing connects`, `'${value}'`);
}

function noticeOf(
  use: ContainerEnvironment,
  variable: Variable<Origin>,
  reason: string,
  wanted: string,
): Notice {
  const { name } = variable;
  const message = `${name} of ${titleOf(use)} ${reason}; remove it, or name it in variables of a BackendEnvironment in main.ts: ${name}: { value: ${wanted} }`;
  return { code: 'connection-beside', path: pathOf(variable, use), message };
}

function titleOf({ container, workload }: ContainerEnvironment): string {
  return `container ${container} of ${workload.object.kind} ${workload.object.name}`;
}

/** True for a variable whose family is that of another connection in the same container. */
function isOfAnother(name: string, { environment, variables }: ChangedContainer): boolean {
  const families = new Set(
    variables.map((one) => partOfName(one.name)?.family ?? familyOfUrl(one.name) ?? one.name),
  );
  return [...environment.variables.keys()].some((other) => {
    const named = partOfName(other);
    const family = named === undefined ? familyOfUrl(other) : named.family;
    const isConnection = named === undefined || named.part === 'host' || named.part === 'password';
    return (
      isConnection &&
      family !== undefined &&
      family !== '' &&
      !families.has(family) &&
      name.startsWith(family)
    );
  });
}

/** DB_PASSWORD_FILE beside DB_PASSWORD, or a part of its family. */
function isFileOf(name: string, changed: ReadonlySet<string>): boolean {
  const of = /^(.+?)_{1,2}FILE$/i.exec(name)?.[1];
  if (of === undefined) return false;
  const family = partOfName(of)?.family ?? familyOfUrl(of);
  return (
    changed.has(of) ||
    (family !== undefined &&
      [...changed].some((one) => (partOfName(one)?.family ?? familyOfUrl(one)) === family))
  );
}

function namesByPart({ variables }: ChangedContainer): ReadonlyMap<ConnectionPart, readonly string[]> {
  const names = new Map<ConnectionPart, string[]>();
  for (const { name, part } of variables) {
    if (typeof part === 'string') names.set(part, [...(names.get(part) ?? []), name]);
  }
  return names;
}

/** The container's own texts in which an address may be put together. */
function textsOf(
  { container, list, workload }: ChangedContainer,
  changed: ReadonlySet<string>,
): { readonly place: string; readonly text: string }[] {
  const own = mappingAt(listAt(workload.podSpec, list).find((one) => textAt(one, 'name') === container));
  const commands = ['command', 'args'].map((place) => ({
    place,
    text: listAt(own, place)
      .filter((one) => typeof one === 'string')
      .join('\n'),
  }));
  const variables = listAt(own, 'env')
    .filter((one) => !changed.has(textAt(one, 'name') ?? ''))
    .map((one) => ({ place: textAt(one, 'name') ?? '', text: textAt(one, 'value') ?? '' }))
    .filter(({ place, text }) => text.includes('$(') || /OPT(?:ION)?S$|_JSON$/i.test(place));
  return [...commands, ...variables].filter(({ text }) => text !== '');
}
