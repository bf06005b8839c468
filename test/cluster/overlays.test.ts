import { relative } from 'node:path';
import * as fc from 'fast-check';
import { loadAll } from 'js-yaml';
import {
  ApplicationSecret,
  Password,
  Refusal,
  type DatabaseEnvironment,
  type PostgresDatabaseProps,
} from '../../src/index';
import { base64, chatbot, KUSTOMIZATION, PASSWORD, secretFile, SQLITE } from '../fixtures/chatbot';
import { composition, synthesize, type Circumstances } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';
import { run } from './command';
import { baseProps, environmentProps, OWN_PASSWORD } from './environment-props';

/** How many sets of props are compared. */
const SETS = Number(process.env['SETS'] ?? 1000);
const TOGETHER = 25;

process.env[OWN_PASSWORD] = 'Of the environment, @ alone:/';

/** Bases as people have them; NAMESPACE is another one in each case. */
const BASES = {
  plain: () => ({}),
  'with a namespace': (namespace: string) => ({
    'k8s/base/kustomization.yaml': `namespace: ${namespace}\n${KUSTOMIZATION}`,
  }),
  'with stringData': () => ({
    'k8s/base/backend/secret.yaml': secretFile()
      .replace('\ndata:', '\nstringData:')
      .replace('"ZGVtbw=="', 'demo')
      .replace(base64(SQLITE), SQLITE),
  }),
  'with an overlay': () => ({
    'k8s/overlays/other/kustomization.yaml': 'resources:\n- ../../base\nnamePrefix: ""\n',
  }),
} as const;

interface Case {
  readonly base: keyof typeof BASES;
  readonly props: PostgresDatabaseProps;
  readonly environment: DatabaseEnvironment;
}

const cases: fc.Arbitrary<Case> = fc.record({
  base: fc.constantFrom(...(Object.keys(BASES) as (keyof typeof BASES)[])),
  environment: environmentProps,
  props: baseProps,
});

/** The folder to build; none where the synth was refused. */
type Synthesized = string | undefined;

/** An overlay of the base. */
function overlaid({ base, props, environment }: Case, namespace: string): Synthesized {
  const everything = { ...props, environments: { other: environment } };
  return unlessRefused(base, namespace, 'k8s/overlays/other', { compose: composition({}, everything) });
}

/** A base that is what the environment is. */
function direct({ base, props, environment }: Case, namespace: string): Synthesized {
  const { backup, monitoring, snapshots, ...given } = environment;
  const merged = {
    ...props,
    ...given,
    ...(backup !== undefined && backup !== 'none' && { backup }),
    ...(monitoring !== undefined && monitoring !== 'none' && { monitoring }),
    ...(snapshots !== undefined && snapshots !== 'none' && { snapshots }),
    storage: { ...props.storage, ...environment.storage },
    resources: { ...props.resources, ...environment.resources },
  };
  const password = environment.password === undefined ? PASSWORD : process.env[OWN_PASSWORD];
  const folder = base === 'with an overlay' ? 'k8s/overlays/other' : 'k8s/base';
  return unlessRefused(base, namespace, folder, { compose: composition({}, merged), password });
}

function unlessRefused(
  base: keyof typeof BASES,
  namespace: string,
  folder: string,
  circumstances: Circumstances,
): Synthesized {
  const repository = new TemporaryRepository(chatbot(BASES[base](namespace)));
  try {
    synthesize(repository, circumstances);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
  return repository.path(folder);
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** What kustomize makes of folders, each in a namespace of its own, in one run: most of one is its start. */
async function build(
  folders: ReadonlyMap<string, Synthesized>,
): Promise<Map<string, Record<string, unknown>>> {
  const built = new Map<string, Record<string, unknown>>(
    [...folders.keys()].map((namespace) => [namespace, {}]),
  );
  const together = new TemporaryRepository({});
  const list = (resources: readonly string[]): string => resources.map((path) => `- ${path}\n`).join('');
  for (const [namespace, folder] of folders) {
    const path = folder && relative(together.path(namespace), folder);
    together.write({
      [`${namespace}/kustomization.yaml`]:
        path === undefined ? 'resources: []\n' : `namespace: ${namespace}\nresources:\n${list([path])}`,
    });
  }
  together.write({ 'kustomization.yaml': `resources:\n${list([...folders.keys()])}` });
  const { stdout } = await run('kubectl', ['kustomize', together.root]);
  for (const object of loadAll(stdout) as KubernetesObject[]) {
    const { name, namespace } = object.metadata;
    Object.assign(built.get(namespace) ?? {}, { [`${object.kind} ${name}`]: object });
  }
  return built;
}

test(`an overlay is what a synth with its props would be, object by object, in ${SETS} cases`, async () => {
  const samples = fc.sample(cases, { numRuns: SETS, seed: 6 });
  let refused = 0;
  for (let from = 0; from < samples.length; from += TOGETHER) {
    const some = samples
      .slice(from, from + TOGETHER)
      .map((one, index) => [`case-${from + index}`, one] as const);
    const folders = (of: typeof overlaid): Map<string, Synthesized> =>
      new Map(some.map(([namespace, one]) => [namespace, of(one, namespace)]));
    const [overlays, wanted] = [folders(overlaid), folders(direct)];
    const [objects, wantedObjects] = await Promise.all([build(overlays), build(wanted)]);
    for (const [namespace, { environment, props }] of some) {
      if (wanted.get(namespace) === undefined) refused += 1;
      expect({ environment, props, objects: objects.get(namespace) }).toEqual({
        environment,
        props,
        objects: wantedObjects.get(namespace),
      });
      // Where nothing was built, nothing differs.
      expect(wanted.get(namespace) === undefined).toBe(
        Object.keys(objects.get(namespace) ?? {}).length === 0,
      );
      expect(overlays.get(namespace) === undefined).toBe(wanted.get(namespace) === undefined);
    }
  }
  expect(refused).toBeLessThan(SETS / 10);
}, 900_000);

describe.each<[string, string]>([
  ['plain', ''],
  ['with a namespace', 'namespace: chat\n'],
  ['with a prefix', 'namePrefix: my-\n'],
])('production over a base that is %s', (_, transformer) => {
  const built = async (environment: DatabaseEnvironment): Promise<string[]> => {
    const files = chatbot({ 'k8s/base/kustomization.yaml': `${transformer}${KUSTOMIZATION}` });
    const repository = new TemporaryRepository(files);
    synthesize(repository, { compose: composition({}, { environments: { production: environment } }) });
    const { stdout } = await run('kubectl', ['kustomize', repository.path('k8s/overlays/production')]);
    const objects = loadAll(stdout) as KubernetesObject[];
    return objects.map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/^my-/, '')}`).sort();
  };

  test('outside of the cluster is the application alone', async () => {
    const objects = await built({ managed: {}, secret: ApplicationSecret.inCluster() });
    expect(objects).toEqual(['Deployment backend', 'Deployment frontend']);
  });

  test('with Secrets of the cluster has none of the base', async () => {
    const password = Password.fromSecret('database-production');
    const objects = await built({ password, secret: ApplicationSecret.inCluster() });
    expect(objects.filter((name) => name.startsWith('Secret'))).toEqual([]);
    expect(objects).toContain('StatefulSet database');
  });
});

test('what a store brings is where the base’s namespace is, and the key is in the Secret no more', async () => {
  const files = chatbot({ 'k8s/base/kustomization.yaml': `namespace: chat\n${KUSTOMIZATION}` });
  const repository = new TemporaryRepository(files);
  const secret = ApplicationSecret.external({ key: 'chat', store: 'vault' });
  synthesize(repository, { compose: composition({}, { environments: { staging: { secret } } }) });
  const { stdout } = await run('kubectl', ['kustomize', repository.path('k8s/overlays/staging')]);
  const objects = loadAll(stdout) as (KubernetesObject & { data?: object })[];
  const find = (kind: string, name: string): (typeof objects)[number] | undefined =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  expect(find('ExternalSecret', 'backend-secret-database-url')?.metadata.namespace).toBe('chat');
  expect(Object.keys(find('Secret', 'backend-secret')?.data ?? {})).toEqual(['API_KEY']);
});
