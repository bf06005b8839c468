import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { isMapping, textAt } from '../text/mapping';
import { Refusal } from '../text/refusal';
import { readRegularFile } from '../gitops/tree/regular-file';

/** What `app:` of a cdk8s.yaml names: a file to run in this process, or another command. */
export type Program = { readonly file: string } | { readonly command: string };

export const CONFIGURATION = 'cdk8s.yaml';
const OURS = /\bcdk8s-database(?:\.js)?\s+synth(?:\s+([^\s-]\S*))?\s*$/;

/** Undefined if the folder has no cdk8s.yaml: a main.ts is run only if cdk8s.yaml names it. */
export function findProgram(directory: string): Program | undefined {
  const file = join(directory, CONFIGURATION);
  const text = readRegularFile(file, file)?.toString('utf8');
  if (text === undefined) return undefined;
  let configuration: unknown;
  try {
    configuration = load(text);
  } catch {
    throw Refusal.of('cdk8s-yaml', file, 'is not valid YAML; correct it');
  }
  // The folder that `cdk8s synth` would write to. GitOpsApp reads it from the variable that cdk8s sets.
  const output = textAt(configuration, 'output');
  if (output !== undefined) process.env['CDK8S_OUTDIR'] ??= resolve(directory, output);

  const app = isMapping(configuration) ? configuration['app'] : undefined;
  if (app === undefined) return undefined;
  if (typeof app !== 'string') throw Refusal.of('cdk8s-yaml', file, 'app: is not a string; give a command');
  const ours = OURS.exec(app);
  if (ours === null) return { command: app };
  return ours[1] === undefined ? undefined : { file: resolve(directory, ours[1]) };
}
