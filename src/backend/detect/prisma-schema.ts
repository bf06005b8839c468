import type { Notice } from '../../text/refusal';

/** A notice for each schema of Prisma whose datasource is another database: it rejects a PostgreSQL URL. */
export function prismaProviders(
  files: readonly { readonly path: string; readonly text: string }[],
): Notice[] {
  return files
    .filter(({ path }) => path.endsWith('.prisma'))
    .flatMap(({ path, text }) => {
      const source = /^\s*datasource\s+\w+\s*\{([^}]*)\}/m.exec(text.replace(/\/\/.*$/gm, ''))?.[1] ?? '';
      const provider = /\bprovider\s*=\s*"([\w-]+)"/.exec(source)?.[1];
      if (provider === undefined || /^postgres(?:ql)?$/.test(provider)) return [];
      return [
        {
          code: 'prisma-provider',
          path,
          message: `says provider = "${provider}", so Prisma rejects the PostgreSQL URL; write provider = "postgresql" there, and make its migrations anew (prisma migrate dev)`,
        },
      ];
    });
}
