import { chmodSync, mkdirSync, statSync } from 'node:fs';
import * as fc from 'fast-check';
import { execute, run } from '../../command-line';
import { CHATBOT, chatbot, KUSTOMIZATION, secretFile } from '../../fixtures/chatbot';
import { changesOf, composition, planOf, problemsOf, synthesize, type Circumstances } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

function to(output: string, more: Circumstances = {}): Circumstances {
  return { ...more, flags: { ...more.flags, output } };
}

describe('the output is what the repository would be in place', () => {
  const SERVICE = 'k8s/base/database/service.yaml';
  const STEPS = {
    synthesizedBefore: (repository: TemporaryRepository) => void synthesize(repository),
    underAnotherName: (repository: TemporaryRepository) =>
      void synthesize(repository, { compose: composition({ replaceDatabase: true }, {}, 'chat') }),
    withNotes: (repository: TemporaryRepository) => {
      repository.write({ 'k8s/base/database/NOTES.md': 'mine\n', 'k8s/base/.hidden': 'x' });
    },
    editedByHand: (repository: TemporaryRepository) => {
      repository.write({ [SERVICE]: 'mine\n' });
    },
    withPlaceholder: (repository: TemporaryRepository) => {
      repository.write({ 'k8s/base/database/pvc.yaml': '' });
    },
    withPrefix: (repository: TemporaryRepository) => {
      const root = 'k8s/base/kustomization.yaml';
      repository.write({ [root]: repository.read(root).replace('kind:', 'namePrefix: a-\nkind:') });
    },
  };

  test('whatever was done to it before', () => {
    const steps = fc.subarray(Object.keys(STEPS) as (keyof typeof STEPS)[]);
    const circumstances: Circumstances = {
      compose: composition({ replaceDatabase: true }),
      flags: { force: true },
    };
    fc.assert(
      fc.property(steps, (names) => {
        const [here, there] = [new TemporaryRepository(CHATBOT), new TemporaryRepository(CHATBOT)];
        for (const name of names) for (const repository of [here, there]) STEPS[name](repository);

        synthesize(there, to(there.path('dist'), circumstances));
        synthesize(here, { ...circumstances, flags: { inPlace: true, force: true } });

        expect(there.tree('dist/k8s/base')).toEqual(here.tree('k8s/base'));
      }),
      { numRuns: 25 },
    );
  });

  test('and what is refused in place is refused for it', () => {
    const repository = new TemporaryRepository(chatbot({ [SERVICE]: 'mine\n' }));

    expect(problemsOf(repository, to(repository.path('dist')))).toEqual(problemsOf(repository));
  });
});

test('what was copied as it is says so, and what was made says why', () => {
  const repository = new TemporaryRepository(CHATBOT);

  const { changes } = planOf(repository, to(repository.path('dist')));

  const reasons = Object.fromEntries(changes.map(({ path, reason }) => [path, reason]));
  expect(reasons).toMatchObject({
    'k8s/base/frontend/logo.png': 'as in the repository',
    'k8s/base/backend/secret.yaml': 'DATABASE_URL points to database-service',
    'k8s/base/database/pvc.yaml': 'synthesized',
  });
});

test('a Secret that its owner alone reads is so in the output too, and in one that is there already', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const output = repository.path('dist');
  const mode = (path: string): number => statSync(repository.path(path)).mode & 0o777;
  synthesize(repository, to(output));
  expect(mode('dist/k8s/base/backend/secret.yaml') & 0o044).not.toBe(0);
  chmodSync(repository.path('k8s/base/backend/secret.yaml'), 0o600);

  synthesize(repository, to(output));

  expect(mode('dist/k8s/base/backend/secret.yaml')).toBe(0o600);
  expect(mode('dist/k8s/base/backend/deployment.yaml') & 0o044).not.toBe(0);
});

test('a pipe in the place of a file is refused, and not waited for', () => {
  const repository = new TemporaryRepository(CHATBOT);
  mkdirSync(repository.path('dist/k8s/base/database'), { recursive: true });
  execute('mkfifo', [repository.path('dist/k8s/base/database/statefulset.yaml')]);

  const { status, stderr } = run(['synth'], {
    directory: repository.root,
    environment: { POSTGRES_PASSWORD: 'x' },
  });

  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringContaining('statefulset.yaml') as string,
  });
});

test('a file that leaves the base leaves the output, unless it was edited there', () => {
  const repository = new TemporaryRepository(chatbot({ 'k8s/base/a.txt': 'a', 'k8s/base/b.txt': 'b' }));
  synthesize(repository, to(repository.path('dist')));
  repository.remove('k8s/base/a.txt');
  expect(changesOf(planOf(repository, to(repository.path('dist'))))['delete']).toEqual(['k8s/base/a.txt']);
  repository.write({ 'dist/k8s/base/a.txt': 'edited' });

  expect(problemsOf(repository, to(repository.path('dist')))).toMatchObject([
    { code: 'edited-by-hand', path: 'k8s/base/a.txt' },
  ]);
});

test('an inventory that names files outside of the output reaches none of them', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const files = {
    '../README.md': { sha256: '0'.repeat(64) },
    '../../../etc/hostname': { sha256: '0'.repeat(64) },
  };
  repository.write({ 'dist/.cdk8s-database.json': JSON.stringify({ version: 1, files }) });
  const output = repository.path('dist');

  expect(problemsOf(repository, to(output, { flags: { force: true } }))).toMatchObject([
    { code: 'link-escapes' },
  ]);
  expect(repository.read('README.md')).toBe('# A chatbot\n');
});

test('the repository itself stays as it is, its placeholders too', () => {
  const repository = new TemporaryRepository(
    chatbot({ 'k8s/base/backend/secret.yaml': secretFile(), 'k8s/base/kustomization.yaml': KUSTOMIZATION }),
  );
  const before = repository.tree();

  synthesize(repository, to(repository.path('dist')));

  const after = Object.entries(repository.tree()).filter(([path]) => !path.startsWith('dist/'));
  expect(Object.fromEntries(after)).toEqual(before);
});

test('what the base lists outside of itself is missing in the output, and said to be', () => {
  const listed = KUSTOMIZATION.replace('resources:\n', 'resources:\n  - ../common\n');
  const repository = new TemporaryRepository(chatbot({ 'k8s/base/kustomization.yaml': listed }));

  const { warnings } = planOf(repository, to(repository.path('dist')));

  expect(warnings).toContainEqual(
    expect.objectContaining({ code: 'outside-base', path: 'k8s/base/kustomization.yaml' }),
  );
  expect(planOf(repository).warnings.map(({ code }) => code)).not.toContain('outside-base');
});
