import type { DatabaseUrl } from '../../backend/url/database-url';
import { Refusal } from '../../text/refusal';

/** The variable with the password in production. */
const PASSWORD_VARIABLE = 'POSTGRES_PASSWORD';

interface ApplicationVariables {
  /** The application's own key for the URL. */
  readonly key: string;
  /** What else the application reads, for example `TESTING_MODE`. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface LaptopVariablesProps extends ApplicationVariables {
  /** Database, user, driver and TLS; the host is that of the laptop, or of the container. */
  readonly url: DatabaseUrl;
  /** The service in the compose file, by which other containers find the server. */
  readonly service: string;
  /** The port of the machine. @default - none: only other containers find the server */
  readonly port?: number;
  readonly password: string;
  /** The variable that is the password, by which a container of the server has it. */
  readonly passwordVariable: string;
}

/** The key under which a program in a container finds the URL that leads from there. */
export function keyInDocker(key: string): string {
  return `${key}_IN_DOCKER`;
}

/** What the file of an environment that runs on a laptop says. @throws Refusal */
export function laptopVariables(props: LaptopVariablesProps): Map<string, string> {
  const { key, url, service, port, password, passwordVariable, variables = {} } = props;
  const inDocker = url.with({ host: service, port: 5432 }).render(password);
  const urls: [string, string][] =
    port === undefined
      ? [[key, inDocker]]
      : [
          [key, url.with({ host: 'localhost', port }).render(password)],
          [keyInDocker(key), inDocker],
        ];
  return together([...urls, [passwordVariable, password]], variables);
}

/** What the file of production says: where it comes from, and nothing that is secret itself. @throws Refusal */
export function productionVariables({ key, variables = {} }: ApplicationVariables): Map<string, string> {
  return together(
    [key, PASSWORD_VARIABLE].map((name) => [name, `\${${name}}`]),
    variables,
  );
}

function together(
  own: readonly (readonly [string, string])[],
  variables: Readonly<Record<string, string>>,
): Map<string, string> {
  const taken = own.map(([key]) => key).filter((key) => Object.hasOwn(variables, key));
  if (taken.length > 0) {
    throw Refusal.of(
      'own-variable',
      'variables',
      `${taken.join(' and ')} cannot be among the variables; what the database has to say is written there anyway`,
    );
  }
  return new Map([...own, ...Object.entries(variables)]);
}
