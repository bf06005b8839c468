import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { isMapping, listAt, mappingAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { containersOf, type Workload } from '../../gitops/tree/workload';

/** A key of a Secret, the workloads that read it, and all objects that could override it. */
export interface ReadKey {
  readonly secret: string;
  readonly key: string;
  readonly readers: readonly Workload[];
  readonly objects: readonly ClusterObject[];
}

/** Notices of containers that read the whole Secret by envFrom, but get the variable from a source that overrides it. */
export function overriddenValues({ secret, key, readers, objects }: ReadKey): Notice[] {
  return readers.flatMap((reader) =>
    containersOf(reader).flatMap((container) => {
      const sources = listAt(container, 'envFrom');
      const index = sources.findLastIndex((from) => textAt(mappingAt(from, 'secretRef'), 'name') === secret);
      if (index < 0) return [];
      const variable = `${textAt(sources[index], 'prefix') ?? ''}${key}`;
      const own = listAt(container, 'env').findLast((one) => textAt(one, 'name') === variable);
      if (own !== undefined && mayReferTo(own, secret, key)) return [];
      const later = sources
        .slice(index + 1)
        .filter((from) => holds(from, variable, { object: reader.object, objects }));
      const [override] = own === undefined ? later.map(nameOf) : ['env'];
      if (override === undefined) return [];
      const { kind, name, path } = reader.object;
      return [
        {
          code: 'value-overridden',
          path,
          message: `container ${textAt(container, 'name') ?? ''} of ${kind} ${name} gets ${variable} from its ${override}, which overrides Secret ${secret}; remove it there, or the application keeps its old database`,
        },
      ];
    }),
  );
}

/** True if a variable refers to the Secret's key, or to an earlier variable as `$(NAME)`, which may refer to it. */
function mayReferTo(variable: unknown, secret: string, key: string): boolean {
  if (/^\$\([\w.-]+\)$/.test(textAt(variable, 'value') ?? '')) return true;
  const reference = mappingAt(variable, 'valueFrom', 'secretKeyRef');
  return textAt(reference, 'name') === secret && textAt(reference, 'key') === key;
}

function nameOf(from: unknown): string {
  const kind = isMapping(from) && 'configMapRef' in from ? 'ConfigMap' : 'Secret';
  return `${kind} ${referred(from) ?? ''}`;
}

function referred(from: unknown): string | undefined {
  return textAt(mappingAt(from, 'configMapRef'), 'name') ?? textAt(mappingAt(from, 'secretRef'), 'name');
}

/** True if a source of environment variables has the variable, according to the repository. */
function holds(
  from: unknown,
  variable: string,
  { object, objects }: { readonly object: ClusterObject; readonly objects: readonly ClusterObject[] },
): boolean {
  const prefix = textAt(from, 'prefix') ?? '';
  if (!variable.startsWith(prefix)) return false;
  const key = variable.slice(prefix.length);
  const [kind] = nameOf(from).split(' ');
  return objects.some(
    (one) =>
      one.kind === kind &&
      one.name === referred(from) &&
      one.namespace === object.namespace &&
      (key in mappingAt(one.manifest, 'data') || key in mappingAt(one.manifest, 'stringData')),
  );
}
