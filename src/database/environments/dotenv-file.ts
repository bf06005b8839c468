import type { DatabaseUrl } from '../../backend/url/database-url';
import { Refusal } from '../../text/refusal';

/** The variable with production's password. */
const PASSWORD_VARIABLE = 'POSTGRES_PASSWORD';

interface ApplicationVariables {
  /** The application's own key for the URL. */
  readonly key: string;
  /** Further variables of the application, for example `TESTING_MODE`. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface LaptopVariablesProps extends ApplicationVariables {
  /** Database, user, driver and TLS. The host is replaced. */
  readonly url: DatabaseUrl;
  /** The service in the compose file, which is the server's host name for other containers. */
  readonly service: string;
  /** The port on `localhost`. @default - none: only other containers reach the server */
  readonly port?: number;
  readonly password: string;
  /** The variable with the password, which the server's container reads. */
  readonly passwordVariable: string;
}

/** The variable with the URL for programs in a container. */
export function keyInDocker(key: string): string {
  return `${key}_IN_DOCKER`;
}

/** The variables of an environment on a laptop. @throws Refusal if the user's variables redefine them */
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

/** Production's variables: references without a secret. @throws Refusal if the user's variables redefine them */
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
      `${taken.join(' and ')} cannot be given in dotenv.variables, since the database sets it; leave it out`,
    );
  }
  return new Map([...own, ...Object.entries(variables)]);
}
