import { posix } from 'node:path';
import { listAt } from '../text/mapping';
import type { ProblemCode } from '../text/problem-code';
import type { BuildInputs } from './build-inputs';
import { Built } from './built';
import { checkMoved } from './connection-check';
import { serversIn } from './server-check';
import { causeOf, type Cause, type HasFault } from './cause';
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
    const cause = causeOf(inputs, isManaged, (files) => buildOf(folder, files) === undefined);
    return [notBuildable({ folder, inputs, path }, base, cause)];
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
  const faultsWithout = (leftOut: string, files: ReadonlyMap<string, Buffer>): ReadonlySet<string> => {
    const faults = tried.get(leftOut) ?? new Set(findAll(buildOf(folder, files)).map(({ fault }) => fault));
    tried.set(leftOut, faults);
    return faults;
  };
  return findAll(built).map((finding): Judged => {
    const { code, fault, isWarning = false } = finding;
    const hasFault: HasFault = (files, leftOut) => {
      const faults = faultsWithout(leftOut, files);
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

/** What is said of FOLDER if kustomize could not build it before either. */
function notBuildable(
  { folder, inputs, path }: Pick<BuildToJudge, 'folder' | 'inputs'> & { readonly path: string },
  base: string,
  cause: Cause | undefined,
): Judged {
  const where = { path: cause?.path ?? path, cause: cause?.what ?? 'build' };
  const subject = cause === undefined ? '' : `${because(cause)}${folder} `;
  const says = `${subject}cannot be built, and could not be before: "kubectl kustomize ${folder}" says why`;
  // With programs of its own, or by somebody else's overlay, it may be built elsewhere.
  if (folder === base && !hasPrograms(inputs)) {
    return { ...where, code: 'build-failed', message: `${says}; mend it first`, isWarning: false };
  }
  const message = `${says}; so nothing here says that what it builds is right`;
  return { ...where, code: 'not-built', message, isWarning: true };
}

function because(cause: Cause | undefined): string {
  return cause === undefined ? '' : `its ${cause.what} is why, `;
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
  return `${because(cause)}${where}, ${message}${isWarning ? '' : `; ${WAY_ON[code]}`}`;
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
