import { Command } from 'commander';
import { Refusal } from '../text/refusal';
import { setSecretValue } from '../editors/secret/secret-editor';
import { decodeUtf8 } from '../text/text-file';
import { editFile } from './edit-file';

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
      const value = await valueOnStdin();
      editFile(file, write, (text) => setSecretValue(text, { key, ...narrow }, value, file));
    });
  return new Command('secret').description('edit a Secret').addCommand(set);
}

/** The value is never an argument, which every process on the machine could see. */
async function valueOnStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  if (!process.stdin.isTTY) for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  // PowerShell sends a byte order mark first, which is not part of the value.
  const value = decodeUtf8(Buffer.concat(chunks), 'stdin')
    .replace(/^\ufeff/, '')
    .replace(/\r?\n$/, '');
  if (value.includes('\0')) {
    const message =
      'has a NUL byte, which an environment variable cannot contain; send the value as UTF-8 text without one';
    throw Refusal.of('bad-value', 'stdin', message);
  }
  if (value !== '') return value;
  throw Refusal.of(
    'no-value',
    'stdin',
    'is empty; send the value on it, for example: printf %s "$VALUE" | cdk8s-database secret set KEY FILE',
  );
}
