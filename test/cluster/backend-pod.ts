import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Example } from './example';
import type { Namespace } from './namespace';

/** The pod that the example's backend runs in, as far as it is taken apart here. */
interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly {
      readonly env: readonly object[];
      readonly volumeMounts?: readonly object[];
    }[];
    readonly volumes?: readonly object[];
  };
}

export interface Program {
  readonly image: string;
  readonly command: readonly string[];
  /** What it finds in `/srv/program`. @default nothing */
  readonly files?: Readonly<Record<string, string>>;
}

/** Where a program may write. */
export const SCRATCH = '/srv/scratch';

/**
 * Runs a program where the example's backend would run: a pod with its labels, its DATABASE_URL and its mounts. So
 * whatever admits the backend to the database admits the program as well.
 */
export async function runAsBackend(
  namespace: Namespace,
  example: Example,
  name: string,
  program: Program,
): Promise<void> {
  const { metadata, spec } = await backendTemplate(example);
  const [backend] = spec.containers;
  const container = {
    name,
    image: program.image,
    imagePullPolicy: 'IfNotPresent',
    command: program.command,
    env: backend?.env,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      ...(backend?.volumeMounts ?? []),
      { name: 'program', mountPath: '/srv/program' },
      { name: 'scratch', mountPath: SCRATCH },
    ],
  };
  const volumes = [
    ...(spec.volumes ?? []),
    { name: 'program', configMap: { name } },
    { name: 'scratch', emptyDir: {} },
  ];
  const items = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: program.files ?? {} },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: metadata.labels },
      // Nothing here waits for a signal.
      spec: {
        ...spec,
        containers: [container],
        volumes,
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
      },
    },
  ];
  await namespace.kubectl(['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  });
  await namespace.explained(
    namespace.kubectl(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=100s']),
  );
}

async function backendTemplate(example: Example): Promise<Template> {
  const text = await readFile(join(example.base, 'backend', 'deployment.yaml'), 'utf8');
  return (load(text) as { readonly spec: { readonly template: Template } }).spec.template;
}
