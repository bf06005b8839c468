import { times } from './times.mjs';

const WIDTH = 900;
const ROW = 24;
const TOP = 44;
const LABELS = 270;
const NUMBERS = 70;
/** Has a contrast of more than 4 on white as well as on GitHub's dark page. */
const TEXT = '#6e7781';
const BAR = '#2f81f7';

/** The ratios as bars on a logarithmic scale, as SVG. */
export function picture(best) {
  const most = Math.ceil(Math.log10(Math.max(...best.map(({ ratio }) => ratio))));
  const x = (ratio) => LABELS + (Math.max(0, Math.log10(ratio)) / most) * (WIDTH - LABELS - NUMBERS);
  const bottom = TOP + best.length * ROW;
  const ticks = Array.from({ length: most + 1 }, (_, power) => 10 ** power);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 12}" width="${WIDTH}" font-family="sans-serif" font-size="12" fill="${TEXT}" role="img">
  <title>How many times as long each query takes without its index</title>
  <text x="8" y="18" font-size="13">Times as long without the index, logarithmic scale</text>
${ticks.map((tick) => grid(x(tick), `${tick.toLocaleString('en')}x`, bottom)).join('\n')}
${best.map(({ index, ratio }, row) => bar(index.name, ratio, x(ratio), TOP + row * ROW)).join('\n')}
</svg>
`;
}

function grid(x, label, bottom) {
  return `  <line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${TOP - 4}" y2="${bottom}" stroke="${TEXT}" stroke-opacity="0.35"/>
  <text x="${x.toFixed(1)}" y="${TOP - 10}" text-anchor="middle">${label}</text>`;
}

function bar(name, ratio, end, y) {
  const middle = y + ROW / 2 + 4;
  return `  <text x="${LABELS - 8}" y="${middle}" text-anchor="end">${name}</text>
  <rect x="${LABELS}" y="${y + 4}" width="${(end - LABELS).toFixed(1)}" height="${ROW - 8}" fill="${BAR}"/>
  <text x="${(end + 6).toFixed(1)}" y="${middle}">${times(ratio)}</text>`;
}
