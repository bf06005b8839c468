import { spawnSync } from 'node:child_process';
import { isIgnored } from '../../../src/gitops/tree/git-ignore';
import { TemporaryRepository } from '../../temporary-repository';

const PATHS = [
  'k8s/base/secret.yaml',
  'k8s/base/sub/secret.yaml',
  'k8s/base/kept/secret.yaml',
  'k8s/other/secret.yaml',
  'logs/a.yaml',
  'logs/kept/a.yaml',
  'a.tmp',
  'b.yaml',
];

test('what git ignores by the .gitignore files of a repository is ignored, and nothing else', () => {
  const repository = new TemporaryRepository({
    '.gitignore': '\uFEFF# Secrets\nk8s/base/secret.yaml\n*.tmp\nlogs/\n!logs/kept/a.yaml\n/b.yaml\n',
    'k8s/.gitignore': '**/secret.yaml\n',
    'k8s/base/kept/.gitignore': '!secret.yaml\n',
    ...Object.fromEntries(PATHS.map((path) => [path, ''])),
  });
  const { root } = repository;
  spawnSync('git', ['init'], { cwd: root });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const { stdout } = spawnSync('git', ['check-ignore', '--no-index', ...PATHS], {
    cwd: root,
    encoding: 'utf8',
    env,
  });

  expect(PATHS.filter((path) => isIgnored(root, path))).toEqual(stdout.split('\n').filter(Boolean));
  expect(isIgnored(root, 'k8s/base/secret.yaml')).toBe(true);
  expect(isIgnored(root, 'k8s/base/kept/secret.yaml')).toBe(false);
  // The repository of a synth may be a folder of the one that git knows.
  expect(isIgnored(repository.path('k8s'), 'base/secret.yaml')).toBe(true);
});
