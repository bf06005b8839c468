import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { setEnvFileValue } from '../editors/generator/env-file';
import { setFileContent } from '../editors/generator/file-content';
import { setGeneratorLiteral } from '../editors/generator/generator-editor';
import type { GeneratorKind } from '../editors/generator/generator-file';
import { findKeySource, type GeneratorSelector } from '../editors/generator/generator-source';
import { editFile, readForEdit } from './edit-file';
import { valueOnStdin } from './value-on-stdin';
import type { Notice } from '../text/refusal';

interface SetOptions {
  readonly key: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly kind?: Lowercase<GeneratorKind>;
  readonly write?: boolean;
}

export function generatorCommand(): Command {
  const set = new Command('set')
    .description(
      'set one KEY of a secretGenerator or configMapGenerator to the value on stdin, and print the file that holds it with all other bytes unchanged',
    )
    .argument('<file>', 'the kustomization.yaml')
    .requiredOption('--key <key>', 'the key, such as DATABASE_URL')
    .option('--name <name>', 'the name of the generator, if several have the key')
    .option('--namespace <namespace>', 'the namespace of the generator, if several have the key')
    .addOption(new Option('--kind <kind>', 'what it generates').choices(['secret', 'configmap']))
    .option('--write', 'write the file instead of printing it')
    .action(async (file: string, { write = false, kind, ...narrow }: SetOptions) => {
      const value = await valueOnStdin('generator set FILE --key KEY');
      const selector = { ...narrow, ...(kind && { kind: KINDS[kind] }) };
      setValue(file, selector, value, write);
    });
  return new Command('generator').description("edit what a kustomization's generators read").addCommand(set);
}

const KINDS = { secret: 'Secret', configmap: 'ConfigMap' } as const;

function setValue(file: string, selector: GeneratorSelector, value: string, write: boolean): void {
  const { key } = selector;
  const at = (path: string): string => join(dirname(file), path);
  const read = (path: string): string => readForEdit(at(path));
  const { source, alsoReadBy } = findKeySource(readForEdit(file), selector, file, read);
  if (source.from === 'literal') {
    editFile(file, write, (text) => setGeneratorLiteral(text, selector, value, file));
    return;
  }
  const path = at(source.path);
  const set = source.from === 'env' ? setEnvFileValue : setFileContent;
  editFile(path, write, (text) => {
    const { text: after, warnings } = set(text, key, value, path);
    return { text: after, warnings: [elsewhere(file, key, path), ...alsoReadBy, ...warnings] };
  });
}

/** Who sends the output to a file must not take it for the kustomization. */
function elsewhere(file: string, key: string, path: string): Notice {
  const message = `has the value of ${key} in ${path}: that file is the one that is edited`;
  return { code: 'value-in-file', path: file, message };
}
