import { spawnSync } from 'node:child_process';
import { base64, CHATBOT, chatbot, PASSWORD, secretFile } from '../../fixtures/chatbot';
import { changesOf, codesOf, composition, planOf, problemsOf, synthesize } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';
import { Password } from '../../../src/index';
import { failsCheck, type Plan } from '../../../src/gitops/plan/plan';
import { unifiedDiff } from '../../../src/gitops/plan/unified-diff';

const SECRET = 'k8s/base/backend/secret.yaml';
const OURS = 'k8s/base/database/secret.yaml';
const INVENTORY = 'k8s/base/database/.cdk8s-database.json';
const IGNORING = chatbot({ '.gitignore': `/${SECRET}\n` });
const UNSET = { password: undefined };

function git(repository: TemporaryRepository, ...parameters: string[]): string {
  const as = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  const { status, stdout, stderr } = spawnSync('git', [...as, ...parameters], {
    cwd: repository.root,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function committed(files: Files): TemporaryRepository {
  const repository = new TemporaryRepository(files);
  git(repository, 'init', '-q');
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'first');
  return repository;
}

/** What another person gets. */
function clone(repository: TemporaryRepository): TemporaryRepository {
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'with a database');
  const files = git(repository, 'ls-files').trim().split('\n');
  return committed(Object.fromEntries(files.map((path) => [path, repository.read(path)])));
}

function checkOf(plan: Plan): string[] {
  return plan.changes.filter(failsCheck).map(({ path }) => path);
}

describe('where git ignores the Secret of the application', () => {
  test('it takes the password of the database in no file, nor a hash by which to try passwords', () => {
    const repository = committed(IGNORING);

    const { warnings } = synthesize(repository);

    git(repository, 'add', '-A');
    const taken = git(repository, 'ls-files').trim().split('\n');
    expect(taken).toContain('k8s/base/database/statefulset.yaml');
    expect(taken).not.toContain(OURS);
    expect(repository.read(OURS)).toContain(base64(PASSWORD));
    for (const path of taken)
      expect(repository.read(path)).not.toMatch(new RegExp(`${PASSWORD}|${base64(PASSWORD)}`));
    expect(codesOf(warnings)).not.toContain('password-in-git');

    const inventory = repository.read(INVENTORY);
    synthesize(repository, { password: 'another' });
    expect(repository.read(OURS)).toContain(base64('another'));
    expect(repository.read(INVENTORY)).toBe(inventory);
  });

  test('the second run changes nothing', () => {
    const repository = committed(IGNORING);
    synthesize(repository, UNSET);

    expect(changesOf(planOf(repository, UNSET))).toEqual({});
  });

  test('a file that was edited by hand is not overwritten', () => {
    const repository = committed(IGNORING);
    synthesize(repository);
    repository.write({ [OURS]: repository.read(OURS).replace('type:', 'immutable: true\ntype:') });

    expect(codesOf(problemsOf(repository, { password: 'another' }))).toEqual(['edited-by-hand']);
  });

  test('a clone says which files it needs, and makes no password', () => {
    const copy = clone(synthesized());

    for (const flags of [{ check: true }, { inPlace: true }]) {
      const [problem, ...others] = problemsOf(copy, { ...UNSET, flags });
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ code: 'ignored-missing', path: 'k8s/base/kustomization.yaml' });
      expect(problem?.message).toContain(`${SECRET}, ${OURS};`);
    }
  });

  test('a clone with the Secret of the application makes the one of the database from it', () => {
    const repository = synthesized();
    const copy = clone(repository);
    copy.write({ [SECRET]: repository.read(SECRET) });

    expect(checkOf(planOf(copy, { ...UNSET, flags: { check: true } }))).toEqual([]);
    synthesize(copy, UNSET);
    expect(copy.read(OURS)).toBe(repository.read(OURS));
  });

  test('a clone with a Secret that was made from its example gets no new password', () => {
    const copy = clone(synthesized());
    copy.write({ [SECRET]: secretFile() });

    const [problem] = problemsOf(copy, UNSET);

    expect(problem?.code).toBe('password-elsewhere');
    expect(problem?.message).toContain(OURS);
  });

  test('an environment with a password of its own keeps it out of git too', () => {
    const repository = committed(IGNORING);
    process.env['OWN_PASSWORD'] = 'OfStaging77';
    try {
      const environments = { staging: { password: Password.fromEnvironment('OWN_PASSWORD') } };
      synthesize(repository, { compose: composition({}, { environments }) });
    } finally {
      delete process.env['OWN_PASSWORD'];
    }

    git(repository, 'add', '-A');
    const taken = git(repository, 'ls-files').trim().split('\n');
    expect(taken).toContain('k8s/overlays/staging/database/kustomization.yaml');
    for (const path of taken) expect(repository.read(path)).not.toContain(base64('OfStaging77'));
  });

  function synthesized(): TemporaryRepository {
    const repository = committed(IGNORING);
    synthesize(repository, UNSET);
    return repository;
  }
});

test('a Secret that git tracks although a pattern ignores it is committed, and so is the one of the database', () => {
  const repository = committed(CHATBOT);
  repository.write({ '.gitignore': 'secret.yaml\n' });

  synthesize(repository);

  expect(repository.tree()).not.toHaveProperty(['k8s/base/database/.gitignore']);
});

test('one that was committed before it was ignored is said to be tracked still', () => {
  const repository = committed(CHATBOT);
  synthesize(repository);
  git(repository, 'add', '-A');
  repository.write({ '.gitignore': `/${SECRET}\n` });
  git(repository, 'rm', '-q', '--cached', '-f', SECRET);

  const { warnings } = synthesize(repository);

  expect(warnings).toContainEqual(expect.objectContaining({ code: 'maybe-tracked', path: OURS }));
});

describe('a password that git is about to get', () => {
  test('is said once, with what else gets it and the ways out', () => {
    const repository = committed(CHATBOT);

    const [warning] = synthesize(repository).warnings.filter(({ code }) => code === 'password-in-git');

    expect(warning?.path).toBe(OURS);
    for (const said of [SECRET, 'Password.fromSecret', 'ExternalSecret', 'SOPS', 'git ignores']) {
      expect(warning?.message).toContain(said);
    }
    expect(codesOf(planOf(repository).warnings)).toEqual([]);
  });

  test('is not said of a file that git has already, nor outside of git', () => {
    const repository = committed(CHATBOT);
    synthesize(repository);
    clone(repository);
    repository.remove('k8s/base/database');

    expect(codesOf(planOf(repository).warnings)).not.toContain('password-in-git');
    expect(codesOf(planOf(new TemporaryRepository(CHATBOT)).warnings)).not.toContain('password-in-git');
  });
});

test('a dry run in a fresh repository shows the whole difference, and makes no password', () => {
  const repository = committed(CHATBOT);
  const before = repository.tree();

  const dry = planOf(repository, { ...UNSET, flags: { dryRun: true } });

  const real = planOf(repository, UNSET);
  expect(changesOf(dry)).toEqual(changesOf(real));
  expect(unifiedDiff(dry)).toContain('+++ b/k8s/base/database/statefulset.yaml');
  expect(unifiedDiff(dry)).not.toMatch(/none-yet|bm9uZS15ZX/);
  expect(repository.tree()).toEqual(before);
});
