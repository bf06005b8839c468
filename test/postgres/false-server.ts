import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket, type AddressInfo } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from './certificate';

/** How a false server asks for the password; `scram` is SCRAM-SHA-256 without channel binding. */
export const QUESTIONS = ['cleartext', 'md5', 'scram'] as const;

export type Question = (typeof QUESTIONS)[number];

/** A server that knows no password and asks for it, inside TLS, with a certificate that nobody has signed. */
export interface FalseServer {
  readonly port: number;
  /** What the clients gave away: a password, an MD5 hash of it, or the proof of SCRAM that another server would take. */
  readonly given: string[];
  stop(): Promise<void>;
}

const SSL_REQUEST = 80877103;

/** Takes what one client after the other says in answer to the question. */
export async function startFalseServer(
  question: Question,
  { certificate, key }: Certificate,
): Promise<FalseServer> {
  const given: string[] = [];
  const secureContext = createSecureContext({ cert: certificate, key });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    // A client that sees through it hangs up in the middle.
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    socket.once('data', (request) => {
      if (request.length !== 8 || request.readInt32BE(4) !== SSL_REQUEST) {
        given.push('a connection without TLS');
        socket.destroy();
        return;
      }
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => undefined);
      ask(secure, question, given);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    given,
    stop: async () => {
      open.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

function ask(socket: TLSSocket, question: Question, given: string[]): void {
  let buffer = Buffer.alloc(0);
  let greeted = false;
  let nonce: string | undefined;
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const start = greeted ? 1 : 0;
      if (buffer.length < start + 4) return;
      const end = start + buffer.readInt32BE(start);
      if (buffer.length < end) return;
      const type = buffer.toString('latin1', 0, start);
      const body = buffer.subarray(start + 4, end);
      buffer = buffer.subarray(end);
      if (!greeted) {
        greeted = true;
        socket.write(authentication(...QUESTION[question]));
      } else if (type === 'p' && question === 'scram' && nonce === undefined) {
        nonce = /,r=([^,]*)/.exec(body.toString('utf8'))?.[1] ?? '';
        const first = `r=${nonce}${randomBytes(18).toString('base64')},s=${randomBytes(16).toString('base64')},i=4096`;
        socket.write(authentication(11, Buffer.from(first)));
      } else if (type === 'p') {
        given.push(body.toString('utf8').replace(/\0$/, ''));
        socket.end();
      }
    }
  });
}

/** AuthenticationCleartextPassword, AuthenticationMD5Password, AuthenticationSASL. */
const QUESTION: Readonly<Record<Question, [code: number, rest: Buffer]>> = {
  cleartext: [3, Buffer.alloc(0)],
  md5: [5, Buffer.from('salt')],
  scram: [10, Buffer.from('SCRAM-SHA-256\0\0')],
};

function authentication(code: number, rest: Buffer): Buffer {
  const message = Buffer.alloc(9 + rest.length);
  message.write('R');
  message.writeInt32BE(8 + rest.length, 1);
  message.writeInt32BE(code, 5);
  rest.copy(message, 9);
  return message;
}
