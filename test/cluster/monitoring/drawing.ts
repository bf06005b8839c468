/** One line of a chart: its values over time, in order. */
export interface DrawnLine {
  readonly legend: string;
  /** Seconds and values. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly DrawnLine[];
}

const COLOURS = ['#3274d9', '#e0752d', '#2f9e44', '#a352cc', '#c4162a', '#8a8a00'];
const [WIDTH, HEIGHT, GAP] = [300, 150, 12];
const COLUMNS = 3;

/** The charts as one picture, three in a row: of real values, but without Grafana, which nobody needs for it. */
export function drawing(charts: readonly Chart[]): string {
  const rows = Math.ceil(charts.length / COLUMNS);
  const size = { height: rows * (HEIGHT + GAP) + GAP, width: COLUMNS * (WIDTH + GAP) + GAP };
  const parts = charts.map((chart, index) => {
    const x = GAP + (index % COLUMNS) * (WIDTH + GAP);
    const y = GAP + Math.floor(index / COLUMNS) * (HEIGHT + GAP);
    return `<g transform="translate(${x} ${y})">${chartText(chart)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="9">`,
    '<rect width="100%" height="100%" fill="#f4f5f5"/>',
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function chartText({ lines, title, unit }: Chart): string {
  const area = { bottom: HEIGHT - 26, left: 52, right: WIDTH - 8, top: 26 };
  const all = lines.flatMap(({ points }) => points);
  const [start, end] = [Math.min(...all.map(([at]) => at)), Math.max(...all.map(([at]) => at))];
  const top = unit === 'percentunit' ? 1 : roundTop(Math.max(...all.map(([, value]) => value)), unit);
  const x = (at: number): string =>
    (area.left + ((at - start) / (end - start || 1)) * (area.right - area.left)).toFixed(1);
  const y = (value: number): string => (area.bottom - (value / top) * (area.bottom - area.top)).toFixed(1);
  const drawn = lines.map(({ points }, index) => {
    const way = points.map(([at, value]) => `${x(at)},${y(value)}`).join(' ');
    return `<polyline points="${way}" fill="none" stroke="${colour(index)}" stroke-width="1.2"/>`;
  });
  const legends = lines
    .map(({ legend }, index) => `<tspan dx="10" fill="${colour(index)}">${escaped(legend)}</tspan>`)
    .join('');
  const marks = [0, 0.5, 1].map((part) => {
    const height = y(part * top);
    return `<path d="M${area.left} ${height}H${area.right}" stroke="#ddd" stroke-width="0.6"/><text x="${area.left - 4}" y="${height}" dy="3" text-anchor="end" fill="#555">${shown(part * top, unit)}</text>`;
  });
  return [
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="3" fill="#fff" stroke="#d8d9da"/>`,
    `<text x="8" y="16" font-size="11" fill="#222">${escaped(title)}</text>`,
    ...marks,
    ...drawn,
    `<text x="${area.left - 10}" y="${HEIGHT - 6}">${legends}</text>`,
  ].join('');
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '';
}

/** The next round number that a line does not touch. */
function roundTop(largest: number, unit: string): number {
  let scale = 1;
  while (largest >= scale * stepOf(unit)) scale *= stepOf(unit);
  const rounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, stepOf(unit), 2 * stepOf(unit)];
  return scale * (rounds.find((round) => round * scale > largest) ?? 1);
}

function isOfBytes(unit: string): boolean {
  return unit === 'bytes' || unit === 'Bps';
}

function stepOf(unit: string): number {
  return isOfBytes(unit) ? 1024 : 1000;
}

function shown(value: number, unit: string): string {
  if (unit === 'percentunit') return `${Math.round(value * 100)} %`;
  if (unit === 's') return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
  const names = isOfBytes(unit) ? ['B', 'KiB', 'MiB', 'GiB'] : ['', 'k', 'M', 'G'];
  const step = stepOf(unit);
  let [left, index] = [value, 0];
  while (left >= step && index < names.length - 1) [left, index] = [left / step, index + 1];
  const digits = Number.isInteger(left) || left >= 10 ? 0 : 1;
  return `${left.toFixed(digits)} ${names[index] ?? ''}`.trim();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
