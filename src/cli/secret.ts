import { Command } from 'commander';
import { setSecretValue } from '../editors/secret/secret-editor';
import { editFile } from './edit-file';
import { valueOnStdin } from './value-on-stdin';

interface SetOptions {
  readonly name?: string;
  readonly namespace?: string;
  readonly write?: boolean;
}

export function secretCommand(): Command {
  const set = new Command('set')
    .description(
      'set one KEY of a Secret to the value on stdin, and print the file with all other bytes unchanged',
    )
    .argument('<key>', 'the key, such as DATABASE_URL')
    .argument('<file>', 'the manifest with the Secret')
    .option('--name <name>', 'the name of the Secret, if the file has several')
    .option('--namespace <namespace>', 'the namespace of the Secret, if the file has several')
    .option('--write', 'write the file instead of printing it')
    .action(async (key: string, file: string, { write = false, ...narrow }: SetOptions) => {
      const value = await valueOnStdin('secret set KEY FILE');
      editFile(file, write, (text) => setSecretValue(text, { key, ...narrow }, value, file));
    });
  return new Command('secret').description('edit a Secret').addCommand(set);
}
