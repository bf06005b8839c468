import { posix } from 'node:path';
import { isSeq } from 'yaml';
import type { Notice } from '../../text/refusal';
import { nodeAt, stringOf } from '../yaml/nodes';
import type { CommentedItem } from './commented-item';
import { canonicalEntry, isInsideEntry, isSameEntry } from './entry';
import type { KustomizationFile } from './kustomization-file';
import type { ProblemCode } from '../../text/problem-code';

type Check = (file: KustomizationFile, entry: string, from: CommentedItem | undefined) => string[];

/** What a person should check in a kustomization to which ENTRY is added. */
export function warningsFor(
  file: KustomizationFile,
  entry: string,
  from: CommentedItem | undefined,
): Notice[] {
  return (Object.entries(CHECKS) as [ProblemCode, Check][]).flatMap(([code, check]) =>
    check(file, entry, from).map((message) => file.notice(code, message)),
  );
}

const CHECKS: Readonly<Partial<Record<ProblemCode, Check>>> = {
  'unusable-entry': ({ items }, entry) =>
    items
      .filter(({ value }) => !isSameEntry(value, entry) && isSameEntry(spelledOut(value), entry))
      .map(
        ({ line, value }) =>
          `line ${line + 1} lists ${JSON.stringify(value)}, which kustomize does not find (a backslash or an invisible character); remove that line`,
      ),

  'listed-twice': ({ items }, entry) => {
    const inside = items.filter(({ value }) => isInsideEntry(value, entry));
    const where = inside.map(({ line, value }) => `${value} (line ${line + 1})`).join(', ');
    const message = `lists ${where} beside ${entry}; kustomize refuses an object that it reaches twice`;
    return inside.length > 0 ? [message] : [];
  },

  'another-database': otherDatabases,

  'commented-line': ({ commentLines }, entry, from) => {
    const name = canonicalEntry(entry).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const names = new RegExp(`^#+[ \\t]*-[ \\t]+["']?(?:\\./)?${name}(?:/|["'\\s]|$)`);
    const lines = commentLines
      .filter(({ line, text }) => line !== from?.line && names.test(text))
      .map(({ line }) => line + 1);
    const what = `${entry} or something in it; remove what is no longer wanted`;
    if (lines.length > 1) return [`lines ${lines.join(', ')} stay commented and name ${what}`];
    return lines.map((line) => `line ${line} stays commented and names ${what}`);
  },

  'commented-block': ({ commentLines, field, list }) => {
    if (field !== undefined) return [];
    const block = commentLines.find(({ text }) => new RegExp(`^#+[ \\t]*${list}[ \\t]*:`).test(text));
    if (block === undefined) return [];
    return [`line ${block.line + 1} is a commented ${list}: block, which stays so; a new one was added`];
  },
};

function spelledOut(value: string): string {
  return value.replaceAll('\\', '/').replace(/[\p{Cf}\u00a0\s]/gu, '');
}

const DATABASE = /^(?:databases?|db|postgres|postgresql|mysql|mariadb|mongo|mongodb|cockroachdb)$/i;
/** What a database comes with, or what works on one. */
const PART = new RegExp(
  `^(?:${[
    'secrets?|sealedsecret|credentials|url|config|configmap|cm|init|scripts|schema',
    'pv|pvc|persistentvolume|persistentvolumeclaim|volume|claim|storage',
    'exporter|monitor|backups?|migrat\\w+|seed|job|cronjob|express|admin|networkpolicy|policy|rbac',
  ].join('|')})$`,
  'i',
);

/** By the words of the last part of a path, its ending left out. */
function isDatabase(entry: string): boolean {
  const name = posix.basename(canonicalEntry(entry)).replace(/\.ya?ml$/i, '');
  const words = name.split(/[^a-z]+/i);
  return words.some((word) => DATABASE.test(word)) && !words.some((word) => PART.test(word));
}

/** Asked for a database, where one seems to run already. */
function otherDatabases({ list, items }: KustomizationFile, entry: string): string[] {
  // A component is a part of an application that has its own.
  if (list !== 'resources') return [];
  const whole = [posix.dirname(canonicalEntry(entry)), entry].find(isDatabase);
  if (whole === undefined) return [];
  const others = items
    .filter(({ value }) => isDatabase(value))
    .filter(({ value }) => !isSameEntry(spelledOut(value), whole) && !isInsideEntry(value, whole));
  const [lines, lists, like, them] =
    others.length === 1
      ? ['line', 'lists', 'looks like a database', 'it']
      : ['lines', 'list', 'look like databases', 'them'];
  const where = others.map(({ line }) => line + 1).join(', ');
  const what = others.map(({ value }) => value).join(', ');
  const message = `${lines} ${where} ${lists} ${what}, which ${like} too; remove ${them} where ${entry} takes the place`;
  return others.length > 0 ? [message] : [];
}

/** Listed under another field: adding it to the list too would make kustomize reach it twice. */
export function listedElsewhere(file: KustomizationFile, entry: string): string | undefined {
  return ['bases', 'resources', 'components'].find((key) => {
    const list = nodeAt(file.root, key);
    if (key === file.list || !isSeq(list)) return false;
    return list.items.some((item) => isSameEntry(stringOf(item) ?? '', entry));
  });
}
