import { posix } from 'node:path';
import { listAt } from '../text/mapping';
import type { ProblemCode } from '../text/problem-code';
import type { BuildInputs } from './build-inputs';
import { Built } from './built';
import { checkMoved } from './connection-check';
import { serversIn } from './server-check';
import { causeOf, type Cause } from './cause';
import { checkOthers } from './difference-check';
import type { Finding } from './expectation';
import { findingsIn, type Expectation } from './judge';
import type { Judged } from './verdicts';
import type { BuildFiles } from './workspace';

interface Context {
  /** The base's folder. */
  readonly base: string;
  /** True for a file in a managed folder. */
  readonly isManaged: (path: string) => boolean;
  /** True if a Component of ours patches workloads. */
  readonly isPatched: boolean;
}

/** What a kustomization builds from, and what is expected of it. */
export interface BuildToJudge {
  readonly folder: string;
  readonly inputs: BuildInputs;
  /** The same before the plan; undefined if that is too much to read. */
  readonly earlier: BuildInputs | undefined;
  readonly expectations: readonly Expectation[];
}

/** Builds a folder after the plan and, as far as it is needed, before it, and says what is wrong with it and why. */
export function judgeBuild(
  { folder, inputs, earlier, expectations }: BuildToJudge,
  { base, isManaged, isPatched }: Context,
  buildFiles: BuildFiles,
): Judged[] {
  const [path = folder] = inputs.kustomizations.keys();
  const buildOf = (where: string, files: ReadonlyMap<string, Buffer>): Built | undefined => {
    const text = buildFiles(where, files);
    return text === undefined ? undefined : new Built(text, where);
  };
  const isNew = (earlier?.files.size ?? 0) === 0;
  const old = earlier?.files ?? new Map<string, Buffer>();
  const isSame = !isNew && isSameFiles(old, inputs.files);
  const built = buildOf(folder, inputs.files);
  const was = isNew || isSame ? undefined : buildOf(folder, old);
  if (built === undefined && was === undefined && !isNew) {
    const says = `cannot be built, and could not be before: "kubectl kustomize ${folder}" says why`;
    // With programs of its own, or by somebody else's overlay, it may be built elsewhere.
    if (folder === base && !hasPrograms(inputs)) {
      const message = `${says}; mend it first`;
      return [{ code: 'build-failed', path, message, isWarning: false, cause: 'build' }];
    }
    const message = `${says}; so nothing here says that what it builds is right`;
    return [{ code: 'not-built', path, message, isWarning: true, cause: '' }];
  }
  const findAll = (one: Built | undefined): Finding[] => {
    if (one === undefined) {
      return [
        { code: 'build-failed', fault: 'build', message: 'kustomize cannot build it with the database' },
      ];
    }
    return [
      ...expectations.flatMap((expectation) => findingsIn(one, expectation, folder === base)),
      ...(was === undefined ? [] : checkOthers(was, one, isPatched)),
      ...(was === undefined || folder === base ? [] : movedIn(was, one, expectations)),
    ];
  };
  const tried = new Map<string, ReadonlySet<string>>();
  const faultsWithout = (cause: Cause, files: ReadonlyMap<string, Buffer>): ReadonlySet<string> => {
    const key = `${cause.path} ${cause.what}`;
    const known = tried.get(key) ?? new Set(findAll(buildOf(folder, files)).map(({ fault }) => fault));
    tried.set(key, known);
    return known;
  };
  return findAll(built).map((finding): Judged => {
    const { code, fault, isWarning = false } = finding;
    const hasFault = (files: ReadonlyMap<string, Buffer>, without: Cause): boolean => {
      const faults = faultsWithout(without, files);
      return faults.has(fault) || faults.has('build');
    };
    const cause = causeOf(inputs, isManaged, hasFault);
    return {
      code,
      path: cause?.path ?? path,
      message: messageOf(finding, cause, folder),
      isWarning,
      cause: cause?.what ?? fault,
    };
  });
}

/** True if a kustomization names objects that only a plugin of kustomize understands. */
function hasPrograms({ kustomizations }: BuildInputs): boolean {
  return [...kustomizations.values()].some((data) =>
    ['generators', 'transformers', 'validators'].some((list) => listAt(data, list).length > 0),
  );
}

function movedIn(was: Built, built: Built, expectations: readonly Expectation[]): Finding[] {
  return expectations.flatMap(({ connections, database }) => {
    const servers = serversIn(built, database);
    return connections.flatMap((expected) => checkMoved(was, { built, servers }, expected) ?? []);
  });
}

function messageOf({ code, message, isWarning }: Finding, cause: Cause | undefined, folder: string): string {
  const where = `in what kustomize builds from ${posix.normalize(folder)}`;
  const why = cause === undefined ? '' : `its ${cause.what} is why, `;
  return `${why}${where}, ${message}${isWarning ? '' : `; ${WAY_ON[code]}`}`;
}

/** What to do about each. */
const WAY_ON: Readonly<Record<Finding['code'], string>> = {
  'build-connection': 'remove it there, or give the value there that this build needs',
  'build-database': 'change it so that it does not reach the database’s objects',
  'build-failed': 'change it so that the database’s objects fit in',
  'build-network': 'change it so that it does not reach the database’s NetworkPolicy',
  'build-other-object': 'the plan must not change that',
} satisfies Partial<Record<ProblemCode, string>>;

function isSameFiles(one: ReadonlyMap<string, Buffer>, other: ReadonlyMap<string, Buffer>): boolean {
  return (
    one.size === other.size && [...one].every(([path, bytes]) => other.get(path)?.equals(bytes) === true)
  );
}
