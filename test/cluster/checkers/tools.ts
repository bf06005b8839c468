import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { XDG_CACHE_HOME: given = '' } = process.env;
const CACHE = join(given === '' ? join(homedir(), '.cache') : given, 'cdk8s-database');

/** Where setup.sh puts the JSON schemas: one folder for each version of Kubernetes. */
export const SCHEMAS = join(CACHE, 'kubernetes-schemas');

/** Where setup.sh puts the kinds of the Prometheus Operator, as its release has them. */
export const OPERATOR_KINDS = join(CACHE, 'prometheus-operator');

/** A program that setup.sh has brought. */
export function tool(name: string): string {
  return join(CACHE, 'bin', name);
}

/** The Python that setup.sh gives what the example's backend needs, and python-dotenv. */
export function backendPython(): string {
  return join(CACHE, 'backend-python', 'bin', 'python');
}

/**
 * What a checker prints, be it content or not: a finding is not an error, and whoever reads the report finds out
 * whether there is one. `cwd` keeps it from the configuration files of this project.
 */
export async function report(checker: string, args: readonly string[], cwd: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: 64 * 1024 * 1024 };
    execFile(tool(checker), args, options, (error, stdout, stderr) => {
      if (error === null || error.code === 1) resolve(stdout);
      else if (error.code === 'ENOENT') reject(new Error(`${checker} is missing: run test/cluster/setup.sh`));
      else reject(new Error(`${checker}: ${error.message}\n${stderr}`));
    });
  });
}
