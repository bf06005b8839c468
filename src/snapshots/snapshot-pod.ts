import type { PodTemplate, Volume } from '../kubernetes/plain-types';
import { hardenedContainer, hardenedPod, podSecurity } from '../kubernetes/pod-security';
import { resourceRequirements } from '../kubernetes/resources';

export interface SnapshotPodProps {
  readonly instance: string;
  /** Name of the ConfigMap with the programs, and of the ServiceAccount. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly claimName: string;
  readonly image: string;
  /** Days. */
  readonly keep: number;
  readonly volumeSnapshotClass?: string | undefined;
  /** The snapshot from which the volume was made. */
  readonly fromSnapshot?: string | undefined;
  /** How long a snapshot is waited for. */
  readonly seconds: number;
}

/** `nobody`. */
const UID = 65_534;
/** Longer than the snapshot controller takes to try again. */
const ERROR_SECONDS = 120;

/** What Kubernetes would mount by itself, for this container alone. */
const ACCOUNT: Volume = {
  name: 'account',
  projected: {
    defaultMode: 0o440,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3600, path: 'token' } },
      { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
      {
        downwardAPI: {
          items: [{ fieldRef: { fieldPath: 'metadata.namespace' }, path: 'namespace' }],
        },
      },
    ],
  },
};

/** The pod asks the API server and nobody else, so it runs on any node, and mounts no volume. */
export function snapshotPod(props: SnapshotPodProps): PodTemplate {
  const { claimName, fromSnapshot, image, instance, keep, labels, name, seconds, volumeSnapshotClass } =
    props;
  return {
    metadata: { labels: { ...labels } },
    spec: hardenedPod({
      containers: [
        hardenedContainer({
          command: ['python3', '/etc/snapshot/snapshot.py'],
          env: [
            { name: 'CLAIM', value: claimName },
            { name: 'ERROR_SECONDS', value: String(ERROR_SECONDS) },
            { name: 'INSTANCE', value: instance },
            ...(fromSnapshot === undefined ? [] : [{ name: 'IN_USE', value: fromSnapshot }]),
            { name: 'KEEP', value: String(keep) },
            { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
            ...(volumeSnapshotClass === undefined
              ? []
              : [{ name: 'SNAPSHOT_CLASS', value: volumeSnapshotClass }]),
            { name: 'WAIT_SECONDS', value: String(seconds) },
          ],
          image,
          name: 'snapshot',
          resources: resourceRequirements({
            cpuLimit: 0.5,
            cpuRequest: 0.01,
            ephemeralStorage: 16,
            memory: 64,
          }),
          // For an error that the program does not know.
          terminationMessagePolicy: 'FallbackToLogsOnError',
          volumeMounts: [
            { mountPath: '/etc/snapshot', name: 'programs', readOnly: true },
            {
              mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
              name: ACCOUNT.name,
              readOnly: true,
            },
          ],
        }),
      ],
      restartPolicy: 'Never',
      securityContext: podSecurity(UID),
      serviceAccountName: name,
      terminationGracePeriodSeconds: 30,
      volumes: [{ configMap: { name }, name: 'programs' }, ACCOUNT],
    }),
  };
}
