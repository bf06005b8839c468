import { Size, SizeRoundingBehavior } from 'cdk8s';
import { listAt, mappingAt, textAt, type Mapping } from '../gitops/cluster-object';
import { Refusal, type Notice } from '../gitops/refusal';
import type { Synthesis } from '../gitops/synthesis';
import { committedClaim } from './committed-server';
import { DEFAULT_ACCESS_MODE, DEFAULT_SIZE, type DatabaseStorage } from './database-volume-claim';

/**
 * Kubernetes takes of a claim that is there nothing but a larger size, and says so at `kubectl apply` only, when the
 * rest of a commit is in the cluster already. @throws Refusal for all that it would refuse
 */
export function refuseClaimChange(
  synthesis: Synthesis,
  instance: string,
  name: string,
  storage: DatabaseStorage,
): void {
  if (synthesis.force || isUnchanged(synthesis.standing(instance, 'pvc.yaml') ?? '', storage)) return;
  const claim = committedClaim(synthesis, instance, name);
  if (claim === undefined) return;
  const path = synthesis.repository.pathOf(`${instance}/pvc.yaml`);
  const problems = changes(claim, storage).map((change): Notice => ({
    code: 'claim-change',
    path,
    message: `${change}, and a claim ${THE_WAY}`,
  }));
  if (problems.length > 0) throw new Refusal(problems);
}

const THE_WAY =
  'that is in the cluster takes a larger size only; give it back, or take the data over into a database of another name, or give --force where it has never been applied';

function changes(claim: Mapping, storage: DatabaseStorage): string[] {
  const { size = DEFAULT_SIZE, storageClass, accessMode = DEFAULT_ACCESS_MODE } = storage;
  const spec = mappingAt(claim, 'spec');
  const committedSize = textAt(mappingAt(spec, 'resources', 'requests'), 'storage') ?? '';
  const committedClass = textAt(spec, 'storageClassName');
  const [committedMode] = listAt(spec, 'accessModes');
  const committedMebibytes = mebibytes(committedSize);
  return [
    committedMebibytes !== undefined &&
      size.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR }) < committedMebibytes &&
      `asks for ${committedSize}, and main.ts for ${size.asString()}, which is less`,
    committedClass !== storageClass &&
      `is of ${classText(committedClass)}, and main.ts asks for ${classText(storageClass)}`,
    committedMode !== accessMode &&
      `has the access mode ${String(committedMode)}, and main.ts asks for ${accessMode}`,
  ].filter((change) => change !== false);
}

function classText(storageClass: string | undefined): string {
  return storageClass === undefined
    ? "the cluster's default StorageClass"
    : `the StorageClass ${storageClass}`;
}

/** Seen without reading YAML, as in most runs; where several claims stand beside each other, they are read. */
function isUnchanged(text: string, storage: DatabaseStorage): boolean {
  const { size = DEFAULT_SIZE, storageClass, accessMode = DEFAULT_ACCESS_MODE } = storage;
  return (
    text === '' ||
    (!text.includes('\n---\n') &&
      text.includes(`      storage: ${size.asString()}\n`) &&
      text.includes(`    - ${accessMode}\n`) &&
      (storageClass === undefined
        ? !text.includes('storageClassName')
        : text.includes(`  storageClassName: ${storageClass}\n`)))
  );
}

/** Undefined for what is no size as this project writes them. */
function mebibytes(quantity: string): number | undefined {
  const [, digits, unit] = /^(\d+)(Ki|Mi|Gi|Ti|Pi)$/.exec(quantity) ?? [];
  const size = unit === undefined ? undefined : SIZES[unit]?.(Number(digits));
  return size?.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR });
}

const SIZES: Readonly<Record<string, (amount: number) => Size>> = {
  Ki: (amount) => Size.kibibytes(amount),
  Mi: (amount) => Size.mebibytes(amount),
  Gi: (amount) => Size.gibibytes(amount),
  Ti: (amount) => Size.tebibytes(amount),
  Pi: (amount) => Size.pebibyte(amount),
};
