import { generate } from 'selfsigned';

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for a host, signed by an authority; without one it is its own. */
export async function makeCertificate(host = 'localhost', authority?: Certificate): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: host }], {
    algorithm: 'sha256',
    curve: 'P-256',
    extensions: [
      { name: 'basicConstraints', cA: authority === undefined },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
    keyType: 'ec',
    ...(authority && { ca: { cert: authority.certificate, key: authority.key } }),
  });
  return { certificate: cert, key };
}
