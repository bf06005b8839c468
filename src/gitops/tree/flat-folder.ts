import { posix } from 'node:path';
import { loadAll } from 'js-yaml';
import { ifReadable } from '../../text/if-readable';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { Refusal, type Notice } from '../../text/refusal';
import { yamlText } from '../../text/yaml-text';
import { isExample } from './example-file';
import { objectsOf } from './cluster-object';
import { workloadsOf } from './workload';

/** A folder of manifests without a kustomization, on which `kubectl apply -f` is run. */
export interface FlatFolder {
  /** The kustomization that lists its manifests. */
  readonly kustomization: string;
  /** Manifests that it does not list, with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/** The objects of one file, as kustomize would load it. */
interface Candidate {
  readonly path: string;
  readonly text: string;
  readonly objects: readonly Mapping[];
}

/**
 * FOLDER as a flat folder; undefined if none of its own files has a workload. Like `kubectl apply -f`, it does not look
 * into the folders below. @throws Refusal if kustomize could not build all that kubectl applies
 */
export function flatFolder(files: ReadonlyMap<string, Buffer>, folder: string): FlatFolder | undefined {
  const problems: Notice[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  const found: Candidate[] = [];
  for (const [path, bytes] of files) {
    if (posix.dirname(path) !== folder || !/\.(?:ya?ml|json)$/.test(path)) continue;
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    const documents = ifReadable(() => loadAll(text));
    if (documents === undefined && looksLikeManifest(text)) {
      problems.push({ code: 'not-yaml', path, message: `is not valid YAML; ${BY_HAND}` });
      continue;
    }
    const objects = (documents ?? []).filter((document) => document !== null && document !== undefined);
    const manifests = objects.filter(isMapping).filter(isManifest).flatMap(itemsOf);
    if (manifests.length === 0) {
      if (looksLikeManifest(text)) leftOut.push({ path, reason: 'of a tool, not of a cluster' });
    } else if (manifests.every(hasName) && objects.every((one) => isMapping(one) && isManifest(one))) {
      found.push({ path, text, objects: manifests });
    } else {
      problems.push({
        code: 'not-a-manifest',
        path,
        message: `has an object without a kind or a name; ${BY_HAND}`,
      });
    }
  }
  const isRead = ({ path, text }: Candidate): boolean =>
    workloadsOf(objectsOf({ path, namespace: undefined }, text, [])).length > 0;
  if (!found.some(isRead)) return undefined;

  const examples = found.filter((one) => isExampleOf(one, found));
  leftOut.push(...examples.map(({ path }) => ({ path, reason: 'an example' })));
  const listed = found.filter((one) => !examples.includes(one));
  problems.push(...twice(listed));
  if (problems.length > 0) throw new Refusal(problems);
  const resources = listed.map(({ path }) => posix.basename(path)).sort();
  return { kustomization: yamlText({ ...HEAD, resources }), leftOut };
}

const HEAD = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

const BY_HAND =
  'correct it or move it away, or create a kustomization.yaml that lists what is meant: one is written here, and kustomize would fail';

/** Objects of tools that work on a laptop; no API server knows them. */
const OF_TOOLS =
  /^(?:skaffold|kind\.x-k8s\.io|k3d\.io|eksctl\.io|kustomize\.config\.k8s\.io|config\.kubernetes\.io)\//;

function isManifest(document: Mapping): boolean {
  const [kind, apiVersion] = [textAt(document, 'kind'), textAt(document, 'apiVersion')];
  if (kind === undefined || apiVersion === undefined || OF_TOOLS.test(apiVersion)) return false;
  // A kubeconfig.
  return !(kind === 'Config' && apiVersion === 'v1');
}

function looksLikeManifest(text: string): boolean {
  return /^\s*["']?apiVersion["']?\s*:/m.test(text) && /^\s*["']?kind["']?\s*:/m.test(text);
}

function itemsOf(document: Mapping): Mapping[] {
  return document['kind'] === 'List' ? listAt(document, 'items').filter(isMapping) : [document];
}

function nameOf(object: Mapping): string | undefined {
  return textAt(mappingAt(object, 'metadata'), 'name');
}

function hasName(object: Mapping): boolean {
  return textAt(object, 'kind') !== undefined && nameOf(object) !== undefined;
}

/** What kustomize tells objects apart by. */
function identityOf(object: Mapping): string {
  const group = posix.dirname(textAt(object, 'apiVersion') ?? '');
  const namespace = textAt(mappingAt(object, 'metadata'), 'namespace') ?? '';
  return [group, textAt(object, 'kind'), nameOf(object), namespace].join(' ');
}

/** By its name and its objects, a file to copy and fill in: all are Secrets, or are in another file as well. */
function isExampleOf(one: Candidate, all: readonly Candidate[]): boolean {
  if (!isExample(one.path)) return false;
  const others = new Set(
    all.filter((other) => other !== one).flatMap(({ objects }) => objects.map(identityOf)),
  );
  return one.objects.every((object) => object['kind'] === 'Secret' || others.has(identityOf(object)));
}

/** kubectl applies the one after the other; kustomize refuses both. */
function twice(candidates: readonly Candidate[]): Notice[] {
  const first = new Map<string, string>();
  return candidates.flatMap(({ path, objects }) =>
    objects.flatMap((object): Notice[] => {
      const identity = identityOf(object);
      const other = first.get(identity);
      first.set(identity, other ?? path);
      if (other === undefined) return [];
      const what = `${textAt(object, 'kind') ?? ''} ${nameOf(object) ?? ''}`;
      const message = `has ${what} as ${other === path ? 'another object of the file' : other} does; ${BY_HAND}`;
      return [{ code: 'name-taken', path, message }];
    }),
  );
}
