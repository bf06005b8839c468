import { App, Duration, Size, Testing } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { basename } from 'node:path';
import {
  Password,
  PostgresDatabase,
  PostgresVersion,
  ServerTls,
  type PostgresDatabaseProps,
} from 'cdk8s-database';
import { PASSWORD, renderedFiles, renderedObject, renderedObjects } from './rendered';

interface Named {
  metadata: { name: string; labels: Record<string, string> };
}
type Service = Named & {
  spec: { selector: Record<string, string>; clusterIP?: string; ports: { port: number }[] };
};
type StatefulSet = Named & {
  spec: Omit<k8s.StatefulSetSpec, 'template'> & {
    template: { metadata: Named['metadata'] & { annotations: Record<string, string> }; spec: k8s.PodSpec };
  };
};

describe('with no props', () => {
  const files = renderedFiles();
  const statefulSet = renderedObject<StatefulSet>(files, 'statefulset.yaml');
  const [service, headless] = renderedObjects<Service>(files, 'service.yaml');
  const pod = statefulSet.spec.template.spec;
  const container = pod.containers[0];
  const config = renderedObject<{ data: Record<string, string> }>(files, 'configmap.yaml').data;

  test.each(Object.keys(files))('%s is as reviewed', (name) => {
    expect(files[name]).toMatchSnapshot();
  });

  test('the Services select the pod that the StatefulSet makes, on the port that PostgreSQL has', () => {
    for (const selector of [
      service?.spec.selector,
      headless?.spec.selector,
      statefulSet.spec.selector.matchLabels,
    ]) {
      expect(statefulSet.spec.template.metadata.labels).toMatchObject(selector ?? { missing: '' });
    }
    expect(service?.spec.ports.map(({ port }) => port)).toEqual([5432]);
  });

  test('the StatefulSet names its pods through the headless Service, and the application does not', () => {
    expect(statefulSet.spec.serviceName).toBe(headless?.metadata.name);
    expect(headless?.spec.clusterIP).toBe('None');
    expect(service?.spec.clusterIP).toBeUndefined();
  });

  test('the pod mounts the claim, which no template could ever resize', () => {
    const claim = renderedObject<Named>(files, 'pvc.yaml').metadata.name;
    expect(pod.volumes?.map((volume) => volume.persistentVolumeClaim?.claimName)).toContain(claim);
    expect(statefulSet.spec.volumeClaimTemplates).toBeUndefined();
  });

  test('the claim survives its YAML: neither Argo CD nor Flux prunes it', () => {
    const claim = renderedObject<{ metadata: { annotations: Record<string, string> } }>(files, 'pvc.yaml');
    expect(claim.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/sync-options': expect.stringContaining('Prune=false') as string,
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
  });

  test('PGDATA is below the mount and not the mount: lost+found stops initdb', () => {
    const dataDirectory = container?.env?.find(({ name }) => name === 'PGDATA')?.value;
    const mount = container?.volumeMounts?.find(({ name }) => name === 'data')?.mountPath;
    expect(dataDirectory?.startsWith(`${mount ?? ''}/`)).toBe(true);
  });

  test('the kustomization lists every other file: what it leaves out is not deployed', () => {
    const { resources } = renderedObject<{ resources: string[] }>(files, 'kustomization.yaml');
    expect(resources.sort()).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'kustomization.yaml')
        .sort(),
    );
  });

  test('the password is in the Secret alone', () => {
    const encoded = Buffer.from(PASSWORD).toString('base64');
    const holders = Object.keys(files).filter((name) => files[name]?.includes(encoded) ?? false);
    expect(holders).toEqual(['secret.yaml']);
    expect(Object.values(files).join('\n')).not.toContain(PASSWORD);
  });

  test('liveness forgives a server that recovers, readiness does not', () => {
    expect(container?.livenessProbe?.exec?.command?.join(' ')).toContain('test $? -le 1');
    const [shell, script = ''] = container?.readinessProbe?.exec?.command?.slice(-2) ?? [];
    expect(shell).toBe('/bin/sh');
    const ready = config[basename(script)] ?? '';
    // Nothing takes what it exits with from it.
    expect(ready).toMatch(/^set -eu$/m);
    expect(ready).toMatch(/^until pg_isready [^|&;]*; do$/m);
  });

  test('liveness asks nothing that a password, a certificate or a full disk decides: it would end in a loop', () => {
    const answers = String.raw`PATH=\S+ pg_isready [^;]*; test \$\? -le 1`;
    expect(container?.livenessProbe?.exec?.command?.join(' ')).toMatch(new RegExp(`^/bin/sh -c ${answers}$`));
    expect(container?.startupProbe?.exec?.command?.join(' ')).toMatch(
      new RegExp(
        `/bin/sh -c for wait in [\\d. ]+; do sleep \\$wait; if ${answers}; then exit; fi; done; exit 1$`,
      ),
    );
  });

  test('each probe has ended, with all that it started, before the kubelet ends its first process alone', () => {
    for (const probe of [container?.startupProbe, container?.readinessProbe, container?.livenessProbe]) {
      const command = probe?.exec?.command?.join(' ') ?? '';
      const [, seconds] =
        /^timeout --signal=KILL (\d+) /.exec(command) ?? /^[^|&;]* --timeout=(\d+) /.exec(command) ?? [];
      expect(Number(seconds)).toBeLessThan(probe?.timeoutSeconds ?? 1);
    }
  });

  test('the pod runs as an account of its own, which has no token: there is nothing to steal', () => {
    const account = renderedObject<Named & k8s.KubeServiceAccountProps>(files, 'serviceaccount.yaml');
    expect(pod.serviceAccountName).toBe(account.metadata.name);
    expect([account.automountServiceAccountToken, pod.automountServiceAccountToken]).toEqual([false, false]);
  });

  test('the one pod may be moved: a budget that forbids it would block the drain of its node for ever', () => {
    const { spec } = renderedObject<{ spec: k8s.PodDisruptionBudgetSpec }>(files, 'poddisruptionbudget.yaml');
    expect(spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: statefulSet.spec.selector.matchLabels },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
    expect(statefulSet.spec.replicas).toBe(1);
  });

  test('the policy stands around the pod, and lets nothing in but to the port that PostgreSQL has', () => {
    const { spec } = renderedObject<{ spec: k8s.NetworkPolicySpec }>(files, 'networkpolicy.yaml');
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec.ingress?.map(({ ports }) => ports)).toEqual([[{ port: 5432, protocol: 'TCP' }]]);
    expect(statefulSet.spec.template.metadata.labels).toMatchObject(
      spec.podSelector.matchLabels ?? { missing: '' },
    );
  });

  test('no container may become root, write to its image or keep a capability', () => {
    for (const one of [...(pod.initContainers ?? []), ...pod.containers]) {
      expect(one.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
  });

  test('every container says what it needs and what it gets, its disk included: a full one evicts the pod', () => {
    for (const { resources } of [...(pod.initContainers ?? []), ...pod.containers]) {
      for (const quantities of [resources?.limits, resources?.requests]) {
        expect(Object.keys(quantities ?? {}).sort()).toEqual(['cpu', 'ephemeral-storage', 'memory']);
      }
      for (const all of ['ephemeral-storage', 'memory']) {
        expect(resources?.limits?.[all]).toEqual(resources?.requests?.[all]);
      }
    }
  });
});

describe('with every prop', () => {
  // Required: a prop that is added fails here until somebody has decided what it does. A schema is read by a synth only,
  // and monitoring has tests of its own.
  const props: Required<Omit<PostgresDatabaseProps, 'environments' | 'monitoring' | 'schema'>> = {
    backup: { keep: { weekly: 8 } },
    clients: [{ labels: { app: 'pgadmin' }, namespace: 'monitoring' }],
    configuration: { disk: 'nvme', settings: { log_min_duration_statement: '1s' }, workload: 'mixed' },
    database: 'chat',
    dns: [{ labels: { 'k8s-app': 'kube-dns' }, namespace: 'kube-system' }],
    extensions: ['pg_stat_statements'],
    namespace: 'production',
    password: Password.fromEnvironment('CHAT_PASSWORD'),
    resources: { cpuLimit: 4, cpuRequest: 2, ephemeralStorage: Size.gibibytes(2), memory: Size.gibibytes(8) },
    snapshots: {
      image: 'registry.example.com/python:3.13',
      keep: 14,
      schedule: '15 */6 * * *',
      timeout: Duration.hours(6),
      volumeSnapshotClass: 'fast-snapshots',
    },
    storage: { accessMode: 'ReadWriteOncePod', size: Size.gibibytes(100), storageClass: 'fast-ssd' },
    tls: ServerTls.fromCertManager({ kind: 'Issuer', name: 'internal-ca' }),
    user: 'chat_user',
    version: PostgresVersion.of(18, { digest: `sha256:${'0'.repeat(64)}`, distribution: 'trixie', minor: 4 }),
  };
  process.env['CHAT_PASSWORD'] = 'of the chat';
  const files = renderedFiles(props, 'chat');

  test.each(Object.keys(files))('%s is as reviewed', (name) => {
    expect(files[name]).toMatchSnapshot();
  });

  test('every object is in the namespace: kubectl would put one without into the current one', () => {
    for (const name of Object.keys(files).filter((name) => name !== 'kustomization.yaml')) {
      for (const object of renderedObjects<{ metadata: { namespace?: string } }>(files, name)) {
        expect(object.metadata.namespace).toBe('production');
      }
    }
  });

  test('18 has its data where its image moved it: the old place would be lost with the pod', () => {
    const container = renderedObject<StatefulSet>(files, 'statefulset.yaml').spec.template.spec.containers[0];
    expect(container?.volumeMounts?.find(({ name }) => name === 'data')?.mountPath).toBe(
      '/var/lib/postgresql',
    );
    expect(container?.env).toContainEqual({ name: 'PGDATA', value: '/var/lib/postgresql/18/docker' });
  });
});

test('a Secret that is there already is used and none is made', () => {
  const files = renderedFiles({ password: Password.fromSecret('from-the-vault') });
  expect(Object.keys(files)).not.toContain('secret.yaml');
  expect(files['statefulset.yaml']).toContain('secretName: from-the-vault');
});

test('is an ordinary chart: cdk8s alone synthesizes the same objects', () => {
  process.env['POSTGRES_PASSWORD'] = PASSWORD;
  const database = new PostgresDatabase(new App(), 'database');
  const files = renderedFiles();
  const ours = Object.keys(files)
    .filter((name) => name !== 'kustomization.yaml')
    .flatMap((name) => renderedObjects(files, name));
  const theirs = Testing.synth(database) as object[];
  expect(ours).toHaveLength(theirs.length);
  expect(ours).toEqual(expect.arrayContaining(theirs));
});

test('says everything that is wrong at once, with what is allowed', () => {
  const database = new PostgresDatabase(new App(), 'Orders_DB', {
    database: 'postgres',
    resources: {
      cpuLimit: 1,
      cpuRequest: 2,
      ephemeralStorage: Size.mebibytes(20),
      memory: Size.mebibytes(64),
    },
    storage: { storageClass: '12:30:45' },
    user: 'pg_app',
  });
  const said = database.node.findAll().flatMap((construct) => construct.node.validate());
  expect(said).toEqual([
    expect.stringContaining('"Orders_DB" is not a valid name'),
    expect.stringContaining('"postgres" is not a valid name'),
    expect.stringContaining('"pg_app" is not a valid name'),
    expect.stringContaining('"12:30:45" is not a valid name of a StorageClass'),
    expect.stringContaining('memory is 64Mi'),
    expect.stringContaining('ephemeralStorage is 20Mi'),
    expect.stringContaining('cpuRequest is 2 and cpuLimit 1'),
  ]);
});

test('a version, a minor and a digest that cannot be are refused together', () => {
  expect(() => PostgresVersion.of(13 as 14, { digest: 'sha256:abc', minor: -1 })).toThrow(
    /PostgreSQL 13 is not known; allowed: 14, 15, 16, 17, 18[^]*minor version -1[^]*digest "sha256:abc"/,
  );
});
