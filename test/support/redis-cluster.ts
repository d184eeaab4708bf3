import { type RedisServer, startRedis } from './redis.js';
import { until } from './until.js';

const SLOTS = 16_384;
const SETTINGS = [
  '--cluster-enabled',
  'yes',
  '--cluster-node-timeout',
  '1000',
  '--repl-diskless-sync-delay',
  '0',
];

/** Starts three masters with a third of the slots each. */
export class TestCluster {
  private constructor(readonly nodes: RedisServer[]) {}

  /** @param tls settings of TLS, if the nodes and their clients use it */
  static async start(tls?: readonly string[]): Promise<TestCluster> {
    const cluster = new TestCluster(await Promise.all([0, 1, 2].map(async () => startNode(tls))));
    for (const [index, node] of cluster.nodes.entries()) {
      const slots = Array.from({ length: SLOTS }, (_, slot) => slot).filter(
        (slot) => thirdOf(slot) === index,
      );
      // Two nodes with the same config epoch negotiate a new one for one of them; that would change its history during a test.
      await node.client().call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      await node.client().cluster('ADDSLOTS', ...slots);
      await node.client().cluster('MEET', '127.0.0.1', cluster.port(0));
    }
    await cluster.settles();
    return cluster;
  }

  /** Value for REDIS_CLUSTER_NODES. */
  get addresses(): string {
    return this.nodes.map((node) => `127.0.0.1:${portOf(node)}`).join(',');
  }

  /** The node that had the slot at the start. */
  firstOwner(slot: number): RedisServer {
    return this.node(thirdOf(slot));
  }

  node(index: number): RedisServer {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}.`);
    return node;
  }

  /** Moves a slot and its keys as `redis-cli --cluster reshard` does. */
  async move(slot: number, from: RedisServer, to: RedisServer): Promise<void> {
    const [source, target] = [from.client(), to.client()];
    const [fromId, toId] = [await source.cluster('MYID'), await target.cluster('MYID')];
    await target.cluster('SETSLOT', slot, 'IMPORTING', fromId);
    await source.cluster('SETSLOT', slot, 'MIGRATING', toId);
    for (const key of await source.cluster('GETKEYSINSLOT', slot, 10_000)) {
      await source.migrate('127.0.0.1', to.port, key, 0, 5000);
    }
    for (const client of [target, source]) await client.cluster('SETSLOT', slot, 'NODE', toId);
  }

  /** Adds a replica of a node; resolves once it has synchronised and all nodes know it. */
  async replicaOf(node: RedisServer): Promise<RedisServer> {
    const replica = await startNode();
    const client = replica.client();
    await client.cluster('MEET', '127.0.0.1', node.port);
    const id = await node.client().cluster('MYID');
    await until(async () => String(await client.cluster('NODES')).includes(id));
    await client.cluster('REPLICATE', id);
    await until(async () => (await client.info('replication')).includes('master_link_status:up'));
    const own = await client.cluster('MYID');
    for (const other of this.nodes) {
      await until(async () =>
        new RegExp(`^${own} .* slave ${id} `, 'm').test(String(await other.client().cluster('NODES'))),
      );
    }
    this.nodes.push(replica);
    return replica;
  }

  /** Waits until all nodes take every command. */
  async settles(): Promise<void> {
    for (const node of this.nodes) {
      await until(async () => (await node.client().cluster('INFO')).includes('cluster_state:ok'));
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(async (node) => node.stop()));
  }

  private port(index: number): number {
    return portOf(this.node(index));
  }
}

/** What a client sends to get the slot table. */
export const ASKS_FOR_SLOTS = /\bcluster\r\n\$5\r\nslots\r\n/i;

/** The reply to it: a third of the slots at each of these ports. */
export function slotTable(ports: readonly [number, number, number]): string {
  const owned = ports.map((port, index) => {
    const slots = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => thirdOf(slot) === index);
    return `*3\r\n:${slots[0]}\r\n:${slots.at(-1)}\r\n*2\r\n$9\r\n127.0.0.1\r\n:${port}\r\n`;
  });
  return `*3\r\n${owned.join('')}`;
}

function thirdOf(slot: number): number {
  return Math.floor((slot * 3) / SLOTS);
}

async function startNode(tls?: readonly string[]): Promise<RedisServer> {
  return tls === undefined
    ? startRedis(SETTINGS)
    : startRedis([...SETTINGS, '--tls-cluster', 'yes'], { tls });
}

/** The port for its clients and for other nodes. */
function portOf(node: RedisServer): number {
  return node.tlsPort || node.port;
}
