import { posix } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { isExample } from '../../gitops/tree/example-file';
import { missingEntries } from '../../gitops/tree/missing-entries';
import { isKustomization, KUSTOMIZATION_NAMES } from '../../gitops/tree/kustomize-tree';
import type { Repository } from '../../gitops/tree/repository';
import { ifReadable } from '../../text/if-readable';
import { listAt, mappingAt, textAt } from '../../text/mapping';

export { isExample };

/** Where the Secret for KEY may be instead of a manifest of the base, and what to do there; one sentence each. */
export function hintsOf(repository: Repository, key: string): string[] {
  return [
    ...missing(repository),
    ...examples(repository),
    ...madeByControllers(repository, key),
    ...generated(repository),
    ...outside(repository),
  ];
}

function missing(repository: Repository): string[] {
  return missingEntries(repository).map(({ kustomization, entry, ignored }) =>
    ignored
      ? `${kustomization} lists ${entry}, which is not there, and git ignores it: copy it from where the repository was set up, or make it as the README says, since kustomize cannot build without it`
      : `${kustomization} lists ${entry}, which is not there: create it, or remove the line, since kustomize cannot build without it`,
  );
}

function examples({ files, tree }: Repository): string[] {
  const reached = new Set(tree.reached.map(({ path }) => path));
  return [...files.keys()]
    .filter((path) => isExample(path) && /secret/i.test(path) && !reached.has(path))
    .map((path) => `${path} is an example that no kustomization lists: copy it to its real name and list it`);
}

/** Objects from which a controller makes the Secret, or the whole application. */
function madeByControllers({ objects }: Repository, key: string): string[] {
  return objects.flatMap(({ kind, name, path, manifest }) => {
    switch (kind) {
      case 'ExternalSecret':
      case 'SealedSecret':
        return `${path} has an object of kind ${kind}, which this tool does not edit: put the URL into the source of its values, and remove BackendSecret from main.ts`;
      case 'HelmRelease':
        return `${path} has HelmRelease ${name}, whose chart makes the application in the cluster: no workload is in the repository to see what it reads, so give the URL in the values of that chart`;
      case 'Application':
        if (textAt(mappingAt(manifest, 'spec', 'source'), 'chart') === undefined) return [];
        return `${path} has Application ${name} of Argo CD, whose chart makes the application in the cluster: give the URL in the values of that chart`;
      case 'ConfigMap':
        if (!(key in mappingAt(manifest, 'data'))) return [];
        return `${path} has ${key} in ConfigMap ${name}, which must not contain a password: move it into a Secret, and make the workload read it from there`;
      case 'Secret':
        if (!('sops' in manifest)) return [];
        return `${path} is encrypted by SOPS, and only SOPS can edit it without breaking its checksum: sops edit ${path}`;
      default:
        return [];
    }
  });
}

function generated({ files, managedFolders, tree }: Repository): string[] {
  const kustomizations = [...files].filter(
    ([path]) => isKustomization(path) && !managedFolders.has(posix.dirname(path)),
  );
  return [
    ...tree.generated
      .filter(({ kind }) => kind === 'Secret')
      .map(
        ({ path }) =>
          `${path} generates a Secret, which cannot be edited: move it into a manifest of its own`,
      ),
    ...kustomizations.flatMap(([path, bytes]) => {
      const data = ifReadable(() => load(bytes.toString('utf8')));
      const charts = listAt(data, 'helmCharts').map((chart) => textAt(chart, 'name') ?? 'a chart');
      return [
        ...listAt(data, 'generators').map(
          (entry) =>
            `${path} has ${oneLine(entry)} under generators, a program that makes objects at each build: put the URL where it takes its values from`,
        ),
        ...charts.map(
          (name) => `${path} has ${name} under helmCharts: give the URL in the values of that chart`,
        ),
      ];
    }),
  ];
}

function oneLine(entry: unknown): string {
  return typeof entry === 'string' ? entry : 'an object';
}

/** Secrets of overlays and components, which the base does not have. */
function outside(repository: Repository): string[] {
  const isBelow = repository.base === '.' ? '' : `${repository.base}/`;
  return repository
    .find(isYaml, 6)
    .filter(({ path, text }) => !path.startsWith(isBelow) && !isExample(path) && text.includes('Secret'))
    .flatMap(({ path, text }) =>
      (ifReadable(() => loadAll(text)) ?? [])
        .filter((object) => textAt(object, 'kind') === 'Secret')
        .map(
          (object) =>
            `${path} has Secret ${textAt(mappingAt(object, 'metadata'), 'name') ?? ''}, but ${placeOf(repository, path)}: put a Secret with that key into ${repository.base}, and what differs into the overlay`,
        ),
    );
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

/** What the kustomization beside a file is to the base. */
function placeOf(repository: Repository, path: string): string {
  const folder = posix.dirname(path);
  const beside = KUSTOMIZATION_NAMES.map((name) => repository.outsideBase(`${folder}/${name}`)).find(
    (bytes) => bytes !== undefined,
  );
  if (beside === undefined) return `outside of the base`;
  const data = ifReadable(() => load(beside.toString('utf8')));
  return textAt(data, 'kind') === 'Component' ? 'in a component' : 'in an overlay';
}
