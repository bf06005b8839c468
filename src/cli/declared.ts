import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DeclaredDatabase } from '../cluster/status/read-status';
import type { Declarations } from '../gitops/synth/declaration';
import { reportWarning } from '../gitops/synth/report';
import type { Mapping } from '../text/mapping';
import { CONFIGURATION } from './project';

interface Declared extends Pick<Declarations, 'namespace'> {
  readonly databases: readonly DeclaredDatabase[];
}

/**
 * What main.ts declares: of the next folder upwards with a cdk8s.yaml. In a process of its own, since it may be another
 * command, and whatever it prints is not this one's output.
 */
export async function declared(): Promise<Declared> {
  const folder = projectAbove(resolve('.'));
  if (folder === undefined) return { databases: [] };
  const command = [process.argv[1] ?? '', 'environments', '--declare', '--repository', folder];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  await new Promise((settle, fail) => child.on('error', fail).on('close', settle));
  const line = stdout.split('\n').findLast((one) => one.startsWith('{"declared":'));
  if (line !== undefined) {
    const { declared: all, ...where } = JSON.parse(line) as Declarations;
    return { ...where, databases: all.flatMap(databaseOf) };
  }
  const message =
    'says not which databases it declares, so their versions are not compared; see "cdk8s-database environments"';
  reportWarning({ code: 'not-declared', path: join(folder, CONFIGURATION), message });
  return { databases: [] };
}

function databaseOf(one: Mapping): DeclaredDatabase[] {
  const { instance, major } = one;
  return typeof instance === 'string' && typeof major === 'number' ? [{ instance, major }] : [];
}

function projectAbove(folder: string): string | undefined {
  if (existsSync(join(folder, CONFIGURATION))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectAbove(parent);
}
