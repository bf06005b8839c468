// Connects with each known library by the URL that is written for it: `node test/cluster/drivers/run.mjs [PACKAGE...]`.
// Needs Debian's PostgreSQL and openssl; Python, Node, Go and Java with Maven for the libraries of each. What is missing is
// installed below $XDG_CACHE_HOME/cdk8s-database-drivers. It prints the `seen` of src/backend/detect/libraries.json;
// `--write` writes them there.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseUrl } from '../../../lib/index.js';
import { startServer } from './server.mjs';
import { TRIALS } from './trials.mjs';

const PROGRAMS = fileURLToPath(new URL('programs/', import.meta.url));
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cdk8s-database-drivers');
const PASSWORD = `p@s;w'rd="1"é/?#%&`;
const TABLE = fileURLToPath(new URL('../../../src/backend/detect/libraries.json', import.meta.url));

let server;

function connect({ registry, driver, binds, install, program, args = [] }) {
  const url = new DatabaseUrl({
    host: server.host,
    port: server.port,
    database: 'app',
    user: 'app',
    driver,
    tls: 'require',
    ...(binds === false && { channelBinding: false }),
  }).render(PASSWORD);
  // Go and Maven resolve one program's modules at a time.
  const folder = ['go', 'jvm'].includes(registry)
    ? join(CACHE, registry, install[0].replaceAll(/[^\w.-]+/g, '-'))
    : join(CACHE, registry);
  mkdirSync(folder, { recursive: true });
  try {
    const [command, ...rest] = RUNNERS[registry](folder, install, join(PROGRAMS, program));
    const done = spawnSync(command, [...rest, ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 300_000,
      env: { ...process.env, URL: url },
    });
    const line = done.stdout.split('\n').find((one) => one.startsWith('connected '));
    return (
      line ?? `FAILED ${(done.stderr || done.stdout).trim().split('\n').slice(-3).join(' | ').slice(0, 300)}`
    );
  } catch (error) {
    return `NOT INSTALLED ${String(error.stderr ?? error.message)
      .trim()
      .split('\n')
      .at(-1)
      ?.slice(0, 200)}`;
  }
}

const quiet = { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' };

const RUNNERS = {
  python(folder, packages, program) {
    const python = join(folder, 'venv/bin/python');
    once(folder, packages, () => {
      if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', join(folder, 'venv')], quiet);
      execFileSync(python, ['-m', 'pip', '-q', 'install', ...packages], quiet);
    });
    return [python, program];
  },
  node(folder, packages, program) {
    once(folder, packages, () => {
      if (!existsSync(join(folder, 'package.json')))
        writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
      execFileSync(
        'npm',
        ['install', '--silent', '--no-audit', '--no-fund', '--legacy-peer-deps', ...packages],
        { ...quiet, cwd: folder },
      );
    });
    // Node finds packages from where the program lies.
    const copy = join(folder, 'program.mjs');
    writeFileSync(copy, readFileSync(program));
    return ['node', copy];
  },
  go(folder, modules, program) {
    writeFileSync(join(folder, 'main.go'), readFileSync(program));
    once(folder, modules, () => {
      writeFileSync(join(folder, 'go.mod'), 'module example.org/driver\n');
      execFileSync('go', ['get', ...modules], { ...quiet, cwd: folder });
      execFileSync('go', ['mod', 'tidy'], { ...quiet, cwd: folder });
    });
    return ['go', 'run', '.'];
  },
  jvm(folder, artifacts, program) {
    once(folder, artifacts, () => {
      const dependencies = artifacts.map((one) => {
        const [group, artifact, version] = one.split(':');
        return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
      });
      writeFileSync(
        join(folder, 'pom.xml'),
        `<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>${dependencies.join('')}</dependencies></project>`,
      );
      execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
        ...quiet,
        cwd: folder,
      });
    });
    return ['java', '-cp', `${folder}/jars/*`, program];
  },
};

/** Installs, unless an earlier run has: the mark is written last. */
function once(folder, what, install) {
  const mark = join(folder, `.installed-${what.join('_').replaceAll(/[^\w.-]+/g, '-')}`);
  try {
    readFileSync(mark);
  } catch {
    install();
    writeFileSync(mark, '');
  }
}

const wanted = process.argv.slice(2).filter((one) => !one.startsWith('--'));
server = startServer({ password: PASSWORD });
const seen = new Map();
try {
  for (const trial of TRIALS) {
    if (wanted.length > 0 && !wanted.includes(trial.package)) continue;
    const result = connect(trial);
    const below = trial.below === undefined ? '' : ` below ${trial.below}`;
    console.log(`${trial.package}${below}\t${trial.driver}\t${result}`);
    const version = /^connected (\S+)/.exec(result)?.[1];
    if (version !== undefined && trial.below === undefined)
      seen.set(`${trial.registry} ${trial.package}`, version);
  }
} finally {
  server.stop();
}

if (process.argv.includes('--write')) {
  const rows = JSON.parse(readFileSync(TABLE, 'utf8')).map(({ seen: before, ...row }) => {
    const version = seen.get(`${row.registry} ${row.package}`) ?? before;
    return { ...row, ...(version !== undefined && { seen: version }) };
  });
  writeFileSync(TABLE, `${JSON.stringify(rows, undefined, 2)}\n`);
}
