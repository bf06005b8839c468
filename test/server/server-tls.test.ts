import type { k8s } from 'cdk8s-plus-28';
import { App } from 'cdk8s';
import { load } from 'js-yaml';
import {
  BackendSecret,
  PostgresDatabase,
  PostgresVersion,
  ServerTls,
  type CertificateIssuer,
  type DatabaseUrlProps,
  type PostgresDatabaseProps,
} from 'cdk8s-database';
import { CHATBOT, KUSTOMIZATION, secretFile } from '../fixtures/chatbot';
import { composition, planOf, synthesize } from '../in-process';
import { TemporaryRepository, type Files } from '../temporary-repository';
import { refusalOf } from '../refusal-of';
import { renderedFiles, renderedObject } from '../database/rendered';

interface StatefulSet {
  spec: { template: { spec: k8s.PodSpec } };
}
interface Certificate {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { dnsNames: string[]; issuerRef: object; secretName: string; usages: string[]; privateKey: object };
}

const ISSUER = { name: 'internal-ca' };

function podOf(props: PostgresDatabaseProps = {}): k8s.PodSpec {
  return renderedObject<StatefulSet>(renderedFiles(props), 'statefulset.yaml').spec.template.spec;
}

/** The volume that a container finds its certificate on, by where postgresql.conf looks for it. */
function certificateVolume(props: PostgresDatabaseProps): k8s.Volume | undefined {
  const { containers, volumes } = podOf(props);
  const conf = renderedObject<{ data: Record<string, string> }>(renderedFiles(props), 'configmap.yaml').data;
  const [, folder] = /^ssl_cert_file = '(.*)\/tls\.crt'$/m.exec(conf['postgresql.conf'] ?? '') ?? [];
  expect(conf['postgresql.conf']).toContain(`\nssl_key_file = '${folder ?? ''}/tls.key'\n`);
  const mount = containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === folder);
  expect(mount?.readOnly).toBe(true);
  return volumes?.find(({ name }) => name === mount?.name);
}

function databaseWith(tls?: ServerTls): PostgresDatabase {
  return new PostgresDatabase(new App(), 'database', tls === undefined ? {} : { tls });
}

describe('self-signed, which is what goes without saying', () => {
  test('is the same whether it is said or not', () => {
    expect(renderedFiles({ tls: ServerTls.selfSigned() })).toEqual(renderedFiles());
  });

  test('each pod makes its certificate before its server starts, in memory: no key is in the YAML', () => {
    const [made, ...others] = podOf().initContainers ?? [];
    const volume = certificateVolume({});

    expect(others).toEqual([]);
    expect(volume?.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '1Mi' });
    expect(made?.volumeMounts).toContainEqual({ mountPath: '/run/secrets/tls', name: volume?.name });
    expect(JSON.stringify(renderedFiles())).not.toMatch(/PRIVATE KEY|tls\.key: |kubernetes\.io\/tls/);
  });

  test('by a script of the ConfigMap that it mounts, as the user whom the server runs as', () => {
    const { initContainers: [made] = [], securityContext } = podOf();
    const { data } = renderedObject<{ data: Record<string, string> }>(renderedFiles(), 'configmap.yaml');

    expect(made?.command).toEqual(['/bin/sh', '/etc/postgresql/certificate.sh']);
    expect(made?.volumeMounts).toContainEqual(
      expect.objectContaining({ mountPath: '/etc/postgresql', name: 'config' }),
    );
    expect(data['certificate.sh']).toContain('openssl req -x509');
    // The server refuses a key that others can read.
    expect(data['certificate.sh']).toMatch(/^umask 077$/m);
    expect(made?.securityContext?.runAsUser).toBeUndefined();
    expect(securityContext?.runAsUser).toBeGreaterThan(0);
  });

  test.each([14, 15, 16, 17, 18] as const)('of %s by the openssl of the server’s own image', (major) => {
    const version = PostgresVersion.of(major, { repository: 'registry.example/mirror/postgres' });

    const { containers, initContainers = [] } = podOf({ version });

    expect([...initContainers, ...containers].map(({ image }) => image)).toEqual([
      version.image,
      version.image,
    ]);
  });

  test('in another image where one is given, and the server in its own', () => {
    const { containers, initContainers } = podOf({
      tls: ServerTls.selfSigned({ image: 'registry.example/openssl:3.5@sha256:abc' }),
    });

    expect(initContainers?.map(({ image }) => image)).toEqual(['registry.example/openssl:3.5@sha256:abc']);
    expect(containers.map(({ image }) => image)).toEqual([PostgresVersion.V16.image]);
  });

  test('orders no Certificate', () => {
    expect(Object.keys(renderedFiles())).not.toContain('certificate.yaml');
  });
});

describe('from a Secret', () => {
  const props = { tls: ServerTls.fromSecret('server-tls.example') };

  test('is mounted so that the server’s group alone reads it, and no pod makes another', () => {
    expect(certificateVolume(props)?.secret).toEqual({
      defaultMode: 0o440,
      secretName: 'server-tls.example',
    });
    expect(podOf(props).initContainers).toBeUndefined();
    expect(podOf(props).securityContext?.fsGroup).toBe(podOf(props).securityContext?.runAsUser);
  });

  test('yields nothing else: the Secret is somebody else’s', () => {
    expect(Object.keys(renderedFiles(props))).toEqual(Object.keys(renderedFiles()));
  });

  test.each(['', 'Server-TLS', 'server_tls', '-server', 'server-', 'a b', 'a/b', 'é', 'a'.repeat(254)])(
    'no Secret has the name %j',
    (name) => {
      expect(refusalOf(() => ServerTls.fromSecret(name))).toEqual([
        {
          code: 'server-tls',
          path: 'ServerTls',
          message: expect.stringContaining(`"${name}" is not a valid name of a Secret; allowed: `) as string,
        },
      ]);
    },
  );

  test.each(['a', '0', 'server-tls', 'server.tls', 'a'.repeat(253)])('one may have the name %j', (name) => {
    expect(certificateVolume({ tls: ServerTls.fromSecret(name) })?.secret?.secretName).toBe(name);
  });
});

describe('from a cert-manager', () => {
  /** The order as a synth would write it. */
  function certificateOf(
    files: Files = CHATBOT,
    props: PostgresDatabaseProps = {},
    issuer: CertificateIssuer = ISSUER,
  ): Certificate {
    const { changes } = planOf(new TemporaryRepository(files), {
      compose: composition({}, { tls: ServerTls.fromCertManager(issuer), ...props }),
    });
    const change = changes.find(({ path }) => path === 'k8s/base/database/certificate.yaml');
    return load(change?.after?.toString('utf8') ?? '') as Certificate;
  }

  test('is ordered for the server alone, with a new key each time', () => {
    expect(certificateOf()).toEqual({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: {
        labels: expect.objectContaining({ 'app.kubernetes.io/instance': 'database' }) as object,
        name: 'database-tls',
      },
      spec: {
        dnsNames: ['database-service'],
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'internal-ca' },
        privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256 },
        secretName: 'database-tls',
        usages: ['digital signature', 'server auth'],
      },
    });
  });

  test('what is made of the order is what the server has, and no pod makes another', () => {
    const props = { tls: ServerTls.fromCertManager(ISSUER) };
    const { spec } = renderedObject<Certificate>(renderedFiles(props), 'certificate.yaml');

    expect(certificateVolume(props)?.secret).toEqual({ defaultMode: 0o440, secretName: spec.secretName });
    expect(podOf(props).initContainers).toBeUndefined();
    expect(
      renderedObject<{ resources: string[] }>(renderedFiles(props), 'kustomization.yaml').resources,
    ).toContain('certificate.yaml');
  });

  test.each<[string, CertificateIssuer, string]>([
    ['every namespace’s, if nothing is said', ISSUER, 'ClusterIssuer'],
    ['every namespace’s', { kind: 'ClusterIssuer', name: 'internal-ca' }, 'ClusterIssuer'],
    ['the namespace’s own', { kind: 'Issuer', name: 'internal-ca' }, 'Issuer'],
  ])('by an issuer: %s', (_, issuer, kind) => {
    expect(certificateOf(CHATBOT, {}, issuer).spec.issuerRef).toEqual({
      group: 'cert-manager.io',
      kind,
      name: 'internal-ca',
    });
  });

  const ROOT = 'k8s/base/kustomization.yaml';
  const SECRET = 'k8s/base/backend/secret.yaml';
  const secretIn = (namespace: string): string =>
    secretFile().replace('metadata:\n', `metadata:\n  namespace: ${namespace}\n`);
  const names = (service: string, namespace: string): string[] => [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
  ];

  test.each<[string, Files, PostgresDatabaseProps, string[]]>([
    ['nobody knows the namespace', {}, {}, ['database-service']],
    ['the database says it', {}, { namespace: 'data' }, names('database-service', 'data')],
    [
      'it goes where the application is',
      { [SECRET]: secretIn('chat') },
      {},
      names('database-service', 'chat'),
    ],
    [
      'kustomize gives all one, whatever the database says',
      { [ROOT]: `namespace: all\n${KUSTOMIZATION}` },
      { namespace: 'data' },
      names('database-service', 'all'),
    ],
    [
      'kustomize renames the Service',
      { [ROOT]: `namePrefix: a-\n${KUSTOMIZATION}` },
      {},
      ['a-database-service'],
    ],
    [
      'both',
      { [ROOT]: `namespace: all\nnameSuffix: -z\n${KUSTOMIZATION}` },
      {},
      names('database-service-z', 'all'),
    ],
  ])('for every name under which the Service is found: %s', (_, files, props, expected) => {
    expect(certificateOf({ ...CHATBOT, ...files }, props).spec.dnsNames).toEqual(expected);
  });

  test.each<[string, Files, PostgresDatabaseProps]>([
    ['beside the application', {}, {}],
    ['in its own namespace', {}, { namespace: 'data' }],
    ['renamed', { [ROOT]: `namePrefix: a-\n${KUSTOMIZATION}` }, {}],
  ])('the host that a URL names is one of its names, else verify-full fails: %s', (_, files, props) => {
    const repository = new TemporaryRepository({ ...CHATBOT, ...files });
    synthesize(repository, {
      compose: (app) => {
        const database = new PostgresDatabase(app, 'database', {
          tls: ServerTls.fromCertManager(ISSUER),
          ...props,
        });
        new BackendSecret(app, 'secret', { value: database.url({ tls: 'verify-full' }) });
      },
    });

    const { data } = load(repository.read(SECRET)) as { data: { DATABASE_URL: string } };
    const url = new URL(Buffer.from(data.DATABASE_URL, 'base64').toString('utf8'));
    const { spec } = load(repository.read('k8s/base/database/certificate.yaml')) as Certificate;
    expect(url.searchParams.get('sslmode')).toBe('verify-full');
    expect(spec.dnsNames).toContain(url.hostname);
  });

  test('planned twice it has the same names', () => {
    expect(certificateOf()).toEqual(certificateOf());
    const repository = new TemporaryRepository({ ...CHATBOT, [SECRET]: secretIn('chat') });
    const compose = composition({}, { tls: ServerTls.fromCertManager(ISSUER) });
    synthesize(repository, { compose });
    expect(planOf(repository, { compose }).changes.filter(({ action }) => action !== 'unchanged')).toEqual(
      [],
    );
  });

  test.each(['', 'Let’s Encrypt', 'internal_ca', '-ca'])('no issuer has the name %j', (name) => {
    expect(refusalOf(() => ServerTls.fromCertManager({ name }))).toEqual([
      {
        code: 'server-tls',
        path: 'ServerTls',
        message: expect.stringContaining(`"${name}" is not a valid name of an issuer; allowed: `) as string,
      },
    ]);
  });
});

describe('what a URL may ask of the server', () => {
  type Asked = Pick<DatabaseUrlProps, 'caFile' | 'driver' | 'parameters' | 'tls'>;
  const url = (props: Asked, tls?: ServerTls): string => databaseWith(tls).url(props).url.toString();
  const SIGNED: [string, ServerTls][] = [
    ['from a Secret', ServerTls.fromSecret('server-tls')],
    ['from a cert-manager', ServerTls.fromCertManager(ISSUER)],
  ];
  const EVERY: [string, ServerTls | undefined][] = [['self-signed', undefined], ...SIGNED];

  test.each(EVERY)('nothing, of one %s: it is encrypted', (_, tls) => {
    expect(url({}, tls)).toBe(
      'postgresql://app:***@database-service:5432/app?sslmode=require&channel_binding=require',
    );
    expect(url({ tls: 'require' }, tls)).toBe(url({}, tls));
  });

  test.each(EVERY)('plain text, of one %s: it is refused, and the server would', (_, tls) => {
    expect(refusalOf(() => url({ tls: 'disable' }, tls))).toEqual([
      {
        code: 'tls-refused',
        path: 'database',
        message: expect.stringMatching(
          /accepts only encrypted connections.*require or verify-full/,
        ) as string,
      },
    ]);
  });

  test.each(SIGNED)('that it is the one it says, of one %s', (_, tls) => {
    expect(url({ tls: 'verify-full' }, tls)).toBe(
      'postgresql://app:***@database-service:5432/app?sslmode=verify-full',
    );
  });

  test.each(SIGNED)(
    'the same by the file of its authority, of one %s: verify-full goes without saying',
    (_, tls) => {
      const expected =
        'postgresql://app:***@database-service:5432/app?sslmode=verify-full&sslrootcert=/etc/ca/ca.crt';
      expect(url({ caFile: '/etc/ca/ca.crt' }, tls)).toBe(expected);
      expect(url({ caFile: '/etc/ca/ca.crt', tls: 'verify-full' }, tls)).toBe(expected);
    },
  );

  test.each<[string, Asked]>([
    ['by its word', { tls: 'verify-full' }],
    ['by an authority’s file', { caFile: '/etc/ca/ca.crt' }],
  ])('the same of a self-signed one, %s: no authority has signed it, and it says who would', (_, asked) => {
    for (const tls of [undefined, ServerTls.selfSigned({ image: 'openssl' })]) {
      expect(refusalOf(() => url(asked, tls))).toEqual([
        {
          code: 'tls-refused',
          path: 'database',
          message: expect.stringMatching(
            /ServerTls\.fromCertManager\(\) or ServerTls\.fromSecret\(\)/,
          ) as string,
        },
      ]);
    }
  });

  test('an authority’s file for a connection that checks nothing is a contradiction', () => {
    expect(() =>
      url({ caFile: '/etc/ca/ca.crt', tls: 'require' }, ServerTls.fromSecret('server-tls')),
    ).toThrow(/caFile is given, but tls is require/);
  });

  test('a mode that there is none of is refused, with those that there are', () => {
    expect(() => url({ tls: 'prefer' as 'require' })).toThrow(/allowed: 'disable', 'require', 'verify-full'/);
  });

  test('a parameter about TLS is refused: it would go beside what the server asks for', () => {
    expect(() => url({ parameters: { sslmode: 'disable' } })).toThrow(/"sslmode" configures TLS/);
  });
});
