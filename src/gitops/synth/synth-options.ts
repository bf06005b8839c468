import { resolve } from 'node:path';
import { findBase } from '../tree/find-base';

/**
 * `begin` moves the data to another major version, `finish` removes the upgrade's steps, `drop-old-claims` removes the old
 * PVC from the YAML.
 */
export type Upgrade = 'begin' | 'finish' | 'drop-old-claims';

/** The flags of the command line, which override the props of GitOpsApp. */
export interface SynthFlags {
  readonly repository?: string;
  readonly base?: string;
  readonly output?: string;
  readonly inPlace?: boolean;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  /** Writes nothing, and lists the application's connections in all environments. */
  readonly list?: boolean;
  /** Plans nothing, and prints what main.ts declares for another command. */
  readonly declare?: boolean;
  readonly json?: boolean;
  readonly force?: boolean;
  readonly upgrade?: Upgrade;
  /** The exit status if `--check` found a difference. @default 1 */
  readonly differenceStatus?: number;
}

export interface GitOpsAppProps {
  /** The GitOps repository's folder. @default - the current one */
  readonly repository?: string;
  /**
   * The folder in it that holds the base's kustomization.yaml.
   * @default - k8s/base, else the only kustomization that reaches workloads, else the only folder with their manifests
   */
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
  /** The exit status if `--check` finds a difference. @default 1 */
  readonly differenceStatus?: number;
}

/** The variable with the flags for main.ts, which may run in another process. */
export const FLAGS_VARIABLE = 'CDK8S_DATABASE_FLAGS';

/** Undefined if the command line did not start the program. */
export function flagsFromEnvironment(): SynthFlags | undefined {
  const text = process.env[FLAGS_VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as SynthFlags);
}

export function synthOptions(props: GitOpsAppProps, flags: SynthFlags): SynthOptions {
  const mode = flags.list ? 'list' : flags.check ? 'check' : flags.dryRun ? 'dry-run' : 'write';
  // A run that writes nothing compares main.ts with the repository's own files.
  const inPlace = flags.inPlace ?? (mode !== 'write' && flags.output === undefined);
  // The cdk8s command line sets its output folder by this variable, and empties the folder first.
  const output = flags.output ?? props.output ?? process.env['CDK8S_OUTDIR'] ?? 'dist';
  const repository = resolve(flags.repository ?? props.repository ?? '.');
  return {
    repository,
    base: flags.base ?? props.base ?? findBase(repository),
    output: inPlace ? undefined : resolve(output),
    mode,
    json: flags.json ?? false,
    force: flags.force ?? false,
    ...(flags.upgrade !== undefined && { upgrade: flags.upgrade }),
    ...(flags.differenceStatus !== undefined && { differenceStatus: flags.differenceStatus }),
  };
}
