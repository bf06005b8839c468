import type { Composition } from './composition';

/** The main.ts of a repository. It states what was detected, since users edit it there. */
export function mainProgram({ base, file, name, namespace, key, driver }: Composition): string {
  const optional = [
    ...(name === undefined ? [] : [`  name: ${quoted(name)},\n`]),
    ...(namespace === undefined ? [] : [`  namespace: ${quoted(namespace)},\n`]),
  ].join('');
  const url = driver === undefined ? '' : `{ driver: ${quoted(driver.driver)} }`;
  return `import { BackendSecret, GitOpsApp, PostgresDatabase, PostgresVersion } from 'cdk8s-database';
import { Size } from 'cdk8s';

const app = new GitOpsApp({ base: ${quoted(base)} });

const database = new PostgresDatabase(app, 'database', {
  version: PostgresVersion.V16,
  storage: { size: Size.gibibytes(10) },
});

new BackendSecret(app, 'backend-secret', {
  file: ${quoted(file)},
${optional}  key: ${quoted(key)},
  value: database.url(${url}),
});

app.synth();
`;
}

/** TEXT as a JavaScript string in single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
