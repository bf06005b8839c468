import { posix } from 'node:path';
import { HEADER } from '../../kubernetes/manifests';
import { Refusal } from '../../text/refusal';
import { isIgnored } from '../tree/git-ignore';
import { isInIndex } from '../tree/git-index';
import { INVENTORY, Inventory } from '../tree/inventory';
import { missingEntries } from '../tree/missing-entries';
import type { Repository } from '../tree/repository';
import { Fact } from './fact';
import type { Synthesis } from './synthesis';

/** The user's files that get a database's password, by the database's folder in the base. */
export const PASSWORD_FILES = new Fact<string>();

const IGNORE = '.gitignore';

/**
 * The files of a managed folder; if git ignores each of the user's files with the password of FOLDER's database, with a
 * .gitignore for those that hold it here.
 */
export function withIgnoredSecrets(
  synthesis: Synthesis,
  folder: string,
  files: ReadonlyMap<string, Buffer>,
): ReadonlyMap<string, Buffer> {
  const theirs = PASSWORD_FILES.of(synthesis, folder);
  if (theirs.length === 0 || !theirs.every((path) => isKeptOut(synthesis.repository, path))) return files;
  const names = [...files].filter(([, bytes]) => holdsSecret(bytes)).map(([name]) => name);
  if (names.length === 0) return files;
  // First: a killed run must not leave a file that git would take.
  return new Map([[IGNORE, Buffer.from(`${HEADER}${names.join('\n')}\n`)], ...files]);
}

/** The files that the .gitignore of a managed folder names. */
export function namesIgnored(files: ReadonlyMap<string, Buffer>): string[] {
  const lines = files.get(IGNORE)?.toString('utf8').split('\n') ?? [];
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** True if git ignores the file, and does not track it all the same. */
export function isKeptOut(repository: Repository, path: string): boolean {
  return repository.memoize(
    `kept out of git: ${path}`,
    () => isIgnored(repository.root, path) && isInIndex(repository.root, path) !== true,
  );
}

/** A Secret with values. One that an overlay removes has none. */
export function holdsSecret(bytes: Buffer): boolean {
  if (!bytes.includes('kind: Secret\n')) return false;
  return (
    /^kind: Secret$/m.test(bytes.toString('utf8')) && /^(?:data|stringData):$/m.test(bytes.toString('utf8'))
  );
}

/**
 * The managed files of a folder that git ignores and that are not there, as in a clone. FOLDER is relative to the
 * repository's root.
 */
export function missingIgnored(repository: Repository, folder: string): string[] {
  const path = `${folder}/${INVENTORY}`;
  const bytes = repository.files.get(path) ?? repository.outsideBase(path);
  const ignored = (bytes && Inventory.parse(bytes.toString('utf8'))?.ignored) ?? [];
  return ignored.map((name) => `${folder}/${name}`).filter((file) => !repository.exists(file));
}

/**
 * A clone does not have the Secrets that git ignores. Without them its Secrets would be compared with new ones.
 * @throws Refusal that names them, if the user's own Secret is missing as well as the database's
 */
export function refuseIncompleteClone(repository: Repository): void {
  const managed = [...repository.managedFolders]
    .filter((folder) => repository.files.has(`${folder}/${IGNORE}`))
    .flatMap((folder) => missingIgnored(repository, folder));
  if (managed.length === 0) return;
  const theirs = missingEntries(repository).filter(({ ignored }) => ignored);
  const [first] = theirs;
  if (first === undefined) return;
  const files = [...theirs.map(({ path }) => path), ...managed];
  const message = `needs files that git ignores, so this clone does not have them: ${files.join(', ')}; kustomize cannot build ${repository.base} without them, nor can a synth compare it: copy them from where the repository was set up, then run again`;
  throw Refusal.of('ignored-missing', posix.normalize(first.kustomization), message);
}
