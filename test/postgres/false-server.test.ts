import { Client } from 'pg';
import { DatabaseUrl } from '../../src/backend/url/database-url';
import { makeCertificate } from './certificate';
import { QUESTIONS, startFalseServer, type Question } from './false-server';

const PASSWORD = 'hunter2hunter2';

/** What pg gives away to a server that asks so, by the URL of its driver. */
async function givenBy(question: Question, tls: 'require' | 'verify-full'): Promise<readonly string[]> {
  const server = await startFalseServer(question, await makeCertificate());
  try {
    const url = new DatabaseUrl({
      driver: 'node-postgres',
      host: 'localhost',
      port: server.port,
      database: 'app',
      user: 'app',
      tls,
    });
    await expect(new Client(url.render(PASSWORD)).connect()).rejects.toThrow();
    return [...server.given];
  } finally {
    await server.stop();
  }
}

describe('pg, which has no channel binding in its URL', () => {
  test('answers whoever asks, as docs/security.md says', async () => {
    expect(await givenBy('cleartext', 'require')).toEqual([PASSWORD]);
    expect(await givenBy('md5', 'require')).toEqual([expect.stringMatching(/^md5[0-9a-f]{32}$/)]);
    expect(await givenBy('scram', 'require')).toEqual([expect.stringMatching(/^c=biws,r=.*,p=/)]);
  });

  test.each(QUESTIONS)('gives nothing with verify-full: %s', async (question) => {
    expect(await givenBy(question, 'verify-full')).toEqual([]);
  });
});
