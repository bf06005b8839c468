import { dump } from 'js-yaml';
import type { Files } from '../temporary-repository';
import { randomNumbers } from './random';

/** One field of a kustomization, of a list one entry, and the files that it names. */
interface Part {
  readonly fields: Readonly<Record<string, readonly [unknown] | string | Readonly<Record<string, string>>>>;
  readonly files?: Readonly<Record<string, unknown>>;
}

/** A part in the kustomization of a folder. */
export interface PlacedPart extends Part {
  readonly folder: string;
}

/** NUMBER: two in one kustomization need two names. */
const builtin = (kind: string, number: number, fields: object): object => ({
  apiVersion: 'builtin',
  kind,
  metadata: { name: `${kind.toLowerCase()}-${number}` },
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
      [`prefix-${number}.yaml`]: builtin('PrefixTransformer', number, {
        prefix: 't-',
        fieldSpecs: [{ path: 'metadata/name' }],
      }),
    },
  }),
  (pick, number) => ({
    fields: { transformers: [`image-${number}.yaml`] },
    files: {
      [`image-${number}.yaml`]: builtin('ImageTagTransformer', number, {
        imageTag: { name: 'postgres', newTag: pick(['12', '16.9-bookworm']) },
      }),
    },
  }),
  (pick, number) => ({
    fields: { transformers: [`label-${number}.yaml`] },
    files: {
      [`label-${number}.yaml`]: builtin('LabelTransformer', number, {
        labels: { [pick(LABELS)]: 't' },
        fieldSpecs: [{ path: pick(['metadata/labels', 'spec/template/metadata/labels']), create: true }],
      }),
    },
  }),
  (_, number) => ({
    fields: { configMapGenerator: [{ name: `settings-${number}`, literals: ['THEME=dark'] }] },
  }),
  (_, number) => ({
    fields: { generators: [`settings-${number}.yaml`] },
    files: {
      [`settings-${number}.yaml`]: builtin('ConfigMapGenerator', number, { literals: ['THEME=light'] }),
    },
  }),
  () => ({
    fields: {
      secretGenerator: [
        { name: 'backend-secret', behavior: 'merge', literals: ['DATABASE_URL=sqlite:///c.db'] },
      ],
    },
  }),
  (_, number) => ({
    fields: { secretGenerator: [{ name: `other-${number}`, literals: ['DATABASE_URL=sqlite:///c.db'] }] },
  }),
  (pick, number) => ({
    fields: { patches: [{ path: `env-${number}.yaml` }] },
    files: {
      [`env-${number}.yaml`]: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'backend' },
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'backend',
                  env: [
                    pick([
                      { name: 'DATABASE_URL', value: 'sqlite:///d.db', valueFrom: null },
                      { name: 'LOG_LEVEL', value: 'debug' },
                    ]),
                  ],
                },
              ],
            },
          },
        },
      },
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

/** What a kustomization is without parts. A Component is there only with a part, since kustomize builds no empty one. */
const FOLDERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'k8s/base': {
    resources: [
      'backend/secret.yaml',
      'backend/deployment.yaml',
      'backend/service.yaml',
      'frontend/deployment.yaml',
      'frontend/service.yaml',
    ],
  },
  'k8s/base/extra': { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' },
  'k8s/extra': { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' },
  'k8s/overlays/prod': { resources: ['../../base'] },
};

/** One to three parts at random places in a base, an overlay, and a Component of each. */
export function randomParts(seed: number): readonly PlacedPart[] {
  const next = randomNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return Array.from({ length: 1 + Math.floor(next() * 3) }, (_, number) => ({
    folder: pick(Object.keys(FOLDERS)),
    ...pick(PARTS)(pick, number),
  }));
}

/** The files with these parts. */
export function kustomizationsWith(parts: readonly PlacedPart[]): Files {
  const files: Record<string, string> = {};
  for (const [folder, fixed] of Object.entries(FOLDERS)) {
    const own = parts.filter((part) => part.folder === folder);
    if (own.length === 0 && fixed['kind'] === 'Component') continue;
    const fields: Record<string, unknown> = { ...fixed };
    for (const part of own) {
      for (const [field, value] of Object.entries(part.fields)) {
        const known = fields[field];
        const isList = Array.isArray(known) && Array.isArray(value);
        fields[field] = isList ? ([...(known as unknown[]), ...value] as unknown[]) : value;
      }
      for (const [name, content] of Object.entries(part.files ?? {}))
        files[`${folder}/${name}`] = dump(content);
    }
    const [component, entry] =
      folder === 'k8s/base' ? ['k8s/base/extra', 'extra'] : ['k8s/extra', '../../extra'];
    if (fixed['kind'] === undefined && parts.some((part) => part.folder === component))
      fields['components'] = [entry];
    files[`${folder}/kustomization.yaml`] = dump(fields);
  }
  return files;
}

/** The parts at a line of a kustomization: one of a list, or all that a field or a Component has. */
export function partsAt(parts: readonly PlacedPart[], path: string, line: number): readonly PlacedPart[] {
  const lines = String(kustomizationsWith(parts)[path]).split('\n').slice(0, line);
  const start = lines.findLastIndex((text) => /^\w/.test(text));
  const field = lines[start]?.replace(/:.*/, '') ?? '';
  const folder = path.replace('/kustomization.yaml', '');
  const component = folder === 'k8s/base' ? 'k8s/base/extra' : 'k8s/extra';
  if (field === 'components') return parts.filter((part) => part.folder === component);
  const own = parts.filter((part) => part.folder === folder && field in part.fields);
  const index = lines.slice(start).filter((text) => text.startsWith('  - ')).length - 1;
  return index < 0 ? own : own.slice(index, index + 1);
}
