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

/** Letters and digits, which need no quoting in YAML, URLs and shells. 32 of them have 190 bits. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;

/** A password by its name in secrets.json. The name is the database's, not the construct's path, which may change. */
export interface KeptPassword extends Omit<PasswordCandidates, 'kept'> {
  readonly name: string;
  /** Its name in an earlier version of this tool. @default - the same */
  readonly formerName?: string;
  /** The files that have it on another machine; a new one would not be the server's. @default none */
  readonly elsewhere?: () => readonly string[];
}

/** The passwords of a synth: from the environment, from a Secret, or generated once and stored in secrets.json. */
export class SecretStore {
  private readonly made: Record<string, string>;
  private readonly before: Buffer | undefined;

  constructor(
    private readonly repository: string,
    /** What to do with a missing password: only a run that writes may generate one, and a diff or a list can show a mask. */
    private readonly whereNone: 'make' | 'refuse' | 'mask',
  ) {
    this.refuseLink();
    this.before = this.read(SECRETS);
    this.made = this.before === undefined ? {} : parse(this.before);
  }

  /** @throws Refusal if a password is missing and must not be generated. */
  resolve(password: KeptPassword): string {
    const found = this.find(password);
    if (found !== undefined) return found;
    throw Refusal.of(
      'password-needed',
      password.name,
      `has no password yet, and this run writes nothing: set ${password.variable}, or run synth once without --check`,
    );
  }

  /** As resolve(), but undefined if a password is missing. @throws Refusal for a password that no server accepts. */
  find({ name, formerName = name, elsewhere, ...candidates }: KeptPassword): string | undefined {
    const kept = (): string | undefined => {
      const former = this.made[formerName];
      if (former !== undefined) this.made[name] ??= former;
      const known = former ?? this.made[name];
      if (known === undefined) refuseElsewhere(name, candidates.variable, elsewhere?.() ?? []);
      return known ?? this.make(name);
    };
    return resolvePassword(name, { ...candidates, kept });
  }

  private make(name: string): string | undefined {
    if (this.whereNone === 'mask') return (this.made[name] = MASK);
    if (this.whereNone === 'refuse') return undefined;
    return (this.made[name] = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(
      '',
    ));
  }

  /** Temporary files that a killed run left; they contain passwords. */
  get leftoverTempFiles(): string[] {
    return leftoverTempFilesIn(join(this.repository, SECRETS_FOLDER));
  }

  /** A notice if git tracks secrets.json. */
  get notices(): Notice[] {
    if (this.before === undefined || !isInIndex(this.repository, SECRETS)) return [];
    const message =
      'contains passwords, but git tracks the file: run git rm --cached on it, and give the databases new passwords if others can read the repository';
    return [{ code: 'maybe-tracked', path: SECRETS, message }];
  }

  /** Changes that must be written before all files with a generated password. IS_NEEDED: temporary files use the folder. */
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
      fileChange(where(SECRETS), this.before, after, 'a generated password, kept out of git', {
        mode: 0o600,
        fsync: true,
      }),
    ];
  }

  /** A file outside of the repository does not belong to it, and its .gitignore does not apply there. */
  private refuseLink(): void {
    const real = realPathOf(join(this.repository, SECRETS));
    if (isInside(realPathOf(this.repository), real)) return;
    const message = `points out of the repository by a symbolic link, to ${real}; replace the link by the file itself`;
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
        `cannot be read (${code}); check its permissions, or move it away`,
      );
    }
  }
}

/** @throws Refusal if FILES, which git ignores, have the password where the repository was set up */
function refuseElsewhere(name: string, variable: string, files: readonly string[]): void {
  if (files.length === 0) return;
  const message = `has a password already, in files that git ignores and this clone does not have: copy ${files.join(', ')} and your own Secret from where the repository was set up, or set ${variable} to that password`;
  throw Refusal.of('password-elsewhere', name, message);
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
    // Reported below, since the parser's own message would quote the file.
  }
  throw Refusal.of(
    'secrets-unreadable',
    SECRETS,
    'is not a JSON object of names and passwords; restore it, or delete it to generate new passwords',
  );
}
