import { App } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import { PostgresDatabase, type PostgresDatabaseProps } from 'cdk8s-database';
import { renderManifests } from '../../src/kubernetes/manifests';

/** What the tests give as the password, where one has to be given. */
export const PASSWORD = 'a password for tests';

/** The files of a database's folder, name to text, as a synth would write them. */
export function renderedFiles(props: PostgresDatabaseProps = {}, id = 'database'): Record<string, string> {
  process.env['POSTGRES_PASSWORD'] = PASSWORD;
  const app = new App();
  new PostgresDatabase(app, id, props);
  const [folder] = renderManifests(app, undefined);
  return Object.fromEntries(
    [...(folder?.files ?? [])].map(([name, bytes]) => [name, bytes.toString('utf8')]),
  );
}

/** The one object of a kind, read by js-yaml, which did not lay it out. */
export function renderedObject<T = Record<string, never>>(files: Record<string, string>, file: string): T {
  return load(files[file] ?? '') as T;
}

export function renderedObjects<T = Record<string, never>>(files: Record<string, string>, file: string): T[] {
  return loadAll(files[file] ?? '') as T[];
}
