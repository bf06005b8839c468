import { statSync } from 'node:fs';
import { posix } from 'node:path';
import { EXPECTED_CONNECTIONS } from '../backend/connection/expected-connection';
import { INVENTORY } from '../gitops/tree/inventory';
import { Fact } from '../gitops/synth/fact';
import type { Synthesis } from '../gitops/synth/synthesis';
import { isChange, type FileChange } from '../gitops/plan/plan';
import { ifReadable } from '../text/if-readable';
import { Refusal, type Notice } from '../text/refusal';
import { buildInputs, type BuildInputs } from './build-inputs';
import type { ExpectedDatabase } from './expectation';
import { judgedFolders } from './judged-builds';
import type { Expectation } from './judge';
import { judgeBuild, type BuildToJudge } from './judge-build';
import { findKustomize, type Kustomize } from './kustomize';
import { filesAfter, filesBefore } from './tree-files';
import { keyOf, Verdicts, type Judged } from './verdicts';
import { withWorkspace, type BuildFiles } from './workspace';

/** A database, and what it is in the environments whose Component a build has: undefined where somebody else runs it. */
export interface DeclaredDatabase {
  readonly base: ExpectedDatabase;
  /** By the Component's folder. */
  readonly environments: ReadonlyMap<string, ExpectedDatabase | undefined>;
}

/** The databases of one synth. */
export const DECLARED_DATABASES = new Fact<DeclaredDatabase>();

interface Task extends BuildToJudge {
  readonly key: string;
}

/**
 * Builds the base and all that is built from it with kustomize, before and after CHANGES, and checks what the cluster
 * would get. Once for all databases of a synth. @throws Refusal with what is not as main.ts declares it
 */
export function prove(synthesis: Synthesis, changes: readonly FileChange[]): void {
  synthesis.repository.memoize(prove, () => {
    proveAll(synthesis, changes);
    return true;
  });
}

function proveAll(synthesis: Synthesis, changes: readonly FileChange[]): void {
  const { repository } = synthesis;
  const kustomize = findKustomize();
  if (kustomize === undefined) {
    // An empty KUSTOMIZE is somebody's wish, and what changes nothing was built when it was written.
    if (process.env['KUSTOMIZE'] !== '' && changes.some(isChange))
      synthesis.warn(withoutKustomize(repository.base));
    return;
  }
  const after = filesAfter(repository, changes);
  // What changes nothing is judged by itself.
  const before = changes.some(isChange) ? filesBefore(repository) : after;
  const said: Judged[] = [];
  const tasks = judgedFolders(repository, after, changes).flatMap((folder): Task[] => {
    const inputs = buildInputs(folder, after);
    const reason = inputs === undefined ? 'it reads too many files' : unbuildable(inputs);
    if (inputs === undefined || reason !== undefined) {
      said.push(notBuilt(folder, reason ?? ''));
      return [];
    }
    const expectations = DECLARED_DATABASES.of(synthesis, 'all').flatMap((one) =>
      expectationIn(synthesis, one, inputs),
    );
    const earlier = before === after ? inputs : buildInputs(folder, before);
    const key = keyFor({ folder, inputs, earlier }, expectations, kustomize);
    return [{ folder, inputs, earlier, expectations, key }];
  });
  const verdicts = new Verdicts(repository.root);
  const isKnown = tasks.every(({ key }) => verdicts.has(key));
  const judge = (buildFiles: BuildFiles): void => {
    const isManaged = (path: string): boolean => after.has(`${posix.dirname(path)}/${INVENTORY}`);
    const isPatched = changes.some(
      (one) => isChange(one) && /^kind: Component$/m.test(one.after?.toString('utf8') ?? ''),
    );
    const context = { base: repository.base, isManaged, isPatched };
    for (const task of tasks) {
      const judged = verdicts.of(task.key, () => judgeBuild(task, context, buildFiles));
      said.push(...judged);
      // The next run finds what this one writes.
      const written = keyFor({ ...task, earlier: task.inputs }, task.expectations, kustomize);
      if (judged.every(({ isWarning }) => isWarning)) verdicts.of(written, () => judged);
    }
  };
  if (isKnown) judge(() => undefined);
  else withWorkspace(kustomize, judge);
  verdicts.keep();
  report(synthesis, said);
}

function report(synthesis: Synthesis, said: readonly Judged[]): void {
  const problems = new Map<string, Notice>();
  for (const { isWarning, cause, code, path, message } of said) {
    if (isWarning) synthesis.warn({ code, path, message });
    // The base's fault is in each overlay as well.
    else if (!problems.has(`${code} ${path} ${cause}`))
      problems.set(`${code} ${path} ${cause}`, { code, path, message });
  }
  if (problems.size > 0) throw new Refusal([...problems.values()]);
}

function unbuildable({ missing, unbuildable: others }: BuildInputs): string | undefined {
  if (missing.length > 0) return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not there`;
  if (others.length > 0) return `it needs a network or Helm (${others.join('; ')})`;
  return undefined;
}

function notBuilt(folder: string, reason: string): Judged {
  const message = `was not built, since ${reason}; so nothing here says that what kustomize builds is right`;
  return { code: 'not-built', path: folder, message, isWarning: true, cause: '' };
}

function expectationIn(synthesis: Synthesis, declared: DeclaredDatabase, inputs: BuildInputs): Expectation[] {
  const { base, environments } = declared;
  const environment = [...environments.keys()].find((folder) => inputs.folders.has(folder));
  const database = environment === undefined ? base : environments.get(environment);
  const connections = EXPECTED_CONNECTIONS.of(synthesis, base.instance);
  return database === undefined ? [] : [{ database, connections }];
}

function withoutKustomize(base: string): Notice {
  const message =
    'was not built, since this machine has neither kustomize nor kubectl in its PATH, nor a program that KUSTOMIZE names; so only the tool’s own reading says that what is built is right';
  return { code: 'not-built', path: base, message };
}

/** All that a verdict depends on: the files, what is expected of them, and the programs. */
function keyFor(
  { folder, inputs, earlier }: Omit<BuildToJudge, 'expectations'>,
  expectations: readonly Expectation[],
  { identity }: Kustomize,
): string {
  const own = ifReadable(() => statSync(__filename));
  const was = earlier === inputs || earlier === undefined ? '' : keyOf(earlier.files, []);
  return keyOf(inputs.files, [folder, was, expectations, identity, own?.size, own?.mtimeMs]);
}
