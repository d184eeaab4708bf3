const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** As some proxies write it, with the port of the client's connection. */
const WITH_PORT = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/;
const SUBSCRIBER_GROUPS = 4;

/**
 * The key under which an address is counted for limits, without the port that a proxy may have added. An IPv6 subscriber owns a /64, so the
 * first half of the address is the key.
 */
export function subscriberOf(text: string): string {
  const [, inBrackets, ipv4] = WITH_PORT.exec(text) ?? [];
  const address = inBrackets ?? ipv4 ?? text;
  if (!address.includes(':')) return address;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length;
    while (groups.length < 8 - after && groups.length < SUBSCRIBER_GROUPS) groups.push('0');
    if (groups.length < SUBSCRIBER_GROUPS) groups.push(...tail.split(':'));
  }
  return groups
    .slice(0, SUBSCRIBER_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
