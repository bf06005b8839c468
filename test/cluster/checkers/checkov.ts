import { readFile } from 'node:fs/promises';
import type { Finding, Verdict } from './finding';
import { nameOf, parse } from './manifests';
import { report } from './tools';

interface CheckovCheck {
  readonly check_id: string;
  readonly check_name: string;
  /** Kind, namespace and name, parted by dots; of a pod that a workload's template describes: its labels as well. */
  readonly resource: string;
}

interface CheckovReport {
  readonly results: {
    readonly passed_checks: readonly CheckovCheck[];
    readonly failed_checks: readonly CheckovCheck[];
    readonly skipped_checks: readonly CheckovCheck[];
    readonly parsing_errors: readonly string[];
  };
}

const WORKLOADS = ['StatefulSet', 'Deployment', 'DaemonSet', 'Job', 'CronJob'];

/** All that it knows of Kubernetes, and nothing from the network. */
const FLAGS = ['--framework', 'kubernetes', '--output', 'json', '--skip-download'];

export async function checkov(file: string, folder: string): Promise<Verdict> {
  const output = await report('checkov', [...FLAGS, '--file', file], folder);
  const { results } = JSON.parse(output) as CheckovReport;
  if (results.parsing_errors.length > 0) throw new Error(`checkov cannot read ${file}`);

  const names = parse(await readFile(file, 'utf8')).map(nameOf);
  // An annotation skips a check, too; but what is excepted stands in the table and nowhere else.
  const complaints = [...results.failed_checks, ...results.skipped_checks];
  return {
    checked: new Set(
      [...results.passed_checks, ...complaints].map(({ resource }) => objectOf(resource, names)),
    ),
    findings: complaints.map(({ check_id, check_name, resource }): Finding => ({
      checker: 'checkov',
      check: check_id,
      object: objectOf(resource, names),
      message: check_name,
    })),
  };
}

/** The object of that name; where checkov speaks of a pod, the workload that has its template. */
function objectOf(resource: string, names: readonly string[]): string {
  const [kind = '', , name = ''] = resource.split('.');
  const own = `${kind} ${name}`;
  if (kind !== 'Pod' || names.includes(own)) return own;
  return WORKLOADS.map((workload) => `${workload} ${name}`).find((one) => names.includes(one)) ?? own;
}
