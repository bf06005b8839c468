import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { whenDone } from './cleanup';
import type { Namespace } from './namespace';

/**
 * A URL on this machine that leads to a Service, through the API server, until the test file is done. Other than
 * a port-forward it does not break when a pod goes or a connection is reset.
 */
export async function serviceUrl(namespace: Namespace, service: string, port: number): Promise<string> {
  return `${await apiServerUrl()}/api/v1/namespaces/${namespace.name}/services/${service}:${port}/proxy`;
}

/** A URL on this machine that leads to the API server, until the test file is done. */
export async function apiServerUrl(): Promise<string> {
  const child = spawn('kubectl', ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  whenDone(async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^Starting to serve on (\S+)/.exec(line)?.[1];
    if (address !== undefined) return `http://${address}`;
  }
  throw new Error('kubectl proxy ended without serving');
}
