import type { Edited } from '../../text/edited';
import { checkNotEncrypted } from './encrypted';
import { checkWritable } from './writable-value';

/**
 * Gives the file that a generator reads as KEY another content. The application gets all of it, the last line end
 * included. Since it coped with the line end that the file has, the new content ends the same way.
 *
 * @throws Refusal where the file is encrypted, or cannot have the value.
 */
export function setFileContent(text: string, key: string, value: string, path: string): Edited {
  checkNotEncrypted(text, path);
  checkWritable(key, value, path);
  const ending = value.endsWith('\n') ? '' : (/(?:\r?\n)+$/.exec(text)?.[0] ?? '');
  const edited = value + ending;
  if (edited === text || ending === '') return { text: edited, warnings: [] };
  const message = `ends with a line end, as it did before, and the application gets it as a part of the value; remove it if the application cannot read it`;
  return { text: edited, warnings: [{ code: 'line-end-in-value', path, message }] };
}
