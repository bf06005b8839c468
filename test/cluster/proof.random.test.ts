import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, type Notice } from '../../src/index';
import { planOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';
import { kustomizationsWith, partsAt, randomParts, type PlacedPart } from './kustomizations';
import { PROJECT } from './project';

/** `KUSTOMIZATIONS=200 SEED=2 npx jest --config test/cluster/jest.config.mjs proof.random` tries more of them, and others. */
const COUNT = Number(process.env['KUSTOMIZATIONS'] ?? 24);
const SEED = Number(process.env['SEED'] ?? 1);
const FOLDERS = ['k8s/base', 'k8s/overlays/prod'];

function repositoryWith(parts: readonly PlacedPart[]): TemporaryRepository {
  const repository = new TemporaryRepository({});
  cpSync(join(PROJECT, 'examples', 'chatbot'), repository.root, { recursive: true });
  repository.write(kustomizationsWith(parts));
  return repository;
}

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

/** What a judge that shares no code with the program finds wrong with what kustomize builds from a written repository. */
function wrongsIn(repository: TemporaryRepository): string[] {
  const judge = join(__dirname, 'judge-build.mjs');
  return FOLDERS.flatMap((folder) => {
    const build = built(repository, folder);
    if (build === undefined) return [`${folder} is not built`];
    return JSON.parse(
      execFileSync(process.execPath, [judge], { encoding: 'utf8', input: build }),
    ) as string[];
  });
}

/** What the program says of the builds: it refuses, or warns. */
function saidOf(parts: readonly PlacedPart[]): { isRefused: boolean; notices: readonly Notice[] } {
  delete process.env['KUSTOMIZE'];
  try {
    const { warnings } = planOf(repositoryWith(parts));
    return { isRefused: false, notices: warnings.filter(({ code }) => /^(build-|not-built)/.test(code)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { isRefused: true, notices: error.problems };
  }
}

/** What is wrong if nothing is proved before it is written. */
function wrongsWithoutProof(parts: readonly PlacedPart[]): string[] {
  process.env['KUSTOMIZE'] = '';
  const repository = repositoryWith(parts);
  synthesize(repository);
  return wrongsIn(repository);
}

/** The parts that a notice names by their line. */
function namedBy({ path, message }: Notice, parts: readonly PlacedPart[]): readonly PlacedPart[] {
  const line = / \(line (\d+)\) is why, /.exec(message)?.[1];
  const named = line === undefined ? [] : partsAt(parts, path, Number(line));
  if (named.length === 0) throw new Error(`${path} ${message} names no part of ${JSON.stringify(parts)}`);
  return named;
}

const seeds = Array.from({ length: COUNT }, (_, index) => SEED * 1_000 + index);
const outcomes = { right: 0, refused: 0, warned: 0, namedParts: 0 };

afterAll(() => {
  delete process.env['KUSTOMIZE'];
  console.log(JSON.stringify(outcomes));
});

test.each(seeds)('kustomization %i', (seed) => {
  const all = randomParts(seed);
  const first = saidOf(all);
  outcomes[first.isRefused ? 'refused' : first.notices.length > 0 ? 'warned' : 'right']++;

  // Without what is named, one after another, nothing is said, and nothing is wrong.
  let parts = all;
  let { notices } = first;
  const removed: (readonly PlacedPart[])[] = [];
  for (; notices[0] !== undefined; { notices } = saidOf(parts)) {
    const named = namedBy(notices[0], parts);
    removed.push(named);
    parts = parts.filter((part) => !named.includes(part));
  }
  expect(wrongsWithoutProof(parts)).toEqual([]);

  // With each alone it is.
  for (const named of removed) {
    outcomes.namedParts++;
    const again = all.filter((part) => parts.includes(part) || named.includes(part));
    expect(saidOf(again).notices).not.toEqual([]);
    expect([again, wrongsWithoutProof(again)]).not.toEqual([again, []]);
  }
});
