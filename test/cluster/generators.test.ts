import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { readEnvFile, setEnvFileValue } from '../../src/editors/generator/env-file';
import { findGenerators, setGeneratorLiteral } from '../../src/editors/generator/generator-editor';
import { Refusal } from '../../src/text/refusal';
import { envText, KEY, kustomization, value } from '../editors/generator/kustomizations';
import { run } from './command';
import { temporaryFolder } from './temporary-folder';

test('kustomize yields what was set, and what findGenerators and readEnvFile say of the rest', async () => {
  const folder = await temporaryFolder();
  const wanted: Record<string, Record<string, string>> = {};
  const cases = fc.sample(fc.tuple(kustomization, value, envText), 300);
  for (const [index, [{ text }, to, env]] of cases.entries()) {
    const name = `case-${index}`;
    await mkdir(join(folder, name));
    const path = `${name}/kustomization.yaml`;
    const edited = setGeneratorLiteral(text, { key: KEY, name: 'backend' }, to, path).text;
    await writeFile(join(folder, path), edited);
    for (const generator of findGenerators(edited, path)) {
      wanted[`${name}/${generator.name}`] = Object.fromEntries(
        generator.literals.map((literal) => [literal.key, literal.value]),
      );
    }
    const written = ifWritable(() => setEnvFileValue(env, KEY, to, '.env').text) ?? env;
    await mkdir(join(folder, `${name}-env`));
    await writeFile(join(folder, `${name}-env/.env`), written);
    await writeFile(
      join(folder, `${name}-env/kustomization.yaml`),
      `configMapGenerator: [{name: e, envs: [.env]}]\n`,
    );
    wanted[`${name}-env/e`] = Object.fromEntries(
      readEnvFile(written, '.env').map((line) => [line.key, line.value ?? '']),
    );
  }
  const folders = cases.flatMap((_, index) => [`case-${index}`, `case-${index}-env`]);
  // All in one build; a suffix keeps the objects apart.
  for (const one of folders) {
    await mkdir(join(folder, `${one}-named`));
    const named = { resources: [`../${one}`], nameSuffix: `--${one}` };
    await writeFile(join(folder, `${one}-named/kustomization.yaml`), JSON.stringify(named));
  }
  await writeFile(
    join(folder, 'kustomization.yaml'),
    JSON.stringify({ resources: folders.map((one) => `${one}-named`) }),
  );
  const { stdout } = await run('kubectl', ['kustomize', '.'], { cwd: folder });
  const built: Record<string, Record<string, string>> = {};
  for (const document of stdout.split(/^---\n/m)) {
    const { kind, metadata, data, binaryData } = load(document) as Built;
    const [, name = '', one = ''] = /^(?:a-)?(\w+)--(case-\d+(?:-env)?)-\w+$/.exec(metadata.name) ?? [];
    built[`${one}/${name}`] = {
      ...(kind === 'Secret' ? mapped(data) : data),
      ...mapped(binaryData),
    };
  }
  expect(Object.keys(built)).toHaveLength(Object.keys(wanted).length);
  expect(built).toEqual(wanted);
});

interface Built {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, string>;
  readonly binaryData?: Record<string, string>;
}

function mapped(data: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString('utf8')]),
  );
}

function ifWritable<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
