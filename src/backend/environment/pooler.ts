/** Images of programs that lead from their own address to a database elsewhere. */
const POOLER_IMAGE =
  /(?:^|\/)[^/]*(?:sql-?proxy|auth-?proxy|pgbouncer|pgcat|pgpool|odyssey|supavisor|pgdog|haproxy|stunnel|chisel)[^/]*$/i;

/** True for the image of a pooler or proxy: its connection is not the application's. */
export function isPooler(image: string | undefined): boolean {
  return POOLER_IMAGE.test((image ?? '').replace(/[:@][^/]*$/, ''));
}
