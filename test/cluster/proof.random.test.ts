import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, type Notice } from '../../src/index';
import { synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';
import { kustomizationsOf } from './kustomizations';
import { PROJECT } from './project';

/** `KUSTOMIZATIONS=200 SEED=2 npx jest --config test/cluster/jest.config.mjs proof.random` tries more of them, and others. */
const COUNT = Number(process.env['KUSTOMIZATIONS'] ?? 40);
const SEED = Number(process.env['SEED'] ?? 1);
const RESOURCES = [
  'backend/secret.yaml',
  'backend/deployment.yaml',
  'backend/service.yaml',
  'frontend/deployment.yaml',
  'frontend/service.yaml',
];

beforeAll(() => {
  delete process.env['KUSTOMIZE'];
});

/** Undefined if kustomize cannot build it. */
function built(repository: TemporaryRepository, folder: string): string | undefined {
  try {
    return execFileSync('kubectl', ['kustomize', repository.path(folder)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

/** What a judge that shares no code with the program finds wrong. */
function wrongsIn(build: string): unknown {
  const judge = join(__dirname, 'judge-build.mjs');
  return JSON.parse(execFileSync(process.execPath, [judge], { encoding: 'utf8', input: build }));
}

/** The files of a repository below its root. */
function filesOf(repository: TemporaryRepository): string[] {
  return readdirSync(repository.path('k8s'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `k8s/${name}`,
  );
}

const FOLDERS = ['k8s/base', 'k8s/overlays/prod'];
const seeds = Array.from({ length: COUNT }, (_, index) => SEED * 1_000 + index);
const outcomes = { right: 0, refused: 0, warned: 0, unbuildable: 0 };

afterAll(() => {
  console.log(JSON.stringify(outcomes));
});

test.each(seeds)('kustomization %i', (seed) => {
  const repository = new TemporaryRepository({});
  cpSync(join(PROJECT, 'examples', 'chatbot'), repository.root, { recursive: true });
  repository.write(kustomizationsOf(seed, RESOURCES));
  const before = FOLDERS.filter((folder) => built(repository, folder) !== undefined);
  let warnings: readonly Notice[];
  try {
    ({ warnings } = synthesize(repository));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    outcomes.refused++;
    for (const { path, message } of error.problems) {
      expect(filesOf(repository)).toContain(path);
      // A line, or what is wrong in the file itself.
      expect(message).toMatch(/line \d+|k8s|kustomiz/);
    }
    return;
  }
  const after = FOLDERS.filter((folder) => built(repository, folder) !== undefined);
  expect(after).toEqual(expect.arrayContaining(before));
  for (const folder of after) {
    const wrongs = wrongsIn(built(repository, folder) ?? '');
    const said = warnings.filter(({ code }) => /^(build-|not-built)/.test(code));
    if (JSON.stringify(wrongs) === '[]') outcomes.right++;
    else outcomes.warned++;
    expect([folder, said.length > 0 ? [] : wrongs]).toEqual([folder, []]);
  }
  if (after.length === 0) outcomes.unbuildable++;
});
