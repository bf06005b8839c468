import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { yamlText } from '../../../src/text/yaml-text';
import { apiServerUrl } from '../service-proxy';
import { temporaryFolder } from '../temporary-folder';
import { freePort, startProgram } from './program';

/** Series of a query's result, with the labels that they have. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

export interface Line {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

export interface RuleHealth {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state: string;
}

/**
 * A Prometheus of Debian on this machine, which scrapes the server's exporter, the kubelet and kube-state-metrics as one in
 * the cluster would, with the same labels, by the API server.
 */
export class Prometheus {
  static async start(namespace: string, pod: string, node: string, rules: string): Promise<Prometheus> {
    const folder = await temporaryFolder();
    const api = new URL(await apiServerUrl());
    const metrics = await kubeStateMetrics(namespace);
    const job = (name: string, path: string, labels: object = {}): object => ({
      job_name: name,
      metrics_path: path,
      static_configs: [{ labels, targets: [api.host] }],
    });
    const config = {
      global: { evaluation_interval: '2s', scrape_interval: '2s', scrape_timeout: '2s' },
      rule_files: ['rules.yaml'],
      scrape_configs: [
        job('exporter', `/api/v1/namespaces/${namespace}/pods/${pod}:9187/proxy/metrics`, { namespace, pod }),
        job('kubelet', `/api/v1/nodes/${node}/proxy/metrics`),
        // Memory and CPU, as in metrics/cadvisor, which knows no containers on the test cluster.
        job('resources', `/api/v1/nodes/${node}/proxy/metrics/resource`),
        { honor_labels: true, job_name: 'kube-state-metrics', static_configs: [{ targets: [metrics] }] },
      ],
    };
    await writeFile(join(folder, 'rules.yaml'), rules);
    await writeFile(join(folder, 'prometheus.yaml'), yamlText(config));
    const port = await freePort();
    await startProgram(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yaml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      /Server is ready to receive web requests/,
    );
    return new Prometheus(`http://127.0.0.1:${port}/api/v1`);
  }

  private constructor(private readonly url: string) {}

  async query(expression: string): Promise<readonly Sample[]> {
    const { result } = await this.get<{ result: Sample[] }>('query', { query: expression });
    return result;
  }

  /** Of the last SECONDS, in steps of STEP seconds. */
  async range(expression: string, seconds: number, step: number): Promise<readonly Line[]> {
    const end = Date.now() / 1000;
    const of = { end: String(end), query: expression, start: String(end - seconds), step: String(step) };
    const { result } = await this.get<{ result: Line[] }>('query_range', of);
    return result;
  }

  async rules(): Promise<readonly RuleHealth[]> {
    const { groups } = await this.get<{ groups: { rules: RuleHealth[] }[] }>('rules', {});
    return groups.flatMap(({ rules }) => rules);
  }

  private async get<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    const response = await fetch(`${this.url}/${path}?${new URLSearchParams(parameters).toString()}`);
    const { data, error } = (await response.json()) as { data: Data; error?: string };
    if (error !== undefined) throw new Error(`${parameters['query'] ?? path}: ${error}`);
    return data;
  }
}

async function kubeStateMetrics(namespace: string): Promise<string> {
  const [port, telemetry] = [await freePort(), await freePort()];
  await startProgram(
    'kube-state-metrics',
    [
      `--kubeconfig=${process.env['KUBECONFIG'] ?? ''}`,
      `--namespaces=${namespace}`,
      '--resources=cronjobs,jobs,pods,statefulsets',
      '--host=127.0.0.1',
      '--telemetry-host=127.0.0.1',
      `--port=${port}`,
      `--telemetry-port=${telemetry}`,
    ],
    /Starting metrics server|Started metrics server/,
  );
  return `127.0.0.1:${port}`;
}
