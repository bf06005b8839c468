import type { ProblemCode } from '../text/problem-code';
import { Refusal } from '../text/refusal';

/** What kubectl's errors mean. The first that matches. */
const CAUSES: readonly (readonly [RegExp, ProblemCode, string])[] = [
  [
    /context was not found|context ".*" does not exist|cannot locate context|no context exists|current-context (?:is not set|must exist)/,
    'cluster-context',
    'give a --context that "kubectl config get-contexts" lists',
  ],
  [
    /\(Unauthorized\)|must be logged in|provide credentials|getting credentials/,
    'cluster-login',
    'log in to the cluster again',
  ],
  [/\(Forbidden\)/, 'cluster-forbidden', 'ask for that right, or take another --context or --namespace'],
  [/\(NotFound\)/, 'cluster-not-found', 'check the --context and the --namespace'],
  [
    /The connection to the server|Unable to connect to the server|no such host|i\/o timeout|TLS handshake timeout|deadline exceeded|ServiceUnavailable/,
    'cluster-unreachable',
    'check the --context, and that the cluster runs',
  ],
];

/** The refusal for what a kubectl that failed has written to its standard error. */
export function kubectlRefusal(stderr: string): Refusal {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim().replace(OBJECT, 'Invalid value'))
    // Its library's own log says the same less clearly.
    .filter((line) => line !== '' && !/^[EIW]\d{4} \d\d:\d\d/.test(line) && !PATCH.test(line));
  const [, code, advice] = CAUSES.find(([pattern]) => pattern.test(lines.join('\n'))) ?? [];
  const said = lines.slice(-MOST_LINES).join('; ') || 'it failed, and did not say why';
  return Refusal.of(code ?? 'kubectl-failed', 'kubectl', advice === undefined ? said : `${said}; ${advice}`);
}

const MOST_LINES = 8;
/** What was applied and is wrong is quoted whole, with the values of a Secret: as a line of its own, or in one. */
const PATCH = /^[{[]/;
const OBJECT = /Invalid value: "(?:map\[|[{[]).*"(?=:)/;
