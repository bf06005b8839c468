import { listAt, mappingAt, textAt, type Mapping } from '../text/mapping';
import { inOrderOf } from '../kubernetes/list-order';
import type { PatchProps } from '../kubernetes/patch';
import type { MountingDeployment } from './mounting-deployment';

/** The database as the application finds it. */
export interface MountedDatabase {
  /** Name of the volume in the pod. */
  readonly name: string;
  readonly claimName: string;
  readonly mountPath: string;
  readonly variable: string;
  /** Absolute path of the file. */
  readonly path: string;
}

/**
 * Adds the volume to the application's Deployment, and the variable with the file's path. One pod ends before the next
 * one starts: two pods with one SQLite file would wait for each other, or for the volume.
 */
export function deploymentPatch(
  { workload, container, owner }: MountingDeployment,
  { name, claimName, mountPath, variable, path }: MountedDatabase,
): PatchProps {
  const { object } = workload;
  const namespace = textAt(mappingAt(object.manifest, 'metadata'), 'namespace');
  const strategy = mappingAt(object.manifest, 'spec', 'strategy');
  // A new volume belongs to root: another user gets access by the group.
  const isRoots = owner !== undefined && owner.uid !== 0 && !owner.isGiven;
  return {
    target: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name: object.name,
      ...(namespace !== undefined && { namespace }),
    },
    merge: {
      spec: {
        strategy: { ...('rollingUpdate' in strategy && { rollingUpdate: null }), type: 'Recreate' },
        template: {
          spec: {
            containers: inOrderOf(listAt(workload.podSpec, 'containers'), [
              {
                name: textAt(container, 'name'),
                env: [
                  {
                    name: variable,
                    value: path,
                    ...(variableOf(container, variable)?.['valueFrom'] !== undefined && { valueFrom: null }),
                  },
                ],
                volumeMounts: [{ mountPath, name }],
              },
            ]),
            ...(isRoots && {
              securityContext: { fsGroup: owner.fsGroup, fsGroupChangePolicy: 'OnRootMismatch' },
            }),
            volumes: [{ name, persistentVolumeClaim: { claimName } }],
          },
        },
      },
    },
  };
}

/** The container's current entry for a variable. */
export function variableOf(container: Mapping, variable: string): Mapping | undefined {
  const found = listAt(container, 'env').find((one) => textAt(one, 'name') === variable);
  return found === undefined ? undefined : mappingAt(found);
}
