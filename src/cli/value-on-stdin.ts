import { Refusal } from '../text/refusal';
import { decodeUtf8 } from '../text/text-file';

/** The value is never an argument, which every process on the machine could see. USAGE is the command that takes it. */
export async function valueOnStdin(usage: string): Promise<string> {
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
    `is empty; send the value on it, for example: printf %s "$VALUE" | cdk8s-database ${usage}`,
  );
}
