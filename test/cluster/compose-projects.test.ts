import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFiles } from '../../src/editors/compose/project-files';
import { projectServices } from '../../src/editors/compose/project-services';
import { setComposeEntry } from '../../src/editors/compose/compose-editor';
import { PROJECTS } from '../editors/compose/projects';
import { Docker } from './docker';
import { temporaryFolder } from './temporary-folder';

interface Config {
  readonly services: Record<
    string,
    { readonly ports?: readonly { published?: string }[]; readonly networks?: object | null }
  >;
}

let docker: Docker;

beforeAll(async () => {
  docker = await Docker.start();
});

async function written(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function configOf(folder: string): Promise<Config> {
  const args = ['compose', '--profile', '*', 'config', '--format', 'json'];
  return JSON.parse((await docker.docker(args, { cwd: folder })).stdout) as Config;
}

test.each(Object.entries(PROJECTS))('Compose finds the same ports and networks: %s', async (_, files) => {
  const folder = await written(files);
  const read = (path: string): string | undefined => {
    const file = join(folder, path);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
  };

  const found = projectServices(projectFiles(read).groups, read).map(({ name, ports, networks }) => [
    name,
    ports.map(({ first }) => String(first)).sort(),
    [...new Set(networks)].sort(),
  ]);

  const { services } = await configOf(folder);
  const wanted = Object.entries(services).map(([name, { ports = [], networks }]) => [
    name,
    ports.map(({ published }) => published).sort(),
    Object.keys(networks ?? {}).sort(),
  ]);
  expect(found.sort()).toEqual(wanted.sort());
});

test('what is refused is what Compose does not load, or merges with a service of somebody else', async () => {
  const theirs = 'services: {test-db: {image: "postgres:13", ports: ["5499:5432"]}}\n';
  const included = await written({ 'compose.yaml': 'include: [db.yaml]\n', 'db.yaml': theirs });
  const overridden = await written({ 'compose.yaml': 'services: {}\n', 'compose.override.yaml': theirs });
  for (const folder of [included, overridden]) {
    const text = await readFile(join(folder, 'compose.yaml'), 'utf8');
    const value = { image: 'postgres:16', ports: ['5433:5432'] };
    await writeFile(
      join(folder, 'compose.yaml'),
      setComposeEntry(text, 'services', 'test-db', value, 'compose.yaml').text,
    );
  }
  await expect(configOf(included)).rejects.toThrow('conflicts with imported resource');
  const { services } = await configOf(overridden);
  expect(services['test-db']).toMatchObject({ image: 'postgres:13', ports: [{}, {}] });
});
