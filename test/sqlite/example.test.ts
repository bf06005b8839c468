import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** main.ts of examples/game, run as a user runs it, into a folder of the test's own. */
const repository = join(__dirname, '..', '..', 'examples', 'game');
const output = mkdtempSync(join(tmpdir(), 'cdk8s-database-game-'));
const run = spawnSync(process.execPath, ['../../bin/cdk8s-database.js', 'synth', '--output', output], {
  cwd: repository,
  encoding: 'utf8',
});

afterAll(() => rmSync(output, { recursive: true }));

const files = readdirSync(output, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.ya?ml$/.test(path))
  .sort();
const read = (path: string): string => readFileSync(join(output, 'k8s/base', path), 'utf8');

test('the example is synthesized', () => {
  expect(run.stderr).not.toContain('error');
  expect(run.status).toBe(0);
  expect(files.length).toBeGreaterThan(15);
});

test.each(files.filter((path) => !path.includes('matchmaking')))('%s is as reviewed', (path) => {
  expect(readFileSync(join(output, path), 'utf8')).toMatchSnapshot();
});

test('both services get the same, and their own files stay', () => {
  const own = (text: string): string => text.replaceAll('matchmaking', 'auth').replaceAll('1001', '1000');
  for (const path of files.filter((path) => path.startsWith('k8s/base/auth-db/'))) {
    const other = readFileSync(join(output, path.replaceAll('auth', 'matchmaking')), 'utf8');
    const text = readFileSync(join(output, path), 'utf8');
    // The strategy that auth's Deployment has already makes way.
    expect(own(other)).toBe(text.replace('    rollingUpdate: null\n', ''));
  }
  for (const path of ['auth/deployment.yaml', 'matchmaking/deployment.yaml']) {
    expect(read(path)).toBe(readFileSync(join(repository, 'k8s/base', path), 'utf8'));
  }
});

test('the variable leads to the file on the volume that the claim is for', () => {
  interface Patch {
    readonly spec: {
      readonly template: {
        readonly spec: {
          readonly containers: [
            { env: [{ value: string }]; volumeMounts: [{ mountPath: string; name: string }] },
          ];
          readonly volumes: [{ name: string; persistentVolumeClaim: { claimName: string } }];
        };
      };
    };
  }
  const { containers, volumes } = (load(read('auth-db/deployment-auth-patch.yaml')) as Patch).spec.template
    .spec;
  const [{ env, volumeMounts }] = containers;
  expect(env[0].value.startsWith(`${volumeMounts[0].mountPath}/`)).toBe(true);
  expect(volumes[0].name).toBe(volumeMounts[0].name);
  const claim = load(read('auth-db/pvc.yaml')) as { metadata: { name: string } };
  expect(volumes[0].persistentVolumeClaim.claimName).toBe(claim.metadata.name);
});
