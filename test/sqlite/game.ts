import { SqliteVolume, type GitOpsApp, type SqliteVolumeProps } from '../../src/index';
import type { Circumstances, Composition } from '../in-process';
import type { Files } from '../temporary-repository';

export interface DeploymentParts {
  /** Of `spec`. */
  readonly spec?: string;
  /** Of the pod's spec. */
  readonly pod?: string;
  /** Of the container. */
  readonly container?: string;
  readonly namespace?: string;
}

/** The Deployment of a service that has its data in SQLite, each part as a flow mapping's entries. */
export function deployment({ spec, pod, container, namespace }: DeploymentParts = {}): string {
  const also = (text: string | undefined): string => (text === undefined ? '' : `, ${text}`);
  return `# The accounts of the players.
apiVersion: apps/v1
kind: Deployment
metadata: { name: auth${also(namespace && `namespace: ${namespace}`)} }
spec:
  selector: { matchLabels: { app: auth } }
  template:
    metadata: { labels: { app: auth, tier: api } }
    spec: { containers: [{ name: auth, image: 'game/auth:1'${also(container)} }]${also(pod)} }
${spec === undefined ? '' : `  ${spec}\n`}`;
}

export const ROOT = 'k8s/base/kustomization.yaml';

/** A base with one service; more files, or others, can be given. */
export function game(
  auth = deployment({ pod: 'securityContext: { runAsUser: 1000 }' }),
  more: Files = {},
): Files {
  return { 'k8s/base/auth.yaml': auth, [ROOT]: 'resources:\n  - auth.yaml\n', ...more };
}

/** auth-db, for auth. */
export function volume(props: Partial<SqliteVolumeProps> = {}): Composition {
  return (app: GitOpsApp) => {
    new SqliteVolume(app, 'auth-db', { workload: 'auth', ...props });
  };
}

export const withVolume = (props: Partial<SqliteVolumeProps> = {}): Circumstances => ({
  compose: volume(props),
});
