import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { secretFile } from '../fixtures/chatbot';
import { TemporaryRepository, type Files } from '../temporary-repository';
import { whenDone } from './cleanup';
import { run } from './command';
import { Namespace } from './namespace';

const PROGRAM = join(__dirname, '../../bin/cdk8s-database.js');
/** With all that a URL has to encode; where the pod composes the URL, a password has letters and digits alone. */
const PASSWORD = 'p@s$/w:rd#1%é&k';
const URL_SAFE = '0123456789abcdef0123456789abcdef';

/** Writes a row, and reads all. The node's proxy knows a new pod a moment after its Service does. */
const APPLICATION = `
import os, re, sys, time, psycopg2
e = os.environ
def connected():
    if 'DB_HOST' in e:
        return psycopg2.connect(host=e['DB_HOST'], user=e['DB_USER'], password=e['DB_PASSWORD'], dbname=e['DB_NAME'])
    return psycopg2.connect(re.sub(r'^postgresql\\+\\w+:', 'postgresql:', e['DATABASE_URL']))
for left in range(20, -1, -1):
    try:
        connection = connected()
        break
    except psycopg2.OperationalError as error:
        if 'refused' not in str(error) or left == 0:
            raise
        time.sleep(1)
with connection:
    cursor = connection.cursor()
    cursor.execute('create table if not exists note (body text)')
    if len(sys.argv) > 1:
        cursor.execute('insert into note values (%s)', (sys.argv[1],))
    cursor.execute('select body from note')
    print([body for body, in cursor])
`;

/** A Deployment whose container reads its environment from SOURCES. */
function application(sources = '[{ secretRef: { name: chat } }]'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: chat }
spec:
  selector: { matchLabels: { app: chat } }
  template:
    metadata: { labels: { app: chat } }
    spec:
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: chat
          image: localhost/pyapp:latest
          command: [sleep, "3600"]
          envFrom: ${sources}
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;
}

const SECRET = secretFile(undefined, 'chat');
const BASE = 'k8s/base';

function listed(names: readonly string[], folder = BASE): Files {
  return { [`${folder}/kustomization.yaml`]: `resources: [${names.join(', ')}]\n` };
}

interface Shape {
  readonly files: Files;
  /** The folder that is applied. @default - k8s/base */
  readonly folder?: string;
  readonly flags?: readonly string[];
  /** No file may have the password: init writes a main.ts, and the cluster has the Secrets. */
  readonly isOutside?: boolean;
}

const EXTERNAL = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: chat }
spec:
  secretStoreRef: { name: vault, kind: ClusterSecretStore }
  target: { name: chat }
  data: [{ secretKey: DATABASE_URL, remoteRef: { key: chat/database } }]
`;
const SEALED = `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: chat }
spec: { encryptedData: { DATABASE_URL: AgBy3i4O }, template: { metadata: { name: chat } } }
`;
const ENCRYPTED = `apiVersion: v1
kind: Secret
metadata: { name: chat }
stringData: { DATABASE_URL: "ENC[AES256_GCM,data:9Qm3,iv:aaaa=,tag:bbbb==,type:str]" }
sops: { mac: "ENC[AES256_GCM,data:cccc,iv:dddd=,tag:eeee==,type:str]", version: 3.9.0 }
`;

const SHAPES: Readonly<Record<string, Shape>> = {
  'a Secret that a kustomization generates': {
    files: {
      [`${BASE}/kustomization.yaml`]:
        'resources: [chat.yaml]\nsecretGenerator:\n  - name: chat\n    literals: ["DATABASE_URL=sqlite:///chat.db"]\n',
      [`${BASE}/chat.yaml`]: application(),
    },
  },
  'separate variables': {
    files: {
      ...listed(['chat.yaml', 'login.yaml']),
      [`${BASE}/chat.yaml`]: application('[{ configMapRef: { name: chat } }, { secretRef: { name: chat } }]'),
      [`${BASE}/login.yaml`]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: chat }\ndata: { DB_HOST: localhost, DB_NAME: chat }\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: chat }\nstringData: { DB_USER: chat, DB_PASSWORD: changeme }\n',
    },
  },
  'an ExternalSecret': {
    files: {
      ...listed(['chat.yaml', 'external.yaml']),
      [`${BASE}/chat.yaml`]: application(),
      [`${BASE}/external.yaml`]: EXTERNAL,
    },
    isOutside: true,
  },
  'a SealedSecret': {
    files: {
      ...listed(['chat.yaml', 'sealed.yaml']),
      [`${BASE}/chat.yaml`]: application(),
      [`${BASE}/sealed.yaml`]: SEALED,
    },
    isOutside: true,
  },
  'a Secret that SOPS has encrypted': {
    files: {
      ...listed(['chat.yaml', 'secret.yaml']),
      [`${BASE}/chat.yaml`]: application(),
      [`${BASE}/secret.yaml`]: ENCRYPTED,
    },
    isOutside: true,
  },
  'a Secret that was made by hand': {
    files: { ...listed(['chat.yaml']), [`${BASE}/chat.yaml`]: application() },
    isOutside: true,
  },
  'a Secret that git ignores': {
    files: {
      '.gitignore': 'k8s/base/secret.yaml\n',
      ...listed(['chat.yaml', 'secret.yaml']),
      [`${BASE}/chat.yaml`]: application(),
      [`${BASE}/secret.yaml`]: SECRET,
    },
  },
  'a folder of manifests without a kustomization': {
    files: { 'k8s/chat.yaml': application(), 'k8s/secret.yaml': SECRET },
    folder: 'k8s',
  },
  'a base that is not k8s/base': {
    files: {
      ...listed(['chat.yaml', 'secret.yaml'], 'deploy/app'),
      'deploy/app/chat.yaml': application(),
      'deploy/app/secret.yaml': SECRET,
    },
    folder: 'deploy/app',
  },
};

/** Kinds of controllers that this cluster does not have; a test makes what they would make. */
const KINDS = [
  ['external-secrets.io', 'v1', 'ExternalSecret'],
  ['bitnami.com', 'v1alpha1', 'SealedSecret'],
].map(([group = '', version, kind = '']) => {
  const plural = `${kind.toLowerCase()}s`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
});

beforeAll(async () => {
  for (const kind of KINDS) {
    await run('kubectl', ['apply', '-f', '-'], { input: JSON.stringify(kind) });
    const { name } = kind.metadata;
    whenDone(async () => {
      await run('kubectl', ['delete', 'crd', name, '--wait=false']);
    });
    await run('kubectl', ['wait', `crd/${name}`, '--for=condition=established', '--timeout=30s']);
  }
});

test.each(Object.entries(SHAPES))(
  '%s: a row is written, and is there after the server’s pod was deleted',
  async (_, { files, folder = BASE, isOutside = false }) => {
    const repository = new TemporaryRepository({
      ...files,
      'requirements.txt': 'SQLAlchemy==2.0.30\npsycopg2-binary==2.9.10\n',
    });
    const namespace = await Namespace.create('connection');
    execFileSync('git', ['init', '--quiet'], { cwd: repository.root });
    const product = async (...args: string[]): Promise<void> => {
      const env = isOutside ? {} : { POSTGRES_PASSWORD: PASSWORD };
      await run('node', [PROGRAM, ...args], { cwd: repository.root, env });
    };
    if (isOutside) {
      await product('init');
      await product('synth', 'main.ts', '--in-place');
      const literals = ['--from-literal=username=app', `--from-literal=password=${URL_SAFE}`];
      await namespace.kubectl(['create', 'secret', 'generic', 'database-credentials', ...literals]);
      if (!('k8s/base/secret.yaml' in files)) {
        const old = '--from-literal=DATABASE_URL=sqlite:///chat.db';
        await namespace.kubectl(['create', 'secret', 'generic', 'chat', old]);
      }
    } else {
      await product('synth', '--in-place');
    }

    // Flux takes the fields of SOPS out before it applies the file.
    await namespace.kubectl(['apply', '--validate=warn', '-k', repository.path(folder)]);
    await namespace.rolledOut('statefulset/database', 'deployment/chat');
    const said = async (...row: string[]): Promise<string> => {
      const exec = ['exec', 'deployment/chat', '--', 'python3', '-c', APPLICATION, ...row];
      return (await namespace.kubectl(exec)).stdout.trim();
    };
    expect(await said('hello')).toBe("['hello']");
    await namespace.kubectl(['delete', 'pod', 'database-0']);
    await namespace.rolledOut('statefulset/database');
    expect(await said()).toBe("['hello']");
    await namespace.delete();
  },
);
