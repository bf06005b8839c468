import { folded, type Setting } from './known-settings';
import { refusedNumber } from './number-rules';
import { settingNumber, unitsBeside } from './setting-number';
import { refusedText, type Server } from './text-rules';

/** Every unambiguous prefix of a word. */
const BOOLEAN = /^(?:t|tr|tru|true|y|ye|yes|on|1|(?<off>f|fa|fal|fals|false|n|no|of|off|0))$/;

/** Parses a boolean as the server does; undefined if TEXT is not one. */
export function settingBoolean(text: string): boolean | undefined {
  const match = BOOLEAN.exec(folded(text));
  return match === null ? undefined : match.groups?.['off'] === undefined;
}

/** The allowed values if the server rejects TEXT for SETTING; else undefined. */
export function refusedValue(setting: Setting, text: string, server: Server): string | undefined {
  switch (setting.type) {
    case 'bool':
      if (settingBoolean(text) === undefined) return 'on, off';
      return folded(setting.name) === 'bonjour' && settingBoolean(text)
        ? 'off, since no build for Linux supports it'
        : undefined;
    case 'enum':
      return refusedChoice(setting, text);
    case 'string':
      return refusedText(setting.name, text, server);
    default:
      return refusedNumeral(setting, text);
  }
}

function refusedChoice({ values = [], hidden = [] }: Setting, text: string): string | undefined {
  const taken = [...values, ...hidden].some((value) => folded(value) === folded(text));
  return taken ? undefined : values.map((value) => (value === '' ? '""' : value)).join(', ');
}

function refusedNumeral(setting: Setting, text: string): string | undefined {
  const reading = settingNumber(text, setting);
  const { min = -Infinity, max = Infinity } = setting.range ?? {};
  if ('value' in reading && reading.value >= min && reading.value <= max) {
    return refusedNumber(setting.name, reading.value);
  }
  const [least = '', most = ''] = setting.range?.text.split('..') ?? [];
  const kind = setting.type === 'integer' ? 'a whole number' : 'a number';
  const units = unitsBeside(setting.unit);
  const written =
    units.length === 0 ? 'without a unit' : `in ${setting.unit ?? ''}, or followed by ${units.join(', ')}`;
  return `${kind} from ${least} to ${most}, ${written}`;
}
