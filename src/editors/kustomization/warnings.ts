import { posix } from 'node:path';
import type { Notice } from '../../text/refusal';
import { lineIndexAt } from '../../text/text-lines';
import type { CommentedItem } from './commented-item';
import { canonicalEntry, isInsideEntry, isSameEntry } from './entry';
import { endOfFrame, headingsFor } from './heading';
import { entriesOf, type ActiveItem, type KustomizationFile } from './kustomization-file';

type Found = readonly [code: string, message: string];

/** What a person should look at in a kustomization to which ENTRY is added. */
export function worthALook(
  file: KustomizationFile,
  entry: string,
  from: CommentedItem | undefined,
): Notice[] {
  const items = 'items' in file.entries ? file.entries.items : [];
  return [
    ...unreadablePaths(file, items, entry),
    ...alreadyReached(file, items, entry),
    ...otherDatabases(file, items, entry),
    ...headingInUse(file, items, entry),
    ...stillCommented(file, entry, from),
    ...commentedBlock(file),
  ].map(([code, message]) => ({ code, path: file.path, message }));
}

function lineOf(file: KustomizationFile, item: ActiveItem): number {
  return lineIndexAt(file.lines, item.start) + 1;
}

function unreadablePaths(file: KustomizationFile, items: readonly ActiveItem[], entry: string): Found[] {
  return items
    .filter(({ value }) => !isSameEntry(value, entry) && isSameEntry(spelledOut(value), entry))
    .map((item) => [
      'unusable-entry',
      `line ${lineOf(file, item)} lists ${JSON.stringify(item.value)}, which kustomize does not find (a backslash or an invisible character); remove that line`,
    ]);
}

function spelledOut(value: string): string {
  return value.replaceAll('\\', '/').replace(/[\p{Cf}\u00a0\s]/gu, '');
}

function alreadyReached(file: KustomizationFile, items: readonly ActiveItem[], entry: string): Found[] {
  const inside = items.filter(({ value }) => isInsideEntry(value, entry));
  if (inside.length === 0) return [];
  const where = inside.map((item) => `${item.value} (line ${lineOf(file, item)})`).join(', ');
  return [
    ['listed-twice', `lists ${where} beside ${entry}; kustomize refuses an object that it reaches twice`],
  ];
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

/** The words of the last part of a path, its ending left out. */
function wordsOf(entry: string): string[] {
  return posix
    .basename(canonicalEntry(entry))
    .replace(/\.ya?ml$/i, '')
    .split(/[^a-z]+/i)
    .filter((word) => word !== '');
}

function isDatabase(entry: string): boolean {
  const words = wordsOf(entry);
  return words.some((word) => DATABASE.test(word)) && !words.some((word) => PART.test(word));
}

/** Asked for a database, where one seems to run already. */
function otherDatabases(file: KustomizationFile, items: readonly ActiveItem[], entry: string): Found[] {
  // A component is a part of an application that has its own.
  if (file.list !== 'resources') return [];
  const directory = posix.dirname(canonicalEntry(entry));
  const whole = [directory, entry].find(isDatabase);
  if (whole === undefined) return [];
  const others = items
    .filter(({ value }) => isDatabase(value))
    .filter(({ value }) => !isSameEntry(spelledOut(value), whole) && !isInsideEntry(value, whole));
  if (others.length === 0) return [];
  const [lines, list, like, them] =
    others.length === 1
      ? ['line', 'lists', 'looks like a database', 'it']
      : ['lines', 'list', 'look like databases', 'them'];
  const where = others.map((item) => lineOf(file, item)).join(', ');
  const what = others.map(({ value }) => value).join(', ');
  return [
    [
      'another-database',
      `${lines} ${where} ${list} ${what}, which ${like} too; remove ${them} where ${entry} takes the place`,
    ],
  ];
}

/** `# Database` over something else that is active: that section is in use. */
function headingInUse(file: KustomizationFile, items: readonly ActiveItem[], entry: string): Found[] {
  const active = new Map(items.map((item) => [lineIndexAt(file.lines, item.start), item]));
  return headingsFor(file, entry).flatMap((line): Found[] => {
    const under = active.get(endOfFrame(file, line, 1) + 1);
    if (under === undefined) return [];
    return [
      [
        'heading-in-use',
        `line ${line + 1} is a heading for ${entry}, and ${under.value} is active under it; look whether both are wanted`,
      ],
    ];
  });
}

function stillCommented(file: KustomizationFile, entry: string, from: CommentedItem | undefined): Found[] {
  const name = canonicalEntry(entry).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const names = new RegExp(`^#+[ \\t]*-[ \\t]+["']?(?:\\./)?${name}(?:/|["'\\s]|$)`);
  const lines = file.comments
    .filter(({ line, text }) => line !== from?.line && names.test(text))
    .map(({ line }) => line + 1);
  if (lines.length === 0) return [];
  const what = `${entry} or something in it; remove what is no longer wanted`;
  const say =
    lines.length === 1
      ? `line ${lines.join()} stays commented and names ${what}`
      : `lines ${lines.join(', ')} stay commented and name ${what}`;
  return [['commented-line', say]];
}

function commentedBlock(file: KustomizationFile): Found[] {
  if (file.entries.kind !== 'absent') return [];
  const block = file.comments.find(({ text }) => new RegExp(`^#+[ \\t]*${file.list}[ \\t]*:`).test(text));
  if (!block) return [];
  return [
    [
      'commented-block',
      `line ${block.line + 1} is a commented ${file.list}: block, which stays so; a new one was added`,
    ],
  ];
}

/** Listed under another field: adding it to the list too would make kustomize reach it twice. */
export function listedElsewhere(file: KustomizationFile, entry: string): string | undefined {
  return ['bases', 'resources', 'components'].find(
    (key) => key !== file.list && entriesOf(file.root, key).some((item) => isSameEntry(item, entry)),
  );
}
