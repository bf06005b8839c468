import type { ConnectionPart } from '../connection/expected-connection';

/** What a variable gets: a part of the connection, or a text of your own. */
export type VariableValue = ConnectionPart | { readonly value: string };
