import { CallAddress } from './address.js';
import { UnstableAddress } from './cache.errors.js';
import type { Region } from './region.js';

/** Most lists of arguments whose addresses are remembered for one region; then it forgets all of them. */
const MOST_REMEMBERED = 1000;
const MAX_CHARACTERS = 200;

/** The address of the arguments that led here, and where further ones lead. */
interface Branch {
  address?: CallAddress;
  readonly next: Map<unknown, Branch>;
}

/** The addresses of a region's calls by their arguments: naming one takes longer than the rest of a hit in L1. */
class KnownAddresses {
  private readonly ofObjects = new WeakMap<object, CallAddress>();
  private root: Branch = { next: new Map() };
  private remembered = 0;

  constructor(private readonly region: Region<unknown[]>) {}

  /** For as long as the object lives, unless it can change: callers pass the same one for the same query. */
  ofObject(argument: object, args: readonly unknown[]): CallAddress {
    const known = this.ofObjects.get(argument);
    if (known !== undefined) return known;
    const address = new CallAddress(this.region, args);
    // @mutant changed-object-keeps-address
    if (isImmutable(argument)) this.ofObjects.set(argument, address);
    return address;
  }

  ofPrimitives(args: readonly unknown[]): CallAddress {
    let at = this.root;
    for (const argument of args) {
      let branch = at.next.get(argument);
      if (branch === undefined) at.next.set(argument, (branch = { next: new Map() }));
      at = branch;
    }
    return (at.address ??= this.remember(args));
  }

  private remember(args: readonly unknown[]): CallAddress {
    if (this.remembered++ === MOST_REMEMBERED) {
      this.root = { next: new Map() };
      this.remembered = 0;
    }
    return new CallAddress(this.region, args);
  }
}

const known = new WeakMap<Region<unknown[]>, KnownAddresses>();

/** Returns the address of a call's entry; the same one as long as it is remembered, if the arguments cannot change. */
export function addressOf(region: Region<unknown[]>, args: readonly unknown[]): CallAddress {
  let ofRegion = known.get(region);
  if (ofRegion === undefined) known.set(region, (ofRegion = new KnownAddresses(region)));
  if (args.every(isShortPrimitive)) return ofRegion.ofPrimitives(args);
  const [question] = args;
  const isQuestion = args.length === 1 && typeof question === 'object';
  return isQuestion ? ofRegion.ofObject(question as object, args) : new CallAddress(region, args);
}

/**
 * To be called when a value was loaded for the call.
 * @throws UnstableAddress if the call leads elsewhere by now: the value may belong there
 */
export function assertStable(address: CallAddress): void {
  if (address.isStable) return;
  known.delete(address.region);
  throw new UnstableAddress(address.region.name);
}

function isShortPrimitive(argument: unknown): boolean {
  if (typeof argument === 'string') return argument.length <= MAX_CHARACTERS;
  // A map takes -0 for 0, a region may not.
  if (typeof argument === 'number') return argument !== 0 || Object.is(argument, 0);
  return argument === undefined || argument === null;
}

/**
 * Whether nothing that a region can read of it ever changes: a frozen plain object whose properties are primitive values. A frozen date, map or
 * instance of a class can change, and so can what a frozen object refers to or computes.
 */
function isImmutable(argument: object): boolean {
  if (!Object.isFrozen(argument) || Object.getPrototypeOf(argument) !== Object.prototype) return false;
  return Object.values(Object.getOwnPropertyDescriptors(argument)).every(
    (property) => property.get === undefined && Object(property.value) !== property.value,
  );
}
