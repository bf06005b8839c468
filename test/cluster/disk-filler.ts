import type { Namespace } from './namespace';

const POD = 'disk-filler';

/** Takes every block that is free, down to the last; a checkpoint may free some, so it is done again and again. */
const FILL = `
import errno, os
ballast = os.open('/volume/ballast', os.O_CREAT | os.O_WRONLY)
size, step = os.fstat(ballast).st_size, 1 << 28
while step >= 4096:
    try:
        os.posix_fallocate(ballast, size, step)
        size += step
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        step //= 2
`;

/** A pod that has the database's volume as well, and fills it: that goes on while the server is down. */
export class DiskFiller {
  /** @param uid - what the server runs as, since the volume is writable for that alone */
  static async start(namespace: Namespace, claimName: string, uid: number): Promise<DiskFiller> {
    const container = {
      name: POD,
      image: 'localhost/pyapp:latest',
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', 'infinity'],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'volume', mountPath: '/volume' }],
    };
    const spec = {
      securityContext: {
        runAsNonRoot: true,
        runAsUser: uid,
        runAsGroup: uid,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      terminationGracePeriodSeconds: 0,
      containers: [container],
      volumes: [{ name: 'volume', persistentVolumeClaim: { claimName } }],
    };
    await namespace.kubectl(['create', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: POD }, spec }),
    });
    await namespace.explained(
      namespace.kubectl(['wait', `pod/${POD}`, '--for=condition=Ready', '--timeout=100s']),
    );
    return new DiskFiller(namespace);
  }

  private constructor(private readonly namespace: Namespace) {}

  async fill(): Promise<void> {
    await this.namespace.kubectl(['exec', POD, '--', 'python3', '-c', FILL]);
  }

  async free(): Promise<void> {
    await this.namespace.kubectl(['exec', POD, '--', 'rm', '-f', '/volume/ballast']);
  }
}
