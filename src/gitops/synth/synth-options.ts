import { resolve } from 'node:path';

/**
 * `begin` where data is to be taken over from another major version, `finish` where it has been, and `drop-old-claims`
 * where the old volume is no longer wanted.
 */
export type Upgrade = 'begin' | 'finish' | 'drop-old-claims';

/** What a user said on the command line; it wins over what the program's props say. */
export interface SynthFlags {
  readonly repository?: string;
  readonly base?: string;
  readonly output?: string;
  readonly inPlace?: boolean;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  /** Nothing is written, and where the application finds its databases is listed. */
  readonly list?: boolean;
  readonly json?: boolean;
  readonly force?: boolean;
  readonly upgrade?: Upgrade;
  /** What the program exits with where `--check` found a difference. @default 1 */
  readonly differenceStatus?: number;
}

export interface GitOpsAppProps {
  /** The GitOps repository's folder. @default - the current one */
  readonly repository?: string;
  /** The folder in it that holds the base's kustomization.yaml. @default k8s/base */
  readonly base?: string;
  /** Where the synthesized base is written, below it at the same relative path. @default dist */
  readonly output?: string;
}

export interface SynthOptions {
  /** Absolute. */
  readonly repository: string;
  readonly base: string;
  /** Absolute; undefined writes to, or compares with, the repository's own files. */
  readonly output: string | undefined;
  readonly mode: 'write' | 'check' | 'dry-run' | 'list';
  readonly json: boolean;
  readonly force: boolean;
  /** @default - a changed major version is refused */
  readonly upgrade?: Upgrade;
  /** What to exit with where `--check` finds a difference. @default 1 */
  readonly differenceStatus?: number;
}

/** How the command line tells the program it runs what was asked: main.ts may be another process. */
export const FLAGS_VARIABLE = 'CDK8S_DATABASE_FLAGS';

/** Undefined where the program was not started by the command line. */
export function flagsFromEnvironment(): SynthFlags | undefined {
  const text = process.env[FLAGS_VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as SynthFlags);
}

export function synthOptions(props: GitOpsAppProps, flags: SynthFlags): SynthOptions {
  const mode = flags.list ? 'list' : flags.check ? 'check' : flags.dryRun ? 'dry-run' : 'write';
  // What a run that writes nothing is asked is: does the repository hold what the program says?
  const inPlace = flags.inPlace ?? (mode !== 'write' && flags.output === undefined);
  // The cdk8s command line tells where it looks for the output, and erases it before.
  const output = flags.output ?? props.output ?? process.env['CDK8S_OUTDIR'] ?? 'dist';
  return {
    repository: resolve(flags.repository ?? props.repository ?? '.'),
    base: flags.base ?? props.base ?? 'k8s/base',
    output: inPlace ? undefined : resolve(output),
    mode,
    json: flags.json ?? false,
    force: flags.force ?? false,
    ...(flags.upgrade !== undefined && { upgrade: flags.upgrade }),
    ...(flags.differenceStatus !== undefined && { differenceStatus: flags.differenceStatus }),
  };
}
