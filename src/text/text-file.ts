import { Refusal } from './refusal';

/** Decodes UTF-8. @throws Refusal for bytes that are not valid UTF-8, since an edit would destroy them. */
export function decodeUtf8(bytes: Buffer, path: string): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) {
    throw Refusal.of('not-utf-8', path, 'is not valid UTF-8; convert it to UTF-8, then run again');
  }
  return text;
}
