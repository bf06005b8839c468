import { Size } from 'cdk8s';
import { mebibytes } from '../../kubernetes/size';
import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { inLastCommit } from '../tree/git-index';
import type { ObjectChange } from '../plan/object-change';
import { Refusal } from '../../text/refusal';
import type { Repository } from '../tree/repository';
import { committedObjects, type CommittedFiles } from './committed-objects';
import type { Synthesis } from './synthesis';
import { dataByYaml } from '../../editors/yaml/parsers';

/** The committed PVC of that name. Most of its fields are immutable. */
export function committedClaim(at: CommittedFiles, folder: string, name: string): Mapping | undefined {
  return committedClaims(at, folder).find((claim) => textAt(mappingAt(claim, 'metadata'), 'name') === name);
}

export function committedClaims(at: CommittedFiles, folder: string): Mapping[] {
  return committedObjects(at, folder, 'pvc.yaml').filter((one): one is Mapping => mappingAt(one) === one);
}

/**
 * Of an existing PVC, Kubernetes accepts only a larger size. Any other change fails at `kubectl apply`, when the rest of
 * the commit is already applied. In another namespace, Kubernetes creates a new, empty volume, and the old one is no
 * longer used. @throws Refusal with every forbidden change of the PVC NAME
 */
export function refuseClaimChange(
  { repository }: Synthesis,
  changes: readonly ObjectChange[],
  name: string,
): void {
  const claim = changes.find((one) => one.kind === 'PersistentVolumeClaim' && one.name === name);
  if (claim?.before === undefined || claim.after === undefined) return;
  const problems = [
    ...differences(claim.before, claim.after).map((change) => `${change}; ${ALLOWED}`),
    ...moves(repository, name, claim.before, claim.after),
  ];
  if (problems.length === 0) return;
  throw new Refusal(problems.map((message) => ({ code: 'claim-change', path: claim.path, message })));
}

/** A namespace that the kustomization sets is not in the object, so it is compared with the last commit's kustomization. */
function moves(repository: Repository, name: string, committed: Mapping, wanted: Mapping): string[] {
  const [before, now] = [
    namespaceInLastCommit(repository) ?? textAt(mappingAt(committed, 'metadata'), 'namespace'),
    repository.tree.transformers.namespace ?? textAt(mappingAt(wanted, 'metadata'), 'namespace'),
  ];
  if (before === now) return [];
  return [
    `PVC ${name} is in ${namespaceText(before)}, but would be created in ${namespaceText(now)} with an empty volume; restore the namespace, or move the data by a dump, or give --force if the PVC has never been applied or is in that namespace already`,
  ];
}

/** True if the base's kustomization sets another namespace than in the last commit. */
export function isMoved(repository: Repository): boolean {
  return namespaceInLastCommit(repository) !== repository.tree.transformers.namespace;
}

/** The namespace in the base's kustomization of the last commit; without a commit, the current one. */
function namespaceInLastCommit(repository: Repository): string | undefined {
  return repository.memoize(namespaceInLastCommit, () => committedNamespace(repository));
}

function committedNamespace({ root, tree }: Repository): string | undefined {
  const text = inLastCommit(root, tree.path);
  const [kustomization] = typeof text === 'string' ? (dataByYaml(text) ?? []) : [];
  return kustomization === undefined ? tree.transformers.namespace : textAt(kustomization, 'namespace');
}

function namespaceText(namespace: string | undefined): string {
  return namespace === undefined ? 'the namespace that kubectl is run with' : `the namespace ${namespace}`;
}

const ALLOWED =
  'an existing PVC accepts only a larger size; restore the value, or move the data to a PVC of another name, or give --force if it has never been applied';

function differences(committed: Mapping, wanted: Mapping): string[] {
  const [before, now] = [specOf(committed), specOf(wanted)];
  const [size, wantedSize] = [mebibytesOf(before.size), mebibytesOf(now.size)];
  return [
    size !== undefined &&
      wantedSize !== undefined &&
      wantedSize < size &&
      `requests ${before.size}, but main.ts has ${now.size}, which is less`,
    before.storageClass !== now.storageClass &&
      `has ${classText(before.storageClass)}, but main.ts has ${classText(now.storageClass)}`,
    before.mode !== now.mode && `has the access mode ${before.mode}, but main.ts has ${now.mode}`,
    before.snapshot !== now.snapshot &&
      `was created from ${snapshotText(before.snapshot)}, but main.ts has ${snapshotText(now.snapshot)}`,
  ].filter((change) => change !== false);
}

/** The fields of a PVC that Kubernetes does not change. */
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

/** What a PVC requests, in MiB. Undefined if it is not a size in this tool's format. */
export function claimMebibytes(claim: Mapping): number | undefined {
  return mebibytesOf(specOf(claim).size);
}

/** Undefined if it is not a size in this tool's format. */
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
