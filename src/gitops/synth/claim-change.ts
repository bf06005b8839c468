import { Size } from 'cdk8s';
import { mebibytes } from '../../kubernetes/size';
import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { inLastCommit } from '../tree/git-index';
import { Refusal, type Notice } from '../../text/refusal';
import type { Repository } from '../tree/repository';
import { standingObjects, type Standing } from './standing-objects';
import type { Synthesis } from './synthesis';
import { dataByYaml } from '../../editors/yaml/parsers';

/** What a claim is to be. */
export interface WantedClaim {
  readonly name: string;
  readonly size: Size;
  readonly accessMode: string;
  /** @default - the cluster's default StorageClass */
  readonly storageClass?: string;
  /** The VolumeSnapshot that it starts from. @default - an empty volume */
  readonly snapshot?: string;
}

/** The claim of that name as it stands in a folder of ours: most of it cannot change. */
export function committedClaim(at: Standing, folder: string, name: string): Mapping | undefined {
  return committedClaims(at, folder).find((claim) => textAt(mappingAt(claim, 'metadata'), 'name') === name);
}

export function committedClaims(at: Standing, folder: string): Mapping[] {
  return standingObjects(at, folder, 'pvc.yaml').filter((one): one is Mapping => mappingAt(one) === one);
}

/**
 * Kubernetes takes of a claim that is there nothing but a larger size, and says so at `kubectl apply` only, when the
 * rest of a commit is in the cluster already. @throws Refusal for all that it would refuse
 */
export function refuseClaimChange(synthesis: Synthesis, folder: string, wanted: WantedClaim): void {
  if (synthesis.force || isUnchanged(synthesis.standing(folder, 'pvc.yaml') ?? '', wanted)) return;
  const claim = committedClaim(synthesis, folder, wanted.name);
  if (claim === undefined) return;
  const path = synthesis.repository.pathOf(`${folder}/pvc.yaml`);
  const problems = changes(claim, wanted).map((change): Notice => ({
    code: 'claim-change',
    path,
    message: `${change}, and a claim ${THE_WAY}`,
  }));
  if (problems.length > 0) throw new Refusal(problems);
}

/**
 * A claim is found in its namespace alone: in another one Kubernetes makes a new, empty volume, and the old one stays
 * where nobody looks. NAMESPACE: what the objects of FOLDER say, undefined where they say none. A namespace that the
 * kustomization gives stands in no object: it is compared with the last commit's.
 * @throws Refusal where the claim of that name stands in another one
 */
export function refuseClaimMove(
  synthesis: Synthesis,
  folder: string,
  name: string,
  namespace: string | undefined,
): void {
  const text = synthesis.standing(folder, 'pvc.yaml') ?? '';
  if (synthesis.force || text === '') return;
  const { repository } = synthesis;
  const given = repository.memoize(committedNamespace, () => committedNamespace(repository));
  const now = repository.tree.transformers.namespace ?? namespace;
  if (given === undefined && namesOnly(text, now)) return;
  const claim = committedClaim(synthesis, folder, name);
  const before = given ?? textAt(mappingAt(claim, 'metadata'), 'namespace');
  if (claim === undefined || before === now) return;
  throw Refusal.of(
    'claim-change',
    repository.pathOf(`${folder}/pvc.yaml`),
    `the claim ${name} is in ${namespaceText(before)}, and would be in ${namespaceText(now)}, as a new and empty volume; give the namespace back, or take the data over by a dump, or give --force where the claim has never been applied or is in that namespace already`,
  );
}

/** Seen without reading YAML, as isUnchanged sees it. */
function namesOnly(text: string, namespace: string | undefined): boolean {
  if (text.includes('\n---\n')) return false;
  return namespace === undefined
    ? !text.includes('\n  namespace: ')
    : text.includes(`\n  namespace: ${namespace}\n`);
}

/** What the base's kustomization gave in the last commit; where there is none, what it gives now. */
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

function changes(claim: Mapping, { size, storageClass, accessMode, snapshot }: WantedClaim): string[] {
  const spec = mappingAt(claim, 'spec');
  const committedSize = textAt(mappingAt(spec, 'resources', 'requests'), 'storage') ?? '';
  const committedClass = textAt(spec, 'storageClassName');
  const [committedMode] = listAt(spec, 'accessModes');
  const committedSnapshot = textAt(mappingAt(spec, 'dataSource'), 'name');
  const committedMebibytes = mebibytesOf(committedSize);
  return [
    committedMebibytes !== undefined &&
      mebibytes(size) < committedMebibytes &&
      `asks for ${committedSize}, and main.ts for ${size.asString()}, which is less`,
    committedClass !== storageClass &&
      `is of ${classText(committedClass)}, and main.ts asks for ${classText(storageClass)}`,
    committedMode !== accessMode &&
      `has the access mode ${String(committedMode)}, and main.ts asks for ${accessMode}`,
    committedSnapshot !== snapshot &&
      `starts from ${snapshotText(committedSnapshot)}, and main.ts has it start from ${snapshotText(snapshot)}`,
  ].filter((change) => change !== false);
}

function snapshotText(snapshot: string | undefined): string {
  return snapshot === undefined ? 'an empty volume' : `the VolumeSnapshot ${snapshot}`;
}

function classText(storageClass: string | undefined): string {
  return storageClass === undefined
    ? "the cluster's default StorageClass"
    : `the StorageClass ${storageClass}`;
}

/** Seen without reading YAML, as in most runs; where several claims stand beside each other, they are read. */
function isUnchanged(text: string, { size, storageClass, accessMode, snapshot }: WantedClaim): boolean {
  return (
    text === '' ||
    (!text.includes('\n---\n') &&
      text.includes(`      storage: ${size.asString()}\n`) &&
      text.includes(`    - ${accessMode}\n`) &&
      !text.includes('dataSource') &&
      snapshot === undefined &&
      (storageClass === undefined
        ? !text.includes('storageClassName')
        : text.includes(`  storageClassName: ${storageClass}\n`)))
  );
}

/** Undefined for what is no size as this project writes them. */
function mebibytesOf(quantity: string): number | undefined {
  const [, digits, unit] = /^(\d+)(Ki|Mi|Gi|Ti|Pi)$/.exec(quantity) ?? [];
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
