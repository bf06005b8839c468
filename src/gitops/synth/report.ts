import { DEFAULT_BASE } from '../tree/find-base';
import { AS_IT_WAS, isChange, failsCheck, type Action, type Plan } from '../plan/plan';
import { printable, printableJson } from '../../text/printable';
import { noticeText, type Notice, type Refusal } from '../../text/refusal';
import { writeErr, writeOut } from './standard-streams';
import type { SynthOptions } from './synth-options';

/** Prints the plan or its result, and sets the exit status: 1 if `--check` found a difference. */
export function presentPlan(plan: Plan, options: SynthOptions): void {
  const changed = plan.changes.some(isChange);
  // A list shows no changes, so their warnings are left out.
  for (const warning of options.mode === 'list' ? [] : plan.warnings) reportWarning(warning);
  if (options.mode === 'check' && plan.changes.some(failsCheck))
    process.exitCode = options.differenceStatus ?? 1;

  if (options.mode === 'list') writeOut(environmentsReport(plan, options));
  else if (options.json) writeOut(jsonReport(plan, options));
  else if (options.mode === 'write') writeOut(summary(plan, options));
  else if (changed) showDifference(plan);
  else writeOut(`nothing to change${baseText(options)}\n`);
}

/** Prints to stderr, so that stdout has only the result. */
export function reportWarning(warning: Notice): void {
  writeErr(`warning: ${noticeText(warning)}\n`);
}

/** Prints why nothing was written, to stderr and for JSON to stdout as well. Exit status 2. */
export function presentRefusal({ problems }: Refusal, json = false): void {
  process.exitCode = 2;
  for (const problem of problems) writeErr(`error: ${noticeText(problem)}\n`);
  if (json) writeOut(printableJson({ changes: [], warnings: [], problems }));
}

/** Loads the diff library only if there is a difference. */
function showDifference(plan: Plan): void {
  void import('../plan/unified-diff').then(({ unifiedDiff }) => writeOut(unifiedDiff(plan)));
}

/** A line for each environment, in columns. */
function environmentsReport({ environments = [] }: Plan, { json }: SynthOptions): string {
  if (json) return printableJson({ environments });
  const lines = [COLUMNS, ...environments.map((row) => COLUMNS.map((name) => printable(row[name])))];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => line.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

const COLUMNS = ['environment', 'host', 'port', 'database', 'user', 'url', 'source'] as const;

function jsonReport(plan: Plan, { base }: SynthOptions): string {
  const changes = plan.changes.map(({ path, action, reason }) => ({ path, action, reason }));
  return printableJson({ base, changes, warnings: plan.warnings });
}

function summary(plan: Plan, options: SynthOptions): string {
  const count = (action: Action): number => plan.changes.filter((change) => change.action === action).length;
  const lines = plan.changes
    .filter((change) => isChange(change) && change.reason !== AS_IT_WAS)
    .map(({ action, path, reason }) => `${action.padEnd(7)} ${printable(`${path} (${reason})`)}\n`);
  const counts = (['create', 'update', 'delete', 'unchanged'] as const).map(
    (action) => `${count(action)} ${PAST[action]}`,
  );
  const copied = plan.changes.filter((change) => isChange(change) && change.reason === AS_IT_WAS).length;
  const note = copied === 0 ? '' : `; ${copied} of these are ${AS_IT_WAS}, and not listed`;
  return `${lines.join('')}${counts.join(', ')}${note}: ${printable(options.output ?? options.repository)}${baseText(options)}\n`;
}

/** The base, where it is not the one that everybody expects. */
function baseText({ base }: SynthOptions): string {
  return base === DEFAULT_BASE ? '' : `, base ${printable(base)}`;
}

const PAST = { create: 'created', update: 'updated', delete: 'deleted', unchanged: 'unchanged' } as const;
