/** A time as a person writes it, or a program: 2026-11-28T10:00:00+01:00, "2026-11-28 10:00", "2026-11-28 09:00:00.25+00". */
export interface Moment {
  /** Of a whole second. */
  readonly time: Date;
  /** `.25`, or nothing. */
  readonly fraction: string;
  /** Without a zone it is taken for UTC. */
  readonly hasZone: boolean;
}

export function momentOf(text: string): Moment | undefined {
  const [, date = '', minute = '', second = ':00', fraction = '', zone, hours = '', minutes = '00'] =
    TIME.exec(text) ?? [];
  const wall = `${date}T${minute}${second}`;
  // Date.parse takes 30 February for 2 March.
  const local = new Date(`${wall}Z`);
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(wall)) return undefined;
  const time = new Date(`${wall}${hours === '' ? 'Z' : `${hours}:${minutes}`}`);
  return Number.isNaN(time.getTime()) ? undefined : { time, fraction, hasZone: zone !== undefined };
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?(Z|z| ?([+-]\d\d)(?::?(\d\d))?)?$/;
