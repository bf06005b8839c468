import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fileChange, type FileChange } from '../plan/plan';
import { isInIndex } from '../tree/git-index';
import { isInside } from '../../text/paths';
import { realPathOf } from '../tree/pinned-folder';
import { Refusal, type Notice } from '../../text/refusal';
import { resolvePassword, type PasswordCandidates } from './resolve-password';
import { SECRETS, SECRETS_FOLDER } from '../tree/secrets-folder';
import { readRegularFile } from '../tree/regular-file';
import { systemErrorCode } from '../../text/system-error';
import { leftoverTempFilesIn } from '../tree/leftover-temp-files';

const IGNORE = `${SECRETS_FOLDER}/.gitignore`;

const MASK = 'none-yet';

/** Letters and digits alone, so that no YAML, URL or shell has a rule for any of them; 190 bits in 32. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;

/** A password under its name in secrets.json, which is the database's and not a construct's: constructs move. */
export interface KeptPassword extends Omit<PasswordCandidates, 'kept'> {
  readonly name: string;
  /** The name that an earlier version of this program had for it. @default - the same */
  readonly formerName?: string;
}

/** The passwords of a synth: given in the environment, kept by a Secret, or made once and kept here. */
export class SecretStore {
  private readonly made: Record<string, string>;
  private readonly before: Buffer | undefined;

  constructor(
    private readonly repository: string,
    /** What is done where there is none: a run that writes nothing makes none, and one that shows none needs none. */
    private readonly whereNone: 'make' | 'refuse' | 'mask',
  ) {
    this.refuseLink();
    this.before = this.read(SECRETS);
    this.made = this.before === undefined ? {} : parse(this.before);
  }

  /** @throws Refusal where one has to be made and may not. */
  resolve(password: KeptPassword): string {
    const found = this.find(password);
    if (found !== undefined) return found;
    throw Refusal.of(
      'password-needed',
      password.name,
      `has no password yet, and this run writes nothing: set ${password.variable}, or run synth once without --check or --dry-run`,
    );
  }

  /** The same; undefined where one has to be made and may not. @throws Refusal of one that no server takes. */
  find({ name, formerName = name, ...candidates }: KeptPassword): string | undefined {
    const kept = (): string | undefined => {
      const former = this.made[formerName];
      if (former !== undefined) this.made[name] ??= former;
      return former ?? this.made[name] ?? this.make(name);
    };
    return resolvePassword(name, { ...candidates, kept });
  }

  private make(name: string): string | undefined {
    if (this.whereNone === 'mask') return MASK;
    if (this.whereNone === 'refuse') return undefined;
    return (this.made[name] = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(
      '',
    ));
  }

  /** Left here by a run that was killed; they hold passwords. */
  get leftoverTempFiles(): string[] {
    return leftoverTempFilesIn(join(this.repository, SECRETS_FOLDER));
  }

  /** Has git what is to be kept out of it? */
  get notices(): Notice[] {
    if (this.before === undefined || !isInIndex(this.repository, SECRETS)) return [];
    const message =
      'holds passwords, and git has the file: git rm --cached it, and give the databases new passwords if others have the repository';
    return [{ code: 'maybe-tracked', path: SECRETS, message }];
  }

  /**
   * What has to be written before anything that uses a password made here. IS_NEEDED: others are going to have
   * temporary files in the folder.
   */
  changes(isNeeded = false): FileChange[] {
    const where = (path: string): { path: string; file: string } => ({
      path,
      file: join(this.repository, path),
    });
    const ignore = (): FileChange =>
      fileChange(where(IGNORE), this.read(IGNORE), Buffer.from('*\n'), 'keeps this folder out of git', {
        untracked: true,
      });
    const entries = Object.entries(this.made).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) return isNeeded ? [ignore()] : [];
    const after = Buffer.from(`${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
    return [
      ignore(),
      fileChange(where(SECRETS), this.before, after, 'a password made once, kept out of git', {
        mode: 0o600,
        fsync: true,
      }),
    ];
  }

  /** What is read from elsewhere is not this repository's, and what is written there is not kept out of git. */
  private refuseLink(): void {
    const real = realPathOf(join(this.repository, SECRETS));
    if (isInside(realPathOf(this.repository), real)) return;
    const message = `leads out of the repository by a symbolic link, to ${real}; put the file itself there`;
    throw Refusal.of('link-escapes', SECRETS, message);
  }

  private read(path: string): Buffer | undefined {
    try {
      return readRegularFile(join(this.repository, path), path);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      throw Refusal.of(
        'unreadable',
        path,
        `cannot be read (${code}); see to its permissions, or move it away`,
      );
    }
  }
}

function parse(bytes: Buffer): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      !Array.isArray(parsed) &&
      Object.values(parsed).every((value) => typeof value === 'string')
    ) {
      return parsed as Record<string, string>;
    }
  } catch {
    // Said below: the parser's own message would quote the file.
  }
  throw Refusal.of(
    'secrets-unreadable',
    SECRETS,
    'is not a JSON object of names and passwords; restore it, or delete it to have new passwords made',
  );
}
