// Which events led to an event: what its session and its node had done before, and what messages
// brought to them. Questions (reads, mentions) change nothing, so nothing comes of them.
import type { World } from './world';

const QUESTIONS = new Set(['mentioned', 'read', 'document', 'checkpoint', 'split', 'searched']);

/** For each lane and session: the chain of what happened there. */
function chains(world: World): { own: Int32Array; node: Int32Array } {
  const own = new Int32Array(world.n).fill(-1);
  const node = new Int32Array(world.n).fill(-1);
  const lastOwn = new Map<number, number>();
  const lastNode = new Map<number, number>();
  for (let event = 0; event < world.n; event++) {
    const lane = world.lane[event]!;
    if (lane < 0) {
      continue;
    }
    const role = world.roleOf(event);
    const session = role === 'id' || role === 'session' ? world.session[event]! : -1;
    const key = lane * (world.uuids.length + 1) + session + 1;
    own[event] = lastOwn.get(key) ?? -1;
    node[event] = lastNode.get(lane) ?? -1;
    if (QUESTIONS.has(world.nameOf(event)) || role === 'op' || role === 'op-done') {
      continue;
    }
    lastOwn.set(key, event);
    if (session < 0) {
      lastNode.set(lane, event);
    }
  }
  return { own, node };
}

/** 1 for each event that led to target, and for target itself. O(events). */
export function ledTo(world: World, target: number): Uint8Array {
  const led = new Uint8Array(world.n);
  if (target < 0 || target >= world.n) {
    return led;
  }
  const { own, node } = chains(world);
  led[target] = 1;
  for (let event = target; event >= 0; event--) {
    if (!led[event]) {
      continue;
    }
    for (const cause of [own[event]!, node[event]!, causeByMessage(world, event)]) {
      if (cause >= 0) {
        led[cause] = 1;
      }
    }
    markOp(world, event, led);
  }
  return led;
}

/** The event that sent what this event received. */
function causeByMessage(world: World, event: number): number {
  const message = world.message[event]!;
  if (message < 0 || world.messages.end[message] !== event) {
    return -1;
  }
  return world.messages.sent[message]!;
}

/** The op that an event belongs to, and what else it did before that in the same place. */
function markOp(world: World, event: number, led: Uint8Array): void {
  const op = world.op[event]!;
  if (op >= world.head.ops) {
    return;
  }
  for (let before = event - 1; before >= 0 && world.op[before] === op; before--) {
    const isSame = world.lane[before] === world.lane[event] || world.roleOf(before) === 'op';
    if (isSame && !QUESTIONS.has(world.nameOf(before))) {
      led[before] = 1;
    }
  }
}
