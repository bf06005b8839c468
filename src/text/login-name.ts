/** Whether it can name a database or a role without quotes, and is none that the server uses or reserves. */
export function isLoginName(name: string): boolean {
  return /^[a-z_][a-z0-9_]{0,62}$/.test(name) && !RESERVED_NAME.test(name);
}

const RESERVED_NAME = /^(?:postgres|template[01]|public|none|pg_.*)$/;
