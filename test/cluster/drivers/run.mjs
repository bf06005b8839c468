// Connects with each known library by the URL that is written for it: `node test/cluster/drivers/run.mjs [PACKAGE|REGISTRY...]`.
// `--cluster` connects to the server that this package renders, on the cluster of $KUBECONFIG; else to Debian's PostgreSQL as
// that one is to a client. Needs Python, Node, Go, Rust with libpq, Java with Maven, and Debian's packages that trials.mjs names;
// libraries are installed below $XDG_CACHE_HOME/cdk8s-database-drivers. It prints the `seen` of
// src/backend/detect/libraries.json; `--write` writes them there.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseUrl } from '../../../lib/index.js';
import { startRenderedServer } from './rendered-server.mjs';
import { startServer } from './server.mjs';
import { TRIALS } from './trials.mjs';

const PROGRAMS = fileURLToPath(new URL('programs/', import.meta.url));
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cdk8s-database-drivers');
const PASSWORD = `p@s;w'rd="1"é/?#%&`;
const TABLE = fileURLToPath(new URL('../../../src/backend/detect/libraries.json', import.meta.url));

const table = JSON.parse(readFileSync(TABLE, 'utf8'));

/** The URL as it is written for an application with this library. */
function urlFor({ registry, package: name, driver }) {
  const row = table.find((one) => one.registry === registry && one.package === name);
  if (row === undefined) throw new Error(`${name} is not in the table`);
  return new DatabaseUrl({
    host: server.host,
    port: server.port,
    database: 'app',
    user: 'app',
    driver,
    tls: 'require',
    ...(row.channelBinding === false && { channelBinding: false }),
  }).render(PASSWORD);
}

let server;

function connect(trial) {
  const {
    registry,
    package: name,
    install,
    program,
    apart = ['go', 'jvm', 'rust'].includes(registry),
  } = trial;
  // Go, Maven and Cargo resolve one program's modules at a time, and two Python packages may have one module's name.
  const folder = apart ? join(CACHE, registry, name.replaceAll(/[^\w.-]+/g, '-')) : join(CACHE, registry);
  mkdirSync(folder, { recursive: true });
  try {
    const [command, ...args] = RUNNERS[registry](folder, install, join(PROGRAMS, program));
    const done = spawnSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 300_000,
      env: { ...process.env, ...ENVIRONMENT[registry], URL: urlFor(trial), PACKAGE: name },
    });
    const line = done.stdout?.split('\n').find((one) => one.startsWith('connected '));
    const said = done.error?.message ?? (done.stderr || done.stdout).trim();
    return line ?? `FAILED ${said.split('\n').slice(-4).join(' | ').slice(0, 600)}`;
  } catch (error) {
    return `NOT INSTALLED ${String(error.stderr ?? error.message)
      .trim()
      .split('\n')
      .slice(-3)
      .join(' | ')
      .slice(0, 400)}`;
  }
}

/** All Rust programs share what they have built. */
const ENVIRONMENT = { rust: { CARGO_TARGET_DIR: join(CACHE, 'rust/target') } };

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
        [
          'install',
          '--silent',
          '--no-audit',
          '--no-fund',
          '--legacy-peer-deps',
          '--ignore-scripts',
          ...packages,
        ],
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
        const [group, artifact] = one.split(':');
        return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>RELEASE</version></dependency>`;
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
  rust(folder, crates, program) {
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/main.rs'), readFileSync(program));
    once(folder, crates, () => {
      writeFileSync(
        join(folder, 'Cargo.toml'),
        '[package]\nname = "driver"\nversion = "0.0.0"\nedition = "2021"\n',
      );
      for (const one of crates)
        execFileSync('cargo', ['add', '-q', ...one.split(' ')], { ...quiet, cwd: folder });
      execFileSync('cargo', ['build', '-q'], {
        ...quiet,
        cwd: folder,
        env: { ...process.env, ...ENVIRONMENT.rust },
      });
    });
    const [name] = crates[0].split(' ');
    const lock = readFileSync(join(folder, 'Cargo.lock'), 'utf8');
    const version = new RegExp(`name = "${name}"\nversion = "([^"]+)"`).exec(lock)?.[1];
    return ['env', `VERSION=${version}`, 'cargo', 'run', '-q'];
  },
  ruby: (folder, packages, program) => ['ruby', program],
  php(folder, packages, program) {
    const [, version] = /^(?:\d+:)?([\d.]+)/.exec(
      execFileSync('dpkg-query', ['-W', '-f=${Version}', packages.at(-1)], { encoding: 'utf8' }),
    );
    return ['env', `VERSION=${version}`, 'php', '-d', 'error_reporting=E_ALL&~E_DEPRECATED', program];
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
server = (process.argv.includes('--cluster') ? startRenderedServer : startServer)({ password: PASSWORD });
const seen = new Map();
try {
  for (const trial of TRIALS) {
    if (wanted.length > 0 && !wanted.some((one) => one === trial.package || one === trial.registry)) continue;
    const result = connect(trial);
    const below = trial.below === undefined ? '' : ` below ${trial.below}`;
    console.log(`${trial.package}${below}\t${trial.driver}\t${result}`);
    const version = /^connected v?(\S+)/.exec(result)?.[1];
    if (version !== undefined && trial.below === undefined)
      seen.set(`${trial.registry} ${trial.package}`, version);
  }
} finally {
  server.stop();
}

if (process.argv.includes('--write')) {
  const rows = table.map((row) => {
    const version = seen.get(`${row.registry} ${row.package}`);
    return version === undefined ? row : { ...row, unseen: undefined, seen: version };
  });
  writeFileSync(TABLE, `${JSON.stringify(rows, undefined, 2)}\n`);
}
