/** An appointment as a calendar keeps it. */
export interface CalendarEvent {
  readonly uid: string;
  readonly title: string;
  readonly place: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** When it was made or last changed, as a number that grows: calendars then replace what they have (RFC 5545, 3.8.7.4). */
  readonly sequence: number;
}

const LONGEST_LINE = 75;

/** An iCalendar file (RFC 5545) with one event. Its instants are in UTC, so it needs no rules of a time zone. Pure. */
export function calendarFile(event: CalendarEvent, now: number = Date.now()): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//BookedBarber//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escaped(event.uid)}`,
    `DTSTAMP:${instant(new Date(now).toISOString())}`,
    `DTSTART:${instant(event.startsAt)}`,
    `DTEND:${instant(event.endsAt)}`,
    `SEQUENCE:${event.sequence}`,
    `SUMMARY:${escaped(event.title)}`,
    `LOCATION:${escaped(event.place)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.flatMap(folded).join('\r\n')}\r\n`;
}

/** `20270314T130000Z` */
function instant(at: string): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** RFC 5545, 3.3.11 */
function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, String.raw`\$&`).replaceAll(/\r\n?|\n/g, String.raw`\n`);
}

/** RFC 5545, 3.1: lines of 75 octets at most, and never a character in two. */
function folded(line: string): string[] {
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let current = '';
  for (const character of line) {
    if (encoder.encode(current + character).length > LONGEST_LINE) {
      lines.push(current);
      current = ' ';
    }
    current += character;
  }
  return [...lines, current];
}
