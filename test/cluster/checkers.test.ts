import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APPLICATION_FINDINGS } from './checkers/application-findings';
import { checkov } from './checkers/checkov';
import { EXCEPTIONS, isExcepted } from './checkers/exceptions';
import type { Finding, Verdict } from './checkers/finding';
import { kubeScore } from './checkers/kube-score';
import { kubeconform } from './checkers/kubeconform';
import { nameOf, parse, pods, print, withContainer, type KubernetesObject } from './checkers/manifests';
import { schemaVersions, writeSchemas } from './checkers/schemas';
import { run, type CommandOutput } from './command';
import { Example } from './example';
import { importProgram } from './import-job';
import { writeMigrations } from './migrations';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

/** Application and database as one rendering: what one of them says of the other is looked up in it. */
let rendered: string;
let objects: readonly KubernetesObject[];
/** Names of the objects that were there before: a user's, as plain as many have them. */
let application: ReadonlySet<string>;
let base: string;
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const example = await Example.copyTo(folder);
  application = new Set(parse(await kustomize(example.base)).map(nameOf));
  await useEveryCapability(example);
  await example.synth('for-the-checkers', '--output', join(folder, 'dist'));
  base = join(folder, 'dist', 'k8s', 'base');
  rendered = await kustomize(base);
  objects = parse(rendered);
});

/** The default, and beside it all that a prop brings in: nothing is found in that either. */
async function useEveryCapability(example: Example): Promise<void> {
  await writeMigrations(example, {
    '0006_tidy.sql': 'create procedure tidy() language sql as $$ select $$;',
  });
  const scheduled = "[{ procedure: 'tidy', schedule: '0 3 * * *' }]";
  const from = "SqliteSource.file({ claim: 'backend-data', path: 'chat.db' })";
  // The custom kinds of an operator's monitoring are for operator-kinds.test.ts.
  const props = `{
    backup: {
      drill: {},
      to: [
        BackupStore.newClaim({ size: Size.gibibytes(10) }),
        BackupStore.s3({ bucket: 'backups', credentialsSecret: 'store', endpoint: 'https://s3.example.com' }),
      ],
      wal: {},
    },
    monitoring: { scrape: 'annotations' },
    schema: Schema.fromDirectory('schema', { scheduled: ${scheduled} }),
    snapshots: {},
  }`;
  await writeFile(join(example.repository, 'main.ts'), importProgram(props, `from: ${from}`));
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
}

async function kustomize(path: string): Promise<string> {
  return (await run('kubectl', ['kustomize', path])).stdout;
}

/** Has a checker look at manifests, in a file and folder of their own. */
async function judge(
  check: (file: string, folder: string) => Promise<Verdict>,
  manifests: string,
): Promise<Verdict> {
  const own = await temporaryFolder();
  await writeFile(join(own, 'manifests.yaml'), manifests);
  return await check(join(own, 'manifests.yaml'), own);
}

/** What is said against the database and has no reason. */
function unexcepted({ findings }: Verdict): Finding[] {
  return findings.filter((finding) => !application.has(finding.object) && !isExcepted(finding));
}

/** What is said against the application, check by check. */
function againstApplication({ findings }: Verdict): Record<string, string[]> {
  const checks: Record<string, string[]> = {};
  for (const { check, object } of findings) {
    if (application.has(object)) (checks[check] ??= []).push(object);
  }
  for (const names of Object.values(checks)) names.sort();
  return checks;
}

/** The ids of the checks that have something against the database. */
function checksOf({ findings }: Verdict): string[] {
  return findings.filter(({ object }) => !application.has(object)).map(({ check }) => check);
}

function annotated(manifests: string, annotations: Readonly<Record<string, string>>): KubernetesObject[] {
  return parse(manifests).map((object) => ({ ...object, metadata: { ...object.metadata, annotations } }));
}

describe('kubeconform, strict', () => {
  let versions: string[];

  beforeAll(async () => {
    versions = await schemaVersions();
  });

  /** What it finds in each version. */
  async function conform(manifests: string): Promise<Verdict[]> {
    return await Promise.all(
      versions.map(
        async (version) =>
          await judge(async (file, own) => {
            await writeSchemas(own, version, parse(manifests));
            return await kubeconform(file, own, version);
          }, manifests),
      ),
    );
  }

  test('every field is one that each version from 1.28 on knows', async () => {
    expect(versions.length).toBeGreaterThanOrEqual(10);
    expect(versions[0]).toBe('1.28.0');
    for (const { checked, findings } of await conform(rendered)) {
      expect(findings).toEqual([]);
      expect([...checked].sort()).toEqual(objects.map(nameOf).sort());
    }
  });

  test('a misspelt field is found in each of them', async () => {
    const misspelt = withContainer(rendered, { imagePulPolicy: 'IfNotPresent' });
    for (const { findings } of await conform(misspelt)) {
      expect(findings).toMatchObject([
        { object: 'StatefulSet database', message: expect.stringContaining('imagePulPolicy') as unknown },
      ]);
    }
  });
});

describe('kube-score and checkov, every check', () => {
  let score: Verdict;
  let policies: Verdict;

  beforeAll(async () => {
    [score, policies] = await Promise.all([judge(kubeScore, rendered), judge(checkov, rendered)]);
  });

  test('nothing is said against the database that has no reason', () => {
    expect(unexcepted(score)).toEqual([]);
    expect(unexcepted(policies)).toEqual([]);
  });

  test('both have looked at what runs', () => {
    const running = ['Deployment backend', 'Deployment frontend', 'StatefulSet database'];
    for (const { checked } of [score, policies]) {
      expect([...checked]).toEqual(expect.arrayContaining(running));
    }
  });

  test('what is said against the application is what its author has not written', () => {
    const found = { 'kube-score': againstApplication(score), checkov: againstApplication(policies) };
    expect(found).toEqual(APPLICATION_FINDINGS);
  });

  test('each finds what is planted, whatever an annotation says', async () => {
    const resources = { limits: { memory: '1Gi' }, requests: { memory: '512Mi' } };
    const untagged = annotated(withContainer(rendered, { image: 'postgres', resources }), {
      'kube-score/ignore': 'container-image-tag',
    });
    expect(checksOf(await judge(kubeScore, print(untagged)))).toEqual(
      expect.arrayContaining(['container-image-tag', 'container-memory-requests-equal-limits']),
    );
    const privileged = annotated(withContainer(rendered, { securityContext: { privileged: true } }), {
      'checkov.io/skip1': 'CKV_K8S_16=no reason',
    });
    const exposed = privileged.filter(({ kind }) => kind !== 'NetworkPolicy');
    expect(checksOf(await judge(checkov, print(exposed)))).toEqual(
      expect.arrayContaining(['CKV_K8S_16', 'CKV2_K8S_6']),
    );
  });

  test('the exceptions are few, and none is left over', () => {
    expect(EXCEPTIONS.filter(({ byDesign }) => !byDesign).length).toBeLessThanOrEqual(3);
    const switchedOff = EXCEPTIONS.flatMap(({ checks }) => [
      ...(checks['kube-score'] ?? []),
      ...(checks.checkov ?? []),
    ]);
    expect([...checksOf(score), ...checksOf(policies)]).toEqual(expect.arrayContaining(switchedOff));
  });

  test('an overlay with a namespace and a digest needs no exception for them', async () => {
    const overlay = join(folder, 'dist', 'k8s', 'overlay');
    await mkdir(overlay);
    const digest = `sha256:${'0'.repeat(64)}`;
    const images = [
      'postgres',
      'python',
      'docker.io/library/python',
      'docker.io/restic/restic',
      'quay.io/prometheuscommunity/postgres-exporter',
    ].map((name) => ({ name, digest }));
    const kustomization = { resources: ['../base'], namespace: 'chatbot', images };
    await writeFile(join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization));
    const checks = checksOf(await judge(checkov, await kustomize(overlay)));
    expect(checks).not.toContain('CKV_K8S_21');
    expect(checks).not.toContain('CKV_K8S_43');
    expect(checks).toContain('CKV_K8S_40'); // it has looked at the database
  });
});

describe('Pod Security "restricted", by the API server', () => {
  let namespace: Namespace;

  beforeAll(async () => {
    namespace = await Namespace.create('checkers');
    // No pod is admitted whose account is not there, so these are made.
    const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount');
    await namespace.kubectl(['apply', '-f', '-'], { input: print(accounts) });
    await namespace.kubectl(['wait', '--for=create', 'serviceaccount/default', '--timeout=30s']);
  });

  /** As if applied: of a workload it warns; only a pod itself is refused. */
  async function dryRun(manifests: readonly KubernetesObject[]): Promise<CommandOutput> {
    const flags = ['--dry-run=server', '--validate=strict', '-f', '-'];
    return await namespace.kubectl(['apply', ...flags], { input: print(manifests) });
  }

  test('admits every object and every pod, without a warning', async () => {
    const all = [...objects, ...pods(objects)];
    const { stdout, stderr } = await dryRun(all);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toHaveLength(all.length);
    expect(stdout).toContain('pod/database-pod created');
  });

  test('warns of a workload and refuses a pod with more privileges', async () => {
    const privileged = parse(withContainer(rendered, { securityContext: { privileged: true } }));
    expect((await dryRun(privileged)).stderr).toContain('would violate PodSecurity "restricted');
    await expect(dryRun(pods(privileged))).rejects.toThrow('violates PodSecurity "restricted');
  });
});
