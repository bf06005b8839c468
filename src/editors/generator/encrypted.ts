import { Refusal } from '../../text/refusal';

/** What tools that encrypt leave at the start of a file or of a value, or as their checksum beside the values. */
const ENCRYPTED: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[=:"'\s])ENC\[|^sops_\w+=|^sops:|["']sops["']\s*:/m, 'sops edit'],
  [/^\0?GITCRYPT/, 'git-crypt unlock, then run again'],
  [/^\$ANSIBLE_VAULT;/, 'ansible-vault edit'],
  [/^-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----/, 'the tool that encrypted it'],
];

/** @throws Refusal: the text is not what the application gets, and an edit would break what decrypts it */
export function checkNotEncrypted(text: string, path: string): void {
  const tool = ENCRYPTED.find(([mark]) => mark.test(text))?.[1];
  if (tool === undefined) return;
  throw Refusal.of(
    'encrypted-value',
    path,
    `is encrypted, or holds a value that is; change it with: ${tool}`,
  );
}
