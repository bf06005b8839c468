import { Refusal } from './refusal';

/** Bytes to text and back without loss: what is not UTF-8 is refused, since an edit would destroy it. */
export function decodeUtf8(bytes: Buffer, path: string): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) {
    throw Refusal.of('not-utf-8', path, 'is not valid UTF-8; convert it to UTF-8, then run again');
  }
  return text;
}
