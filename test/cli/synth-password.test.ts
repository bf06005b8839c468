import * as fc from 'fast-check';
import { percentEncode } from '../../src/backend/url/percent-encoding';
import { unifiedDiff } from '../../src/gitops/plan/unified-diff';
import { run } from '../command-line';
import { base64, chatbot, CHATBOT, secretFile } from '../fixtures/chatbot';
import { planOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';

const CORE = 'Zq8xRw';
const AWKWARD = [
  CORE,
  `$& $1 $\` ${CORE} $' $$ \${HOME} $(id)`,
  `": { [ & * # ? | - < > = ! % @ ${CORE}`,
  `' " \\ / : @ ? # ${CORE} %41 %zz`,
  `- ${CORE}: yes`,
  `\u{1f418}é漢\u00a0${CORE}\ufeff`,
  `${CORE} and  blanks`,
  ` ${CORE} `,
  `0x${CORE}`,
  `--force ${CORE}`,
  `${CORE}${'x'.repeat(500)}`,
];

/** Every form in which a password could be read. */
function formsOf(password: string): string[] {
  const urls = ['postgresql', 'postgresql+psycopg2'].map(
    (scheme) =>
      `${scheme}://app:${percentEncode(password)}@database-service:5432/app?sslmode=require&channel_binding=require`,
  );
  return [
    CORE,
    password,
    percentEncode(password),
    base64(password),
    ...urls.map(base64),
    JSON.stringify(password),
  ];
}

describe('a password is never shown', () => {
  test.each(AWKWARD)('%j', (password) => {
    // GIVEN the Secret of a repository that held another, of which a comment speaks
    const environment = { POSTGRES_PASSWORD: password };
    const old = `postgresql://app:old-${CORE}@database-service:5432/app`;
    const repository = new TemporaryRepository(
      chatbot({ 'k8s/base/backend/secret.yaml': `${secretFile(old)} # ${old}\n` }),
    );
    const synth = (...flags: string[]): string => {
      const { status, stdout, stderr } = run(['synth', '--repository', repository.root, ...flags], {
        directory: repository.root,
        environment,
      });
      expect(status).toBe(flags.includes('--check') ? 1 : 0);
      return stdout + stderr;
    };

    // WHEN
    const said = [synth('--check'), synth('--dry-run', '--output', 'dist'), synth('--in-place', '--json')];

    // THEN
    for (const form of [...formsOf(password), base64(old)]) expect(said.join()).not.toContain(form);
    expect(repository.read('k8s/base/database/secret.yaml')).toContain(base64(password));
    // The forms are those of what was really written.
    const [, written = ''] =
      /DATABASE_URL: (\S+)/.exec(repository.read('k8s/base/backend/secret.yaml')) ?? [];
    expect(formsOf(password)).toContain(written);
  });

  test('nor is one that was made, when it is', () => {
    const repository = new TemporaryRepository(CHATBOT);

    const { stdout, stderr } = run(['synth', '--repository', repository.root, '--in-place'], {
      directory: repository.root,
    });

    const made = Object.values(
      JSON.parse(repository.read('.cdk8s-database/secrets.json')) as Record<string, string>,
    );
    expect(made).toHaveLength(1);
    for (const password of made) {
      expect(stdout + stderr).not.toContain(password);
      expect(stdout + stderr).not.toContain(base64(password));
    }
  });

  test('nor when it is refused', () => {
    const { status, stdout, stderr } = run(
      ['synth', '--repository', new TemporaryRepository(CHATBOT).root, '--dry-run'],
      { environment: { POSTGRES_PASSWORD: `${CORE}\u0001\n` } },
    );

    expect([0, 2]).toContain(status);
    expect(stdout + stderr).not.toContain(CORE);
  });
});

test('any password is in no diff, no reason and no warning, neither when it comes nor when it goes', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const password = fc
    .string({ unit: 'binary', maxLength: 30 })
    .map((text) => text.replace(/\p{Surrogate}|\p{Cc}/gu, ''))
    .map((text) => `${text}${CORE}${text}`);
  fc.assert(
    fc.property(password, (given) => {
      const plan = planOf(repository, { password: given });
      const shown = [
        unifiedDiff(plan),
        JSON.stringify(plan.warnings),
        ...plan.changes.flatMap(({ path, reason }) => [path, reason]),
      ].join('\n');
      for (const form of formsOf(given)) expect(shown).not.toContain(form);
      // The next one finds this one in the Secret.
      synthesize(repository, { password: given });
    }),
    { numRuns: 60 },
  );
});

test('a check needs a password, and says so with exit status 2; a dry run shows the difference without one', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const before = repository.tree();

  const [check, dryRun] = ['--check', '--dry-run'].map((flag) =>
    run(['synth', '--repository', repository.root, flag]),
  );

  expect(check).toMatchObject({ status: 2, stdout: '' });
  expect(check?.stderr).toContain('(password-needed)');
  expect(dryRun?.status).toBe(0);
  expect(dryRun?.stdout).toContain('+++ b/k8s/base/database/statefulset.yaml');
  expect(repository.tree()).toEqual(before);
});
