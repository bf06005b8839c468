import {
  BackendSecret,
  GitOpsApp,
  PostgresDatabase,
  Refusal,
  type BackendSecretProps,
  type Notice,
  type Plan,
  type PostgresDatabaseProps,
} from '../src/index';
import { synthOptions, type SynthFlags } from '../src/gitops/synth/synth-options';
import { writePlan } from '../src/gitops/plan/writer';
import { PASSWORD } from './fixtures/chatbot';
import type { TemporaryRepository } from './temporary-repository';

/** Puts constructs into an app, as a main.ts does. */
export type Composition = (app: GitOpsApp) => void;

/** The default: one database, and the Secret that leads to it. */
export function composition(
  secret: Partial<BackendSecretProps> = {},
  database: PostgresDatabaseProps = {},
  id = 'database',
): Composition {
  return (app) => {
    const made = new PostgresDatabase(app, id, database);
    new BackendSecret(app, `${id}-secret`, { value: made.url(), ...secret });
  };
}

export interface Circumstances {
  readonly compose?: Composition;
  /** @default - in place */
  readonly flags?: SynthFlags;
  /** undefined leaves POSTGRES_PASSWORD unset. @default - PASSWORD */
  readonly password?: string | undefined;
}

/** Plans a synth in this process. @throws Refusal */
export function planOf(repository: TemporaryRepository, circumstances: Circumstances = {}): Plan {
  const { compose = composition(), flags = { inPlace: true } } = circumstances;
  const password = 'password' in circumstances ? circumstances.password : PASSWORD;
  return withPassword(password, () => {
    const app = new GitOpsApp();
    compose(app);
    return app.plan(synthOptions({}, { repository: repository.root, ...flags }));
  });
}

/** The same, and carries it out. @throws Refusal */
export function synthesize(repository: TemporaryRepository, circumstances: Circumstances = {}): Plan {
  const plan = planOf(repository, circumstances);
  writePlan(plan);
  return plan;
}

/** The problems for which a synth is refused; what it changed of the tree by then fails the test. */
export function problemsOf(
  repository: TemporaryRepository,
  circumstances: Circumstances = {},
): readonly Notice[] {
  const before = repository.tree();
  try {
    synthesize(repository, circumstances);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(repository.tree()).toEqual(before);
    return error.problems;
  }
  throw new Error('nothing was refused');
}

export function codesOf(notices: readonly Notice[]): string[] {
  return notices.map(({ code }) => code);
}

/** The paths of what a plan changes, by what it does to them. */
export function changesOf(plan: Plan): Record<string, string[]> {
  const changes: Record<string, string[]> = {};
  for (const { action, path } of plan.changes) {
    if (action !== 'unchanged') (changes[action] ??= []).push(path);
  }
  return changes;
}

/** POSTGRES_PASSWORD is that while WORK is done. */
export function withPassword<T>(password: string | undefined, work: () => T): T {
  const before = process.env['POSTGRES_PASSWORD'];
  setPassword(password);
  try {
    return work();
  } finally {
    setPassword(before);
  }
}

function setPassword(password: string | undefined): void {
  if (password === undefined) delete process.env['POSTGRES_PASSWORD'];
  else process.env['POSTGRES_PASSWORD'] = password;
}
