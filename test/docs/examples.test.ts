import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { examples } from './documents';

const ROOT = join(__dirname, '..', '..');

test('every program in the documents compiles', () => {
  const sources = new Map(
    examples('ts').map(({ document, line, text }) => [join(ROOT, `${document}.${line}.ts`), text]),
  );
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (file) => sources.has(file) || fileExists(file);

  const program = ts.createProgram([...sources.keys(), join(ROOT, 'src/text.d.ts')], options, host);
  const said = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );

  expect(sources.size).toBeGreaterThan(5);
  expect(said).toEqual([]);
});

describe.each([
  ...new Set(
    examples('sh')
      .map(({ document }) => document)
      .filter((document) => document !== 'README.md'),
  ),
])('%s', (document) => {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'));
  const repository = join(folder, 'chatbot');
  // What `npm install` leaves behind, as far as the commands need it.
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NEW_URL: 'postgresql://app:changed@database-service:5432/app',
    PATH: `${join(repository, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    POSTGRES_PASSWORD: 'for-the-documents',
  };

  beforeAll(() => {
    cpSync(join(ROOT, 'examples/chatbot'), repository, { recursive: true });
    rmSync(join(repository, '.cdk8s-database'), { force: true, recursive: true });
    for (const [name, target] of [
      ['node_modules/.bin/cdk8s-database', 'bin/cdk8s-database.js'],
      ['node_modules/cdk8s-database', '.'],
    ]) {
      const link = join(repository, name ?? '');
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, target ?? ''), link);
    }
    execFileSync('git', ['init', '--quiet'], { cwd: repository });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(examples('sh').filter((example) => example.document === document))(
    'runs the commands of line $line',
    ({ text }) => {
      const { status, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', text], {
        cwd: repository,
        encoding: 'utf8',
        env: environment,
      });
      expect(`${status} ${stderr}`).toMatch(/^0 /);
    },
  );
});
