import { Size } from 'cdk8s';
import { mebibytes } from '../../kubernetes/size';
import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { inLastCommit } from '../tree/git-index';
import type { ObjectChange } from '../plan/object-change';
import { Refusal } from '../../text/refusal';
import type { Repository } from '../tree/repository';
import { standingObjects, type Standing } from './standing-objects';
import type { Synthesis } from './synthesis';
import { dataByYaml } from '../../editors/yaml/parsers';

/** The claim of that name as it stands in a folder of ours: most of it cannot change. */
export function committedClaim(at: Standing, folder: string, name: string): Mapping | undefined {
  return committedClaims(at, folder).find((claim) => textAt(mappingAt(claim, 'metadata'), 'name') === name);
}

export function committedClaims(at: Standing, folder: string): Mapping[] {
  return standingObjects(at, folder, 'pvc.yaml').filter((one): one is Mapping => mappingAt(one) === one);
}

/**
 * Kubernetes takes of a claim that is there nothing but a larger size, and says so at `kubectl apply` only, when the
 * rest of a commit is in the cluster already. It is found in its namespace alone: in another one Kubernetes makes a new,
 * empty volume, and the old one stays where nobody looks. @throws Refusal for all that NAME must not become
 */
export function refuseClaimChange(
  { repository }: Synthesis,
  changes: readonly ObjectChange[],
  name: string,
): void {
  const claim = changes.find((one) => one.kind === 'PersistentVolumeClaim' && one.name === name);
  if (claim?.before === undefined || claim.after === undefined) return;
  const problems = [
    ...differences(claim.before, claim.after).map((change) => `${change}, and a claim ${THE_WAY}`),
    ...moves(repository, name, claim.before, claim.after),
  ];
  if (problems.length === 0) return;
  throw new Refusal(problems.map((message) => ({ code: 'claim-change', path: claim.path, message })));
}

/** A namespace that the kustomization gives stands in no object: it is compared with the last commit's. */
function moves(repository: Repository, name: string, committed: Mapping, wanted: Mapping): string[] {
  const [before, now] = [
    namespaceInLastCommit(repository) ?? textAt(mappingAt(committed, 'metadata'), 'namespace'),
    repository.tree.transformers.namespace ?? textAt(mappingAt(wanted, 'metadata'), 'namespace'),
  ];
  if (before === now) return [];
  return [
    `the claim ${name} is in ${namespaceText(before)}, and would be in ${namespaceText(now)}, as a new and empty volume; give the namespace back, or take the data over by a dump, or give --force where the claim has never been applied or is in that namespace already`,
  ];
}

/** Has the base's kustomization another namespace for its objects than in the last commit? */
export function isMoved(repository: Repository): boolean {
  return namespaceInLastCommit(repository) !== repository.tree.transformers.namespace;
}

/** What the base's kustomization gave in the last commit; where there is none, what it gives now. */
function namespaceInLastCommit(repository: Repository): string | undefined {
  return repository.memoize(namespaceInLastCommit, () => committedNamespace(repository));
}

function committedNamespace({ root, tree }: Repository): string | undefined {
  const text = inLastCommit(root, tree.path);
  const [kustomization] = typeof text === 'string' ? (dataByYaml(text) ?? []) : [];
  return kustomization === undefined ? tree.transformers.namespace : textAt(kustomization, 'namespace');
}

function namespaceText(namespace: string | undefined): string {
  return namespace === undefined ? 'the namespace that kubectl is told' : `the namespace ${namespace}`;
}

const THE_WAY =
  'that is in the cluster takes a larger size only; give it back, or take the data over to a claim of another name, or give --force where it has never been applied';

function differences(committed: Mapping, wanted: Mapping): string[] {
  const [before, now] = [specOf(committed), specOf(wanted)];
  const [size, wantedSize] = [mebibytesOf(before.size), mebibytesOf(now.size)];
  return [
    size !== undefined &&
      wantedSize !== undefined &&
      wantedSize < size &&
      `asks for ${before.size}, and main.ts for ${now.size}, which is less`,
    before.storageClass !== now.storageClass &&
      `is of ${classText(before.storageClass)}, and main.ts asks for ${classText(now.storageClass)}`,
    before.mode !== now.mode && `has the access mode ${before.mode}, and main.ts asks for ${now.mode}`,
    before.snapshot !== now.snapshot &&
      `starts from ${snapshotText(before.snapshot)}, and main.ts has it start from ${snapshotText(now.snapshot)}`,
  ].filter((change) => change !== false);
}

/** What Kubernetes does not change in a claim. */
interface ClaimSpec {
  readonly size: string;
  readonly mode: string;
  readonly storageClass: string | undefined;
  readonly snapshot: string | undefined;
}

function specOf(claim: Mapping): ClaimSpec {
  const spec = mappingAt(claim, 'spec');
  return {
    size: textAt(mappingAt(spec, 'resources', 'requests'), 'storage') ?? '',
    mode: String(listAt(spec, 'accessModes')[0]),
    storageClass: textAt(spec, 'storageClassName'),
    snapshot: textAt(mappingAt(spec, 'dataSource'), 'name'),
  };
}

function snapshotText(snapshot: string | undefined): string {
  return snapshot === undefined ? 'an empty volume' : `the VolumeSnapshot ${snapshot}`;
}

function classText(storageClass: string | undefined): string {
  return storageClass === undefined
    ? "the cluster's default StorageClass"
    : `the StorageClass ${storageClass}`;
}

/** Undefined for what is no size as this project writes them. */
function mebibytesOf(quantity: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|Pi)$/.exec(quantity) ?? [];
  const size = unit === undefined ? undefined : SIZES[unit]?.(Number(digits));
  return size && mebibytes(size);
}

const SIZES: Readonly<Record<string, (amount: number) => Size>> = {
  Ki: (amount) => Size.kibibytes(amount),
  Mi: (amount) => Size.mebibytes(amount),
  Gi: (amount) => Size.gibibytes(amount),
  Ti: (amount) => Size.tebibytes(amount),
  Pi: (amount) => Size.pebibyte(amount),
};
