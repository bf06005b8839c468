import { mkdirSync } from 'node:fs';
import { Password } from '../../../src/index';
import { CHATBOT, chatbot } from '../../fixtures/chatbot';
import { changesOf, composition, planOf, problemsOf, synthesize } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

const SERVICE = 'k8s/base/database/service.yaml';
const FORCE = { flags: { inPlace: true, force: true } };

function synthesized(): TemporaryRepository {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository);
  return repository;
}

describe('a file that is there already', () => {
  test('of a user is refused, all of them at once', () => {
    // GIVEN
    const repository = new TemporaryRepository(
      chatbot({ [SERVICE]: 'mine\n', 'k8s/base/database/kustomization.yaml': 'mine too\n' }),
    );

    // WHEN
    const problems = problemsOf(repository);

    // THEN
    expect(problems).toEqual(
      [SERVICE, 'k8s/base/database/kustomization.yaml'].map((path) => ({
        code: 'foreign-file',
        path,
        message: expect.stringMatching(
          /move it away, give the database another folder .*, or give --force/,
        ) as string,
      })),
    );
  });

  test('of a user is overwritten by --force, which is given as the reason', () => {
    const repository = new TemporaryRepository(chatbot({ [SERVICE]: 'mine\n' }));

    const plan = synthesize(repository, FORCE);

    expect(repository.tree()).toEqual(synthesized().tree());
    expect(plan.changes.find(({ path }) => path === SERVICE)?.reason).toBe(
      'overwritten by --force: was not written by cdk8s-database',
    );
  });

  test('of a user with the expected content is managed from then on', () => {
    const repository = new TemporaryRepository(chatbot({ [SERVICE]: synthesized().read(SERVICE) }));

    synthesize(repository);

    expect(repository.tree()).toEqual(synthesized().tree());
  });

  test('of a user under another name is left alone', () => {
    const repository = new TemporaryRepository(chatbot({ 'k8s/base/database/NOTES.md': 'mine\n' }));

    synthesize(repository);
    synthesize(repository, FORCE);

    expect(repository.read('k8s/base/database/NOTES.md')).toBe('mine\n');
  });

  test('of 0 bytes is a placeholder, and overwritten', () => {
    const plan = synthesize(new TemporaryRepository(CHATBOT));

    expect(plan.changes.find(({ path }) => path === SERVICE)).toMatchObject({
      action: 'update',
      reason: 'was a 0-byte placeholder',
    });
  });

  test('of one line end is not a placeholder', () => {
    const repository = new TemporaryRepository(chatbot({ [SERVICE]: '\n' }));

    expect(problemsOf(repository)).toMatchObject([{ code: 'foreign-file', path: SERVICE }]);
  });

  test('and lists an object that ours replaces: no object of that name is in the way then', () => {
    const repository = new TemporaryRepository(
      chatbot({
        [SERVICE]: 'apiVersion: v1\nkind: Service\nmetadata: { name: database-service }\n',
        'k8s/base/kustomization.yaml':
          'resources:\n- backend/secret.yaml\n- backend/deployment.yaml\n- database/service.yaml\n',
      }),
    );
    expect(problemsOf(repository)).toMatchObject([{ code: 'foreign-file', path: SERVICE }]);

    synthesize(repository, FORCE);

    expect(repository.read(SERVICE)).toBe(synthesized().read(SERVICE));
  });
});

describe('a managed file that was edited by hand', () => {
  function edited(): TemporaryRepository {
    const repository = synthesized();
    repository.write({ [SERVICE]: `${repository.read(SERVICE)}# mine\n` });
    return repository;
  }

  test('is a difference to --check', () => {
    const repository = edited();

    const plan = planOf(repository, { flags: { check: true, force: true } });

    expect(changesOf(plan)).toEqual({ update: [SERVICE] });
  });

  test('is not overwritten', () => {
    expect(problemsOf(edited())).toEqual([
      {
        code: 'edited-by-hand',
        path: SERVICE,
        message: expect.stringMatching(/make the change in main\.ts, or give --force/) as string,
      },
    ]);
  });

  test('is mended by --force', () => {
    const repository = edited();

    synthesize(repository, FORCE);

    expect(repository.tree()).toEqual(synthesized().tree());
  });

  test('is mended without more where somebody deleted or emptied it', () => {
    const repository = synthesized();
    repository.remove(SERVICE);
    repository.write({ 'k8s/base/database/pvc.yaml': '' });

    synthesize(repository);

    expect(repository.tree()).toEqual(synthesized().tree());
  });

  test('is not deleted either, when it is no longer synthesized', () => {
    const repository = synthesized();
    const secret = 'k8s/base/database/secret.yaml';
    repository.write({ [secret]: `${repository.read(secret)}# mine\n` });
    const compose = composition({}, { password: Password.fromSecret('elsewhere') });

    expect(() => planOf(repository, { compose })).toThrow(/secret/);
  });
});

describe('what is no longer synthesized', () => {
  const withoutSecret: Parameters<typeof planOf>[1] = {
    compose: (app) => {
      composition({}, { password: Password.fromEnvironment() })(app);
      app.node.tryFindChild('database')?.node.tryRemoveChild('credentials');
    },
  };

  test('goes, where it is ours as it was', () => {
    const repository = synthesized();

    const plan = synthesize(repository, withoutSecret);

    expect(changesOf(plan)['delete']).toEqual(['k8s/base/database/secret.yaml']);
    expect(Object.keys(repository.tree('k8s/base/database'))).not.toContain('secret.yaml');
    expect(changesOf(planOf(repository, withoutSecret))).toEqual({});
  });

  test('stays where it was never ours', () => {
    const repository = synthesized();
    const ours = repository.read('k8s/base/database/.cdk8s-database.json');
    const others = ours.replace(/ {4}"secret\.yaml": \{[^}]*\},\n/, '');
    expect(others).not.toBe(ours);
    repository.write({ 'k8s/base/database/.cdk8s-database.json': others });

    synthesize(repository, withoutSecret);

    expect(Object.keys(repository.tree('k8s/base/database'))).toContain('secret.yaml');
  });

  test('a file that the root kustomization lists by its own name is said to be missing there', () => {
    const repository = new TemporaryRepository(
      chatbot({
        'k8s/base/kustomization.yaml':
          'resources:\n- backend/secret.yaml\n- backend/deployment.yaml\n- database/statefulset.yaml\n',
      }),
    );
    synthesize(repository);
    expect(repository.read('k8s/base/kustomization.yaml')).toContain('- database/secret.yaml\n');

    const { warnings } = synthesize(repository, withoutSecret);

    expect(warnings).toContainEqual({
      code: 'entry-missing',
      path: 'k8s/base/kustomization.yaml',
      message: expect.stringContaining('database/secret.yaml') as string,
    });
  });
});

describe('what cannot be written is refused before anything is', () => {
  test('a folder in the place of a file', () => {
    const repository = new TemporaryRepository(chatbot({ [SERVICE]: null }));
    mkdirSync(repository.path(SERVICE));

    expect(problemsOf(repository)).toEqual([
      { code: 'in-the-way', path: SERVICE, message: expect.stringContaining('is a folder') as string },
    ]);
  });

  test('a file in the place of the folder', () => {
    const repository = new TemporaryRepository(
      chatbot({ 'k8s/base/database/statefulset.yaml': null, [SERVICE]: null, 'k8s/base/database': 'x' }),
    );

    const problems = problemsOf(repository);

    expect(problems.map(({ code, path }) => [code, path])).toEqual([['in-the-way', 'k8s/base/database']]);
  });
});

describe('an inventory', () => {
  test('that names files outside of its folder reaches none of them', () => {
    const repository = synthesized();
    const path = 'k8s/base/database/.cdk8s-database.json';
    const escaping = ['../backend/secret.yaml', '../../../README.md', '/etc/hostname'];
    const files = Object.fromEntries(escaping.map((name) => [name, { sha256: '0'.repeat(64) }]));
    repository.write({ [path]: JSON.stringify({ version: 1, files }) });

    const plan = planOf(repository, FORCE);

    expect(changesOf(plan)).toEqual({ update: [path] });
  });

  test.each([
    ['no JSON', '{'],
    ['of a version to come', '{"version":2,"files":{}}'],
    ['null', 'null'],
    ['with entries of another sort', '{"version":1,"files":{"service.yaml":null}}'],
    ['with files of another sort', '{"version":1,"files":null}'],
  ])('%s: what is equal stays, and what is not is nobody’s', (_, text) => {
    const repository = synthesized();
    repository.write({ 'k8s/base/database/.cdk8s-database.json': text, [SERVICE]: '# old\n' });

    expect(problemsOf(repository)).toMatchObject([{ code: 'foreign-file', path: SERVICE }]);
  });
});

test('a repository that git checked out with CRLF holds what was synthesized, and stays as it is', () => {
  const repository = synthesized();
  repository.write({ [SERVICE]: repository.read(SERVICE).replaceAll('\n', '\r\n') });

  const { changes } = planOf(repository);

  expect(changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
});
