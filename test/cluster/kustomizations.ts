import { dump } from 'js-yaml';
import type { Files } from '../temporary-repository';

/** A kustomization's fields, and the files that they name. */
interface Part {
  readonly fields: Readonly<Record<string, readonly unknown[] | string | Readonly<Record<string, string>>>>;
  readonly files?: Readonly<Record<string, unknown>>;
}

/** A source of numbers from 0 to 1, the same for the same seed. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const builtin = (kind: string, fields: object): object => ({
  apiVersion: 'builtin',
  kind,
  metadata: { name: kind.toLowerCase() },
  ...fields,
});
const patch = (target: object, ...operations: object[]): object => ({ target, patch: dump(operations) });

/** What teams write into a kustomization, harmless or not. NUMBER: makes two of them differ. */
const PARTS: readonly ((pick: <T>(list: readonly T[]) => T, number: number) => Part)[] = [
  (pick) => ({ fields: { namePrefix: pick(['shop-', 'x-']) } }),
  (pick) => ({ fields: { nameSuffix: pick(['-blue', '-v2']) } }),
  () => ({ fields: { namespace: 'shop' } }),
  (pick) => ({ fields: { commonLabels: { [pick(LABELS)]: 'chat' } } }),
  (pick) => ({ fields: { labels: [{ includeSelectors: true, pairs: { [pick(LABELS)]: 'chat' } }] } }),
  (pick) => ({ fields: { labels: [{ includeTemplates: true, pairs: { [pick(LABELS)]: 'chat' } }] } }),
  (pick) => ({ fields: { labels: [{ pairs: { [pick(LABELS)]: 'chat' } }] } }),
  () => ({ fields: { commonAnnotations: { 'example.org/commit': 'abc' } } }),
  (pick) => ({
    fields: { images: [{ name: 'postgres', newTag: pick(['13', '16.4-bookworm', '16-alpine', 'latest']) }] },
  }),
  () => ({ fields: { images: [{ name: 'postgres', newName: 'mirror.example/library/postgres' }] } }),
  () => ({ fields: { images: [{ name: 'chatbot-backend', newTag: '2' }] } }),
  (pick) => ({ fields: { replicas: [{ name: pick(['database', 'backend']), count: pick([0, 2]) }] } }),
  (pick) => ({
    fields: {
      patches: [
        patch({ kind: pick(['StatefulSet', 'Deployment']) }, { op: 'add', path: '/spec/replicas', value: 3 }),
      ],
    },
  }),
  (pick) => ({
    fields: {
      patches: [
        patch(
          { kind: 'Service' },
          { op: 'add', path: '/spec/type', value: pick(['LoadBalancer', 'NodePort', 'ClusterIP']) },
        ),
      ],
    },
  }),
  () => ({
    fields: {
      patches: [
        patch({ kind: 'Deployment' }, { op: 'add', path: '/metadata/annotations', value: { a: 'b' } }),
      ],
    },
  }),
  () => ({
    fields: {
      patches: [patch({ kind: 'NetworkPolicy' }, { op: 'replace', path: '/spec/ingress', value: [{}] })],
    },
  }),
  () => ({
    fields: {
      patches: [
        patch(
          { kind: 'Secret', name: 'backend-secret' },
          { op: 'replace', path: '/data/DATABASE_URL', value: 'c3FsaXRlOi8vL2I=' },
        ),
      ],
    },
  }),
  (_, number) => ({
    fields: { patches: [{ path: `gone-${number}.yaml` }] },
    files: {
      [`gone-${number}.yaml`]: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'database' },
        $patch: 'delete',
      },
    },
  }),
  (_, number) => ({
    fields: { transformers: [`prefix-${number}.yaml`] },
    files: {
      [`prefix-${number}.yaml`]: builtin('PrefixTransformer', {
        prefix: 't-',
        fieldSpecs: [{ path: 'metadata/name' }],
      }),
    },
  }),
  (pick, number) => ({
    fields: { transformers: [`image-${number}.yaml`] },
    files: {
      [`image-${number}.yaml`]: builtin('ImageTagTransformer', {
        imageTag: { name: 'postgres', newTag: pick(['12', '16.9-bookworm']) },
      }),
    },
  }),
  (pick, number) => ({
    fields: { transformers: [`label-${number}.yaml`] },
    files: {
      [`label-${number}.yaml`]: builtin('LabelTransformer', {
        labels: { [pick(LABELS)]: 't' },
        fieldSpecs: [{ path: pick(['metadata/labels', 'spec/template/metadata/labels']), create: true }],
      }),
    },
  }),
  () => ({ fields: { configMapGenerator: [{ name: 'settings', literals: ['THEME=dark'] }] } }),
  (pick) => ({
    fields: {
      secretGenerator: [
        {
          name: pick(['backend-secret', 'other']),
          behavior: 'merge',
          literals: ['DATABASE_URL=sqlite:///c.db'],
        },
      ],
    },
  }),
  (pick) => ({
    fields: {
      replacements: [
        {
          source: { kind: 'Deployment', name: 'backend', fieldPath: 'metadata.name' },
          targets: [
            {
              select: {
                kind: pick(['Secret', 'Deployment']),
                name: pick(['backend', 'backend-secret', 'database']),
              },
              fieldPaths: [pick(['data.DATABASE_URL', 'metadata.annotations.by'])],
              options: { create: true },
            },
          ],
        },
      ],
    },
  }),
];

const LABELS = [
  'app',
  'team',
  'app.kubernetes.io/component',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/name',
];

/** A base and an overlay, each with a Component or without, and one to three parts at random places among them. */
export function kustomizationsOf(seed: number, resources: readonly string[]): Files {
  const next = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const places: Record<string, Record<string, unknown>> = {
    'k8s/base': { resources },
    'k8s/overlays/prod': { resources: ['../../base'] },
  };
  for (const [above, place, entry] of [
    ['k8s/base', 'k8s/base/extra', 'extra'],
    ['k8s/overlays/prod', 'k8s/extra', '../../extra'],
  ] as const) {
    if (next() < 0.5) continue;
    places[place] = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };
    places[above] = { ...places[above], components: [entry] };
  }
  const files: Record<string, string> = {};
  const count = 1 + Math.floor(next() * 3);
  for (let number = 0; number < count; number++) {
    const place = pick(Object.keys(places));
    const part = pick(PARTS)(pick, number);
    for (const [field, value] of Object.entries(part.fields)) {
      const known = places[place]?.[field];
      const joined =
        Array.isArray(known) && Array.isArray(value)
          ? [...(known as unknown[]), ...(value as unknown[])]
          : value;
      places[place] = { ...places[place], [field]: joined };
    }
    for (const [name, content] of Object.entries(part.files ?? {})) files[`${place}/${name}`] = dump(content);
  }
  for (const [place, fields] of Object.entries(places)) files[`${place}/kustomization.yaml`] = dump(fields);
  return files;
}
