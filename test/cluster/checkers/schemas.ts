import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from './manifests';
import { SCHEMAS } from './tools';

type Definitions = Readonly<Record<string, unknown>>;

/** The oldest Kubernetes that the YAML is for, as in the name of cdk8s-plus-28. */
const OLDEST_MINOR = 28;

/** From the oldest supported version to the newest that there are schemas of, as `1.28.0`. */
export async function schemaVersions(): Promise<string[]> {
  const minors = (await readdir(SCHEMAS))
    .map((name) => Number(/^v1\.(\d+)\.0-local-strict$/.exec(name)?.[1]))
    .filter((minor) => minor >= OLDEST_MINOR);
  return minors.sort((one, other) => one - other).map((minor) => `1.${minor}.0`);
}

/**
 * Writes the schemas of the objects' kinds where kubeconform looks for them. As they come, they point at a file of
 * definitions by an address that leads nowhere: each gets its own copy of those that it uses, and loses its `$id`.
 */
export async function writeSchemas(
  folder: string,
  version: string,
  objects: readonly KubernetesObject[],
): Promise<void> {
  const source = join(SCHEMAS, `v${version}-local-strict`);
  const target = join(folder, 'schemas', `v${version}`);
  await mkdir(target, { recursive: true });
  const { $defs } = JSON.parse(await readFile(join(source, '_definitions.json'), 'utf8')) as {
    readonly $defs: Definitions;
  };
  for (const file of new Set(objects.map(schemaFile))) {
    const text = (await readFile(join(source, file), 'utf8')).replaceAll('/api/_definitions.json#', '#');
    const schema = JSON.parse(text) as Record<string, unknown>;
    delete schema['$id'];
    await writeFile(join(target, file), JSON.stringify({ ...schema, $defs: usedBy(schema, $defs) }));
  }
}

/** As kubeconform's `{{ .ResourceKind }}{{ .KindSuffix }}` has it: of the group, only what stands before its first dot. */
function schemaFile({ apiVersion, kind }: KubernetesObject): string {
  return `${kind}-${apiVersion.replace(/^([^./]+)[^/]*\//, '$1-')}.json`.toLowerCase();
}

function usedBy(schema: unknown, all: Definitions): Definitions {
  const used: Record<string, unknown> = {};
  const pending: unknown[] = [schema];
  while (pending.length > 0) {
    for (const [, name = ''] of JSON.stringify(pending.pop()).matchAll(/"#\/\$defs\/([^"]+)"/g)) {
      if (name in used) continue;
      used[name] = all[name];
      pending.push(all[name]);
    }
  }
  return used;
}
