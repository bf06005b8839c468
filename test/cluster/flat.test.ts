import { loadAll } from 'js-yaml';
import { deployment, secretFile } from '../fixtures/chatbot';
import { synthesize } from '../in-process';
import { TemporaryRepository, type Files } from '../temporary-repository';
import { run } from './command';

const POD =
  '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"once"},"spec":{"containers":[{"name":"a","image":"a"}]}}';

const FOLDERS: Readonly<Record<string, Files>> = {
  'files of each kind': {
    'app.yml': `# comment\n---\n${deployment()}---\n\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: chat }\n`,
    'secret.yaml': secretFile(),
    'pod.json': POD,
    '01 - a list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - ${POD.replace('once', 'twice')}\n`,
  },
  'files that are no manifests': {
    'app.yaml': deployment(),
    'secret.yaml': secretFile(),
    'secret.example.yaml': secretFile(),
    'kind.yaml': 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n',
    'compose.yaml': 'services: { app: { image: a } }\n',
    'package.json': '{}',
    'comment.yaml': '# nothing yet\n',
    '.hidden.yaml': '# nothing\n',
  },
  'files with the bytes of Windows': {
    'app.yaml': `\uFEFF${deployment()}`.replaceAll('\n', '\r\n'),
    'secret.yaml': secretFile().replaceAll('\n', '\r\n'),
  },
};

test.each(Object.entries(FOLDERS))('kustomize builds the flat folder with %s', async (_, files) => {
  const below = Object.entries(files).map(([name, text]) => [`k8s/${name}`, text]);
  const repository = new TemporaryRepository(Object.fromEntries(below) as Files);

  synthesize(repository, { flags: { inPlace: true } });

  const { stdout } = await run('kubectl', ['kustomize', repository.path('k8s')]);
  const names = (loadAll(stdout) as { kind: string; metadata: { name: string } }[]).map(
    ({ kind, metadata }) => `${kind} ${metadata.name}`,
  );
  expect(names).toEqual(
    expect.arrayContaining(['Deployment backend', 'Secret backend-secret', 'StatefulSet database']),
  );
  if ('pod.json' in files)
    expect(names).toEqual(expect.arrayContaining(['Pod once', 'Pod twice', 'Namespace chat']));
});
