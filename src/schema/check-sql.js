// A separate program, since the parser (PostgreSQL's, as WebAssembly) can only be loaded asynchronously, and a synth is
// synchronous, like cdk8s'. Reads { major, texts } and writes a result for each text, both as JSON.
'use strict';
const { readFileSync } = require('node:fs');

/** The grammar of each version, loaded on demand. */
const PARSERS = {
  15: () => require('libpg-query-15'),
  16: () => require('libpg-query-16'),
  17: () => require('libpg-query-17'),
  18: () => require('libpg-query-18'),
};

/** Statements that PostgreSQL refuses in a transaction, so that no migration can run them as a whole or roll them back. */
const OUTSIDE = {
  AlterSystemStmt: 'ALTER SYSTEM',
  CreatedbStmt: 'CREATE DATABASE',
  DropdbStmt: 'DROP DATABASE',
  ReindexStmt: 'REINDEX',
  VacuumStmt: 'VACUUM',
};

const COPY = 'COPY FROM STDIN is not allowed, since the lines after it are not SQL; write INSERT';

async function main() {
  const { major, texts } = JSON.parse(readFileSync(0, 'utf8'));
  const parser = PARSERS[major]();
  await parser.loadModule();
  process.stdout.write(JSON.stringify(texts.map((text) => check(parser, text))));
}

function check(parser, text) {
  if (text.startsWith('\ufeff')) {
    return {
      problems: [problem('', 'begins with a byte order mark; save it without one')],
      extensions: [],
      procedures: [],
    };
  }
  // The parser would stop at a zero byte.
  const [before, ...rest] = text.split('\0');
  if (rest.length > 0)
    return {
      problems: [problem(before, 'contains a zero byte')],
      extensions: [],
      procedures: [],
      statements: [],
    };
  let statements = [];
  try {
    statements = text.trim() === '' ? [] : (parser.parseSync(text).stmts ?? []);
  } catch (error) {
    if (error.sqlDetails === undefined) throw error;
    // The position counts characters; in JavaScript, a character beyond U+FFFF has length 2.
    const before = [...text].slice(0, error.sqlDetails.cursorPosition).join('');
    const message = /\bcopy\b[^;]*\bfrom\s+stdin\b[^;]*;[^;]*$/i.test(before) ? COPY : error.message;
    return { problems: [problem(before, message)], extensions: [], procedures: [], statements: [] };
  }
  if (statements.length === 0)
    return {
      problems: [problem('', 'contains no statement')],
      extensions: [],
      procedures: [],
      statements: [],
    };

  const problems = [];
  const procedures = [];
  const extensions = [];
  let concurrently;
  const bytes = Buffer.from(text);
  for (const { stmt, stmt_location: from = 0 } of statements) {
    const [[kind, statement]] = Object.entries(stmt);
    const say = (message) => problems.push(problem(textBefore(bytes, from), message));
    if (kind === 'CreateFunctionStmt' && isCallable(statement)) {
      procedures.push(statement.funcname.at(-1).String.sval);
    }
    if (kind === 'CreateExtensionStmt') {
      const { line, column } = problem(textBefore(bytes, from), '');
      const ifNotExists = statement.if_not_exists === true;
      extensions.push({ name: statement.extname, ifNotExists, line, column });
    }
    if (isConcurrent(kind, statement)) {
      concurrently = kind === 'IndexStmt' ? indexName(statement) : null;
      if (statements.length > 1) {
        say('CONCURRENTLY is not possible in a transaction with other statements; put it into its own file');
      }
      if (typeof concurrently === 'string' && !/^("[\w$]+"\.)?"[\w$]+"$/.test(concurrently)) {
        say(
          'CONCURRENTLY creates an index with a name that is not allowed here; allowed: letters, digits, "_" and "$"',
        );
      }
      if (!(statement.if_not_exists || statement.missing_ok)) {
        say(
          'CONCURRENTLY may be interrupted and run again; write IF NOT EXISTS with a name for the index, or IF EXISTS to drop one',
        );
      }
    } else {
      const message = notAllowed(kind, statement);
      if (message !== undefined) say(message);
    }
  }
  return {
    extensions,
    problems,
    procedures,
    statements: placesOf(bytes, statements),
    ...(concurrently !== undefined && { concurrently }),
  };
}

/** For each statement its line, its first character and its length in characters. Line and character count from 1. */
function placesOf(bytes, statements) {
  let [end, line, character] = [0, 1, 1];
  const move = (to) => {
    const passed = bytes.subarray(end, to).toString();
    line += passed.split('\n').length - 1;
    // Characters as PostgreSQL counts them, not UTF-16 units as JavaScript does.
    const count = [...passed].length;
    character += count;
    end = to;
    return count;
  };
  return statements.map(({ stmt_location: from = 0, stmt_len: length }) => {
    const to = length === undefined || length === 0 ? bytes.length : from + length;
    const blanks = /^[ \t\n\r\f\v]*/.exec(bytes.subarray(from, to).toString())[0].length;
    move(from + blanks);
    const place = [line, character];
    return [...place, move(to)];
  });
}

/** The text before the first statement after FROM: blanks and comments before the statement are part of it. */
function textBefore(bytes, from) {
  const rest = bytes.subarray(from).toString();
  const statement = rest.replace(/^(\s|--.*|\/\*[^]*?\*\/)+/, '');
  return bytes.subarray(0, bytes.length - Buffer.byteLength(statement)).toString();
}

/** True for a procedure that can be called by its unqualified name, without arguments. */
function isCallable({ funcname, is_procedure: isProcedure, parameters = [] }) {
  const [schema] = funcname.length > 1 ? [funcname[0].String.sval] : ['public'];
  const needed = parameters.filter(({ FunctionParameter: one }) => one.defexpr === undefined);
  return isProcedure && schema === 'public' && needed.length === 0;
}

function isConcurrent(kind, statement) {
  return (
    (kind === 'IndexStmt' && statement.concurrent) ||
    (kind === 'DropStmt' && statement.removeType === 'OBJECT_INDEX' && statement.concurrent)
  );
}

function notAllowed(kind, statement) {
  if (kind === 'TransactionStmt') {
    return 'BEGIN, COMMIT, ROLLBACK and the like are not allowed; each file runs in one transaction';
  }
  if (kind === 'CopyStmt' && statement.is_from && statement.filename === undefined) {
    return COPY;
  }
  if (
    kind === 'AlterTableStmt' &&
    statement.cmds.some(({ AlterTableCmd: command }) => command.def?.PartitionCmd?.concurrent)
  ) {
    return 'DETACH PARTITION CONCURRENTLY is not possible in a transaction; remove CONCURRENTLY';
  }
  // The parser represents ANALYZE as a VacuumStmt, too.
  if (kind in OUTSIDE && !(kind === 'VacuumStmt' && !statement.is_vacuumcmd)) {
    return `${OUTSIDE[kind]} is not allowed in a migration; run it by hand`;
  }
  return undefined;
}

function indexName({ idxname, relation }) {
  return [relation.schemaname, idxname]
    .filter((name) => name !== undefined)
    .map((name) => `"${name}"`)
    .join('.');
}

function problem(before, message) {
  const lines = before.split('\n');
  return { line: lines.length, column: lines.at(-1).length + 1, message };
}

main();
