import { posix } from 'node:path';
import { load } from 'js-yaml';
import { ifReadable } from '../../text/if-readable';
import { textAt } from '../../text/mapping';
import { objectsOf } from './cluster-object';
import { listedIn } from './listed-entries';
import { walkManifests, type ManifestFolders } from './manifest-folders';
import { workloadsOf } from './workload';

/** A folder that could be a base, and the file that says so. */
export interface PossibleBase {
  /** Relative to the repository's root. */
  readonly folder: string;
  readonly evidence: string;
}

export interface PossibleBases {
  /** With a kustomization that reaches workloads. */
  readonly kustomized: readonly PossibleBase[];
  /** If there are none of these: with manifests of workloads, and without a kustomization. */
  readonly flat: readonly PossibleBase[];
  /** With a kustomization that reaches no workload. */
  readonly idle: readonly PossibleBase[];
  /** False if the repository has more folders than were looked into. */
  readonly isComplete: boolean;
}

/** A kustomization of the repository, as far as the search needs it. */
interface Node {
  readonly folder: string;
  readonly file: string;
  readonly isComponent: boolean;
  /** Folders and files that it lists, relative to the repository's root. */
  readonly targets: readonly string[];
}

/** Looks for folders that could be the base. Not among them: Components, overlays, and what another base lists. */
export function possibleBases(root: string): PossibleBases {
  const folders = walkManifests(root);
  const nodes = nodesOf(folders);
  const bases = [...nodes.values()].filter(({ isComponent }) => !isComponent);
  const owners = bases.filter((node) => !isOverlay(node, nodes, new Set()));
  const parts = new Set(owners.flatMap(({ targets }) => targets));
  const own = owners.filter(({ folder }) => !parts.has(folder));
  const runs = new Map(own.map((node) => [node, reachesWorkload(node, nodes, folders, new Set())]));
  const named = ({ folder, file }: Node): PossibleBase => ({ folder, evidence: file });
  const kustomized = own.filter((node) => runs.get(node)).map(named);
  return {
    kustomized,
    idle: own.filter((node) => !runs.get(node)).map(named),
    flat: kustomized.length > 0 ? [] : flatFolders(folders, nodes),
    isComplete: folders.isComplete,
  };
}

function nodesOf({ kustomizations, read }: ManifestFolders): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const file of kustomizations) {
    const data = ifReadable(() => load(read(file) ?? ''));
    const folder = posix.dirname(file);
    const targets = listedIn(folder, data);
    nodes.set(folder, { folder, file, isComponent: textAt(data, 'kind') === 'Component', targets });
  }
  return nodes;
}

/** True if it builds on a kustomization outside of its own folder, or lists one that does. */
function isOverlay(node: Node, nodes: ReadonlyMap<string, Node>, seen: Set<Node>): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  return node.targets.some((target) => {
    const other = nodes.get(target);
    if (other === undefined || other.isComponent) return false;
    return !isBelow(target, node.folder) || isOverlay(other, nodes, seen);
  });
}

function reachesWorkload(
  node: Node,
  nodes: ReadonlyMap<string, Node>,
  folders: ManifestFolders,
  seen: Set<Node>,
): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  return node.targets.some((target) => {
    const other = nodes.get(target);
    if (other !== undefined) return reachesWorkload(other, nodes, folders, seen);
    return hasWorkload(folders, target);
  });
}

function flatFolders(folders: ManifestFolders, nodes: ReadonlyMap<string, Node>): PossibleBase[] {
  const evidence = new Map<string, string>();
  for (const file of folders.manifests) {
    const folder = posix.dirname(file);
    if (nodes.has(folder) || evidence.has(folder) || !hasWorkload(folders, file)) continue;
    evidence.set(folder, file);
  }
  return [...evidence].map(([folder, file]) => ({ folder, evidence: file }));
}

function hasWorkload(folders: ManifestFolders, file: string): boolean {
  const text = folders.read(file);
  // Saves parsing most files, such as a package-lock.json.
  if (text === undefined || !text.includes('apiVersion') || !text.includes('kind')) return false;
  return workloadsOf(objectsOf({ path: file, namespace: undefined }, text, [])).length > 0;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${folder}/`);
}
