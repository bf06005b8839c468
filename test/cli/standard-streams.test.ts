import { join } from 'node:path';
import { execute, run, type Outcome } from '../command-line';
import { CHATBOT } from '../fixtures/chatbot';
import { TemporaryRepository } from '../temporary-repository';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'cdk8s-database.js');

/** Its stdout goes to who has ended by then; what it exits with is the last line of stderr. */
function unread(parameters: readonly string[]): Outcome {
  const script = '{ sleep 0.2; "$@"; echo "status $?" >&2; } | true';
  return execute('sh', ['-c', script, 'sh', process.execPath, PROGRAM, ...parameters]);
}

describe('who reads no further has seen enough', () => {
  test('of a report: what was to be written is written', () => {
    const repository = new TemporaryRepository(CHATBOT);
    expect(unread(['synth', '--repository', repository.root, '--in-place']).stderr).toMatch(/^status 0$/m);
    expect(run(['synth', '--repository', repository.root, '--in-place', '--check'])).toMatchObject({
      status: 0,
    });
  });

  test('of the help', () => {
    expect(unread(['--help']).stderr).toBe('status 0\n');
  });

  test('of what a program of the user’s prints', () => {
    const repository = new TemporaryRepository({
      ...CHATBOT,
      'main.js':
        "console.log('from main.js'); const { GitOpsApp } = require('cdk8s-database'); new GitOpsApp().synth();",
    });
    const { stderr } = unread(['synth', repository.path('main.js'), '--repository', repository.root]);
    expect(stderr).toBe('status 0\n');
  });
});

test('help lists all commands, and one that is named is explained alone', () => {
  expect(run(['--help']).stdout).toMatch(
    / init .* synth .* upgrade .* environments .* kustomization .* secret /s,
  );
  expect(run(['help', 'synth']).stdout).toBe(run(['synth', '--help']).stdout);
  const unknown = run(['synht']);
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain('Did you mean synth?');
  expect(run([]).stderr).toContain('environments');
});
