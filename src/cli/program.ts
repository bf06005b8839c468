import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import Module from 'node:module';
import { dirname, resolve } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as constructs from 'constructs';
import * as library from '../index';
import { wasSynthesized } from '../gitops/synth/git-ops-app';
import { nodeModulesAbove, readCache, writeCache } from '../gitops/plan/project-cache';
import { Refusal } from '../text/refusal';
import { readRegularFile } from '../gitops/tree/regular-file';
import { FLAGS_VARIABLE, type SynthFlags } from '../gitops/synth/synth-options';
import { reportFailure } from './failure';

/** Modules that a program gets from this process: one copy of each, and no search on disk. */
const PROVIDED: Readonly<Record<string, unknown>> = { 'cdk8s-database': library, cdk8s, constructs };

/** A compiled program and the files it was compiled from: valid until one of them changes. */
interface Compiled {
  readonly inputs: Readonly<Record<string, string>>;
  readonly code: string;
}

/** Runs a program in this process; TypeScript is compiled when it has changed. @throws Refusal */
export function runProgram(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    const what = found === undefined ? 'does not exist' : 'is not a file';
    const message = `${what}; name the program in app: of cdk8s.yaml, or as an argument`;
    throw Refusal.of('no-program', file, message);
  }
  const { code } = compiled(file);
  provideModules();
  const module = new Module(file);
  module.filename = file;
  module.paths = nodeModulesAbove(dirname(file));
  // Stack traces show the lines of the source.
  process.setSourceMapsEnabled(true);
  process.once('beforeExit', () => refuseUnlessSynthesized(file));
  (module as unknown as { _compile(code: string, file: string): void })._compile(code, file);
}

function refuseUnlessSynthesized(file: string): void {
  if (wasSynthesized() || Boolean(process.exitCode)) return;
  reportFailure(
    Refusal.of('not-synthesized', file, 'ended without the synth of a GitOpsApp; call app.synth() in it'),
  );
}

/** Not 1, which is also the exit status of a program that fails early. */
const DIFFERENCE_STATUS = 3;

/** Runs another command of a cdk8s.yaml, for example ts-node, as cdk8s does: in a shell, in its folder. */
export async function runCommand(command: string, directory: string, flags: SynthFlags): Promise<void> {
  const env = passFlags({ ...flags, differenceStatus: DIFFERENCE_STATUS });
  const status = await new Promise<number | null>((settle, fail) => {
    spawn(command, { cwd: directory, env, shell: true, stdio: 'inherit' })
      .on('error', fail)
      .on('exit', settle);
  });
  if (status !== 0) process.exitCode = status === DIFFERENCE_STATUS ? (flags.differenceStatus ?? 1) : 2;
}

function passFlags(flags: SynthFlags): NodeJS.ProcessEnv {
  return { ...process.env, [FLAGS_VARIABLE]: JSON.stringify(flags) };
}

function compiled(file: string): Compiled {
  const cache = { directory: dirname(file), name: hash('sha256', file).slice(0, 16) };
  const cached = readCache(cache) as Compiled | undefined;
  if (cached !== undefined && isOf(file, cached)) return cached;

  const fresh = compile(file);
  writeCache(cache, fresh);
  return fresh;
}

/** True if the compiled program is of FILE, and none of its source files changed. */
function isOf(file: string, { inputs }: Compiled): boolean {
  return (
    [file, realpathSync(file)].some((name) => Object.hasOwn(inputs, name)) &&
    Object.entries(inputs).every(([path, sum]) => sumOf(path) === sum)
  );
}

function compile(file: string): Compiled {
  // Loaded only if a program changed, not at each start.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- GitOpsApp.synth() is synchronous, as cdk8s' is
  const esbuild = require('esbuild') as typeof import('esbuild');
  const directory = dirname(file);
  try {
    const result = esbuild.buildSync({
      absWorkingDir: directory,
      bundle: true,
      entryPoints: [file],
      // These override the paths of a tsconfig.json, which may point to sources.
      external: Object.keys(PROVIDED),
      format: 'cjs',
      logLevel: 'silent',
      metafile: true,
      packages: 'external',
      platform: 'node',
      sourcemap: 'inline',
      target: 'node20',
      write: false,
    });
    const inputs = Object.keys(result.metafile.inputs).map((path) => resolve(directory, path));
    return {
      inputs: Object.fromEntries(inputs.map((path) => [path, sumOf(path) ?? ''])),
      code: result.outputFiles[0]?.text ?? '',
    };
  } catch (error) {
    throw new Refusal(
      compileErrors(error).map(({ text, location }) => ({
        code: 'program-invalid',
        path: location ? `${location.file}:${location.line}:${location.column + 1}` : file,
        message: text,
      })),
    );
  }
}

function compileErrors(error: unknown): readonly import('esbuild').Message[] {
  if (error instanceof Error && 'errors' in error && Array.isArray(error.errors)) {
    return error.errors as import('esbuild').Message[];
  }
  throw error;
}

function sumOf(file: string): string | undefined {
  try {
    const bytes = readRegularFile(file, file);
    return bytes && hash('sha256', bytes);
  } catch {
    return undefined;
  }
}

/** Applies to all packages of a program: objects of cdk8s-plus with a second copy of cdk8s would not be recognized. */
function provideModules(): void {
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = loader._load.bind(Module);
  loader._load = (request, ...rest) => (request in PROVIDED ? PROVIDED[request] : load(request, ...rest));
}
