/** Contains what must not be committed. It has its own .gitignore, so the user's .gitignore stays unchanged. */
export const SECRETS_FOLDER = '.cdk8s-database';

/** The generated passwords, by name. */
export const SECRETS = `${SECRETS_FOLDER}/secrets.json`;
