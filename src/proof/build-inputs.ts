import { posix } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { KUSTOMIZATION_NAMES } from '../gitops/tree/kustomize-tree';
import { LISTS } from '../gitops/tree/listed-entries';
import { ifReadable } from '../text/if-readable';
import { isMapping, listAt, type Mapping } from '../text/mapping';
import { escapes } from '../text/paths';
import type { TreeFiles } from './tree-files';

/** What a build of a kustomization reads. */
export interface BuildInputs {
  readonly files: ReadonlyMap<string, Buffer>;
  /** The kustomizations among them with their content, its own first. */
  readonly kustomizations: ReadonlyMap<string, Mapping>;
  /** The folders of these. */
  readonly folders: ReadonlySet<string>;
  /** Files and folders that it lists and that are not there. */
  readonly missing: readonly string[];
  /** What only a network or another program could give, as written. */
  readonly unbuildable: readonly string[];
}

/** More than a repository of manifests has: nobody waits for the build of so many. */
const MOST_FILES = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Their entries are files that name files, or folders with a kustomization. */
const CONFIGURED = ['generators', 'transformers', 'validators'] as const;

/** Undefined if that would be more than anybody waits for. */
export function buildInputs(folder: string, tree: TreeFiles): BuildInputs | undefined {
  try {
    return collect(folder, tree);
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}

class TooMuch extends Error {}

/**
 * Everything that FOLDER's kustomization names, and what those name. Each text that is the name of a file counts, since
 * kustomize has many fields for files; one file too many changes no build.
 */
function collect(folder: string, tree: TreeFiles): BuildInputs {
  const files = new Map<string, Buffer>();
  const kustomizations = new Map<string, Mapping>();
  const folders = new Set<string>();
  const missing: string[] = [];
  const unbuildable: string[] = [];
  let bytes = 0;
  const add = (path: string): Buffer | undefined => {
    const known = files.get(path);
    const found = known ?? tree.bytes(path);
    if (found === undefined || known !== undefined) return found;
    bytes += found.length;
    files.set(path, found);
    if (files.size > MOST_FILES || bytes > MOST_BYTES) throw new TooMuch();
    return found;
  };
  const visit = (here: string): boolean => {
    if (folders.has(here)) return true;
    const path = KUSTOMIZATION_NAMES.map((name) => posix.join(here, name)).find((one) => tree.has(one));
    const text = path === undefined ? undefined : add(path)?.toString('utf8');
    if (path === undefined || text === undefined) return false;
    folders.add(here);
    const data = ifReadable(() => load(text));
    if (!isMapping(data)) return true;
    kustomizations.set(path, data);
    for (const field of ['helmCharts', 'helmChartInflationGenerator']) {
      if (listAt(data, field).length > 0) unbuildable.push(`${path}: ${field}`);
    }
    for (const entry of LISTS.flatMap((list) => [...listAt(data, list)])) {
      if (typeof entry !== 'string') continue;
      const target = posix.join(here, entry).replace(/(?<=.)\/$/, '');
      if (escapes(target)) unbuildable.push(`${path}: ${entry}`);
      else if (!visit(target) && add(target) === undefined) {
        if (isRemote(entry)) unbuildable.push(`${path}: ${entry}`);
        else missing.push(target);
      }
    }
    const configured = CONFIGURED.flatMap((list) => textsIn(data[list]));
    for (const text of textsIn(data)) take(text, here, configured.includes(text));
    return true;
  };
  const take = (text: string, here: string, isConfiguration: boolean): void => {
    if (text.includes('\n')) {
      if (isConfiguration) textsOf(text).forEach((one) => take(one, here, false));
      return;
    }
    for (const name of [text, text.slice(text.indexOf('=') + 1)]) {
      const target = posix.join(here, name).replace(/(?<=.)\/$/, '');
      if (name === '' || name.length > 400 || escapes(target) || target === here) continue;
      if (isConfiguration && visit(target)) continue;
      const found = add(target)?.toString('utf8');
      if (isConfiguration && found !== undefined) textsOf(found).forEach((one) => take(one, here, false));
    }
  };
  if (!visit(folder)) missing.push(folder);
  return { files, kustomizations, folders, missing, unbuildable };
}

function isRemote(entry: string): boolean {
  return /^[\w+.-]+::?\/\/|^[\w.-]+@|[?]ref=|^[\w-]+(\.[\w-]+)+\/[^/]+\/[^/]+|^git::/.test(entry);
}

function textsOf(text: string): string[] {
  return (ifReadable(() => loadAll(text)) ?? []).flatMap(textsIn);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isMapping(value) ? Object.values(value).flatMap(textsIn) : [];
}
