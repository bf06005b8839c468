/** Holds what must not be committed: the folder ignores itself, so the user's .gitignore stays as it is. */
export const SECRETS_FOLDER = '.cdk8s-database';

/** The passwords that were made once, by their names. */
export const SECRETS = `${SECRETS_FOLDER}/secrets.json`;
