const NUMBER = new Intl.NumberFormat('en');
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** What stands for a value that is not known. */
export const UNKNOWN = '–';

export function count(value: number | null): string {
  return value === null ? UNKNOWN : NUMBER.format(value);
}

/** `1 tag`, `2 tags`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** As the server writes it: `93.3 %`. */
export function percent(value: number | null): string {
  return value === null ? UNKNOWN : `${(value * 100).toFixed(1)} %`;
}

/** For an axis, whose steps are even. */
export function wholePercent(value: number): string {
  return `${Math.round(value * 100)} %`;
}

export function milliseconds(value: number | null): string {
  if (value === null) return UNKNOWN;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2)} ms`;
}

export function bytes(value: number | null): string {
  if (value === null) return UNKNOWN;
  if (value === 1) return '1 byte';
  const power = value < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(value) / 10));
  return `${(value / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

/** `3600` is `1 h`: the largest unit that divides it. */
export function seconds(value: number): string {
  for (const [size, unit] of [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const) {
    if (value >= size && value % size === 0) return `${value / size} ${unit}`;
  }
  return `${Number(value.toFixed(1))} s`;
}

/** A long time in its two largest units: `1 h 12 min`. */
export function duration(ms: number): string {
  const total = Math.round(ms / 1000);
  if (total < 60) return `${(ms / 1000).toFixed(1)} s`;
  const sizes = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const from = sizes.findIndex(([, size]) => total >= size);
  let rest = total;
  const parts = sizes.slice(from, from + 2).map(([unit, size]) => {
    const many = Math.floor(rest / size);
    rest -= many * size;
    return `${count(many)} ${unit}`;
  });
  return parts.join(' ');
}

/** In the operator's own time zone. */
export function moment(at: string | number): string {
  return MOMENT.format(new Date(at));
}

/** The time of day, in the operator's own time zone. */
export function clock(at: number): string {
  return CLOCK.format(at);
}

/** The time of day to the second, in the operator's own time zone. */
export function clockWithSeconds(at: number): string {
  return SECONDS.format(at);
}

/** Day and month, in the operator's own time zone. */
export function day(at: number): string {
  return DAY.format(at);
}

/** `response_time` is `Response time`, and so is `responseTime`. */
export function title(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
