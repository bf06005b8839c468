import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { isMapping, listAt, mappingAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { containersOf, type Workload } from '../../gitops/tree/workload';

/** What a container's environment is filled with from the Secret, and the objects that could fill it instead. */
export interface Filled {
  readonly secret: string;
  readonly key: string;
  readonly readers: readonly Workload[];
  readonly objects: readonly ClusterObject[];
}

/** Containers that have the whole of the Secret in their environment, and the variable from somewhere that wins. */
export function overriddenValues({ secret, key, readers, objects }: Filled): Notice[] {
  return readers.flatMap((reader) =>
    containersOf(reader).flatMap((container) => {
      const sources = listAt(container, 'envFrom');
      const ours = sources.findLastIndex((from) => textAt(mappingAt(from, 'secretRef'), 'name') === secret);
      if (ours < 0) return [];
      const variable = `${textAt(sources[ours], 'prefix') ?? ''}${key}`;
      const own = listAt(container, 'env').findLast((one) => textAt(one, 'name') === variable);
      if (own !== undefined && mayLeadTo(own, secret, key)) return [];
      const later = sources
        .slice(ours + 1)
        .filter((from) => holds(from, variable, { object: reader.object, objects }));
      const [winner] = own === undefined ? later.map(nameOf) : ['env'];
      if (winner === undefined) return [];
      const { kind, name, path } = reader.object;
      return [
        {
          code: 'value-overridden',
          path,
          message: `container ${textAt(container, 'name') ?? ''} of ${kind} ${name} has ${variable} from its ${winner}, which wins over Secret ${secret}: take it out there, else the application stays where it is`,
        },
      ];
    }),
  );
}

/** By its reference, or as `$(NAME)` by one of a variable before it. */
function mayLeadTo(variable: unknown, secret: string, key: string): boolean {
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

/** Does a later source of the environment have the variable, as far as the tree says? */
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
